package dev.framewire.framing;

import org.jspecify.annotations.Nullable;

/** The lengths in front of a frame: how one format reads and writes them. Immutable. */
sealed interface Prefix permits NativePrefix, LengthPrefix, PythonPrefix {
    /** Room for the longest prefix there is. */
    int MAX_BYTES = 12;

    /** {@link #bodyLength}: the length stands in the header. */
    long IN_HEADER = -1;

    /**
     * How many bytes the decoder must collect before it calls {@link #check} (again).
     *
     * @param have 0, or an earlier answer with that many bytes collected and checked
     * @return more than {@code have}; or {@code have}: the prefix is complete
     */
    int need(byte[] prefix, int have);

    /** {@link #accept}: the prefix is not acceptable, and {@link #check} says why. */
    long REFUSED = Long.MIN_VALUE;

    /** How many bytes a complete prefix has that begins there; there are {@link #MAX_BYTES} of them. */
    int length(byte[] bytes, int at);

    /** {@link #bodyLength} of a complete prefix that is within the limits, else {@link #REFUSED}. */
    long accept(byte[] bytes, int at, FrameLimits limits);

    /**
     * What is wrong with the first {@code have} bytes, as many as {@link #need} has asked for or a whole prefix has; its
     * offset from byte 0 of the prefix.
     */
    @Nullable Problem check(byte[] bytes, int at, int have, FrameLimits limits);

    /** 0 in a format without headers. */
    int headerLength(byte[] bytes, int at);

    long bodyLength(byte[] bytes, int at);

    /** The longest body whose length can be written. */
    long maxBodyBytes();

    /** Writes the lengths; answers how many bytes they take. */
    int put(int headerLength, long bodyLength, byte[] out, int at);
}
