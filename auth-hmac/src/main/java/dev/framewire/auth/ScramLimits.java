package dev.framewire.auth;

/**
 * The iteration counts that a client is willing to work for. Too few, and a false server buys a cheap guess at the
 * password; too many, and it burns the client's processor.
 *
 * @param minIterations the fewest, from {@link #FLOOR_ITERATIONS} up
 * @param maxIterations the most, up to {@link #CEILING_ITERATIONS}
 */
public record ScramLimits(int minIterations, int maxIterations) {
    /** The least that a lowered minimum can be (RFC 7677 §4): {@value}. */
    public static final int FLOOR_ITERATIONS = 4_096;
    /** The most that a raised maximum can be, several seconds of work: {@value}. */
    public static final int CEILING_ITERATIONS = 10_000_000;
    /** Fewer are refused unless asked for: {@value}. */
    public static final int DEFAULT_MIN_ITERATIONS = 100_000;
    /** More are refused unless asked for: {@value}. */
    public static final int DEFAULT_MAX_ITERATIONS = 2_000_000;
    /** A shorter salt is refused always: {@value} bytes. */
    public static final int MIN_SALT_BYTES = 16;
    /** A longer salt is refused always: {@value} bytes. */
    public static final int MAX_SALT_BYTES = 64;

    /** Checks the window. */
    public ScramLimits {
        if (minIterations < FLOOR_ITERATIONS || maxIterations > CEILING_ITERATIONS || minIterations > maxIterations) {
            throw new IllegalArgumentException("iteration window " + minIterations + ".." + maxIterations
                    + " not within " + FLOOR_ITERATIONS + ".." + CEILING_ITERATIONS);
        }
    }

    /**
     * {@link #DEFAULT_MIN_ITERATIONS} to {@link #DEFAULT_MAX_ITERATIONS}.
     *
     * @return the window
     */
    public static ScramLimits defaults() {
        return new ScramLimits(DEFAULT_MIN_ITERATIONS, DEFAULT_MAX_ITERATIONS);
    }

    boolean allows(long iterations) {
        return iterations >= minIterations && iterations <= maxIterations;
    }
}
