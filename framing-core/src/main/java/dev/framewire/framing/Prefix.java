package dev.framewire.framing;

import java.nio.ByteBuffer;
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
     * @param at an absolute index, with {@link #usualBytes} bytes behind it
     */
    long accept(ByteBuffer in, int at, FrameLimits limits);

    /**
     * How many bytes the decoder must collect before it calls {@link #check} (again).
     *
     * @param have 0, or an earlier answer with that many bytes collected and checked
     * @return more than {@code have}; or {@code have}: the prefix is complete
     */
    int need(ByteBuffer prefix, int have);

    /**
     * What is wrong with the first {@code have} bytes, as many as {@link #need} has asked for; its offset from byte 0 of
     * the prefix.
     *
     * @param prefix {@link #MAX_BYTES} in an array of its own
     */
    @Nullable Problem check(ByteBuffer prefix, int have, FrameLimits limits);

    /** 0 in a format without headers. */
    int headerLength(ByteBuffer in, int at);

    long bodyLength(ByteBuffer in, int at);

    /** The longest body whose length can be written. */
    long maxBodyBytes();

    /** Writes the lengths; answers how many bytes they take. */
    int put(int headerLength, long bodyLength, byte[] out, int at);
}
