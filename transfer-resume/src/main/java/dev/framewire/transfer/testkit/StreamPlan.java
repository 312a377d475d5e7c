package dev.framewire.transfer.testkit;

import java.util.SplittableRandom;

/**
 * What goes wrong on one direction of a connection. Offsets count its bytes from 0; {@link #NEVER} for not at all.
 *
 * @param endAt after this many bytes the stream is over
 * @param end how it is over
 * @param flipBitAt the bit that arrives inverted, counted from the lowest bit of byte 0
 * @param maxBytesAtOnce the most that one call moves, at least 1
 */
public record StreamPlan(long endAt, End end, long flipBitAt, int maxBytesAtOnce) {
    /** An offset that is never reached. */
    public static final long NEVER = Long.MAX_VALUE;

    /** How a stream is over. */
    public enum End {
        /** Reads find the end of the stream, as if the peer had closed it in good order. Writes fail. */
        CLOSED,
        /** Reads and writes fail. */
        RESET,
        /** Reads and writes block until the stream is closed, by any thread; then they fail. */
        STALLED
    }

    public StreamPlan {
        if (endAt < 0 || flipBitAt < 0 || maxBytesAtOnce < 1) {
            throw new IllegalArgumentException(
                    "out of range: endAt " + endAt + ", flipBitAt " + flipBitAt + ", maxBytesAtOnce " + maxBytesAtOnce);
        }
    }

    /** Nothing goes wrong. */
    public static StreamPlan none() {
        return new StreamPlan(NEVER, End.RESET, NEVER, Integer.MAX_VALUE);
    }

    /** This plan, over after so many bytes. */
    public StreamPlan endAt(long bytes, End how) {
        return new StreamPlan(bytes, how, flipBitAt, maxBytesAtOnce);
    }

    /** This plan with one inverted bit. */
    public StreamPlan flipBit(long bit) {
        return new StreamPlan(endAt, end, bit, maxBytesAtOnce);
    }

    /** This plan in small pieces. */
    public StreamPlan maxBytesAtOnce(int bytes) {
        return new StreamPlan(endAt, end, flipBitAt, bytes);
    }

    /** A plan drawn from a seed: over within {@code bytes}, never stalled, sometimes with a flipped bit, sometimes in small pieces. */
    public static StreamPlan seeded(long seed, long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("no bytes to choose from: " + bytes);
        }
        SplittableRandom random = new SplittableRandom(seed);
        StreamPlan plan = none().endAt(random.nextLong(bytes), random.nextBoolean() ? End.CLOSED : End.RESET);
        if (random.nextInt(4) == 0) {
            plan = plan.flipBit(random.nextLong(bytes * 8));
        }
        return random.nextBoolean() ? plan.maxBytesAtOnce(1 + random.nextInt(100)) : plan;
    }

    /** Inverts the planned bit if it lies in these bytes, which begin at {@code offset} of the stream. */
    void corrupt(byte[] bytes, int from, int length, long offset) {
        long index = flipBitAt / 8 - offset;
        if (index >= 0 && index < length) {
            bytes[from + (int) index] ^= (byte) (1 << (flipBitAt % 8));
        }
    }

    /** The most that may move at {@code offset}; 0 when the stream is over there. */
    int allowed(long offset, int wanted) {
        return (int) Math.min(Math.min(wanted, maxBytesAtOnce), endAt - offset);
    }
}
