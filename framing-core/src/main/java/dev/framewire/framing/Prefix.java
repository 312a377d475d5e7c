package dev.framewire.framing;

import org.jspecify.annotations.Nullable;

/** The lengths in front of a frame: how one format reads and writes them. Immutable. */
sealed interface Prefix permits NativePrefix, LengthPrefix, PythonPrefix {
    /** Room for the longest prefix there is. */
    int MAX_BYTES = 12;

    /** {@link #bodyLength}: the length stands in the header. */
    long IN_HEADER = -1;

    /** {@link #accept}: {@link #check} says what is wrong, if anything is. */
    long REFUSED = Long.MIN_VALUE;

    /** How many bytes a prefix has that {@link #accept} takes. */
    int usualBytes();

    /**
     * {@link #bodyLength} of a prefix that is within the limits and has the usual length, else {@link #REFUSED}.
     *
     * @param at there are {@link #usualBytes} bytes from here on
     */
    long accept(byte[] bytes, int at, FrameLimits limits);

    /**
     * How many bytes the decoder must collect before it calls {@link #check} (again).
     *
     * @param have 0, or an earlier answer with that many bytes collected and checked
     * @return more than {@code have}; or {@code have}: the prefix is complete
     */
    int need(byte[] prefix, int have);

    /**
     * What is wrong with the first {@code have} bytes, as many as {@link #need} has asked for; its offset from byte 0 of
     * the prefix, which has an array of {@link #MAX_BYTES}.
     */
    @Nullable Problem check(byte[] prefix, int have, FrameLimits limits);

    /** 0 in a format without headers. */
    int headerLength(byte[] bytes, int at);

    long bodyLength(byte[] bytes, int at);

    /** The longest body whose length can be written. */
    long maxBodyBytes();

    /** Writes the lengths; answers how many bytes they take. */
    int put(int headerLength, long bodyLength, byte[] out, int at);
}
