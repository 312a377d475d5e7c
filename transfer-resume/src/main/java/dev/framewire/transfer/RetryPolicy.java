package dev.framewire.transfer;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and how soon a transfer is tried again. The wait doubles with each failure in a row, and a random half of it is
 * left out, so that many that lost the same server do not come back at the same moment. An attempt that moved content before its
 * connection broke is no failure in a row; one that both sides agree has failed is, whatever it moved. Immutable; each method returns a copy.
 */
public final class RetryPolicy {
    /** Failures in a row, after which it is given up. */
    public static final int DEFAULT_MAX_FAILURES = 10;
    /** Attempts that find the source changed, after which it is given up. */
    public static final int DEFAULT_MAX_CHANGES = 3;
    /** The wait behind the first failure, at most. */
    public static final Duration DEFAULT_FIRST_DELAY = Duration.ofMillis(500);
    /** The wait behind any failure, at most. */
    public static final Duration DEFAULT_LONGEST_DELAY = Duration.ofSeconds(30);

    private static final Duration LONGEST = Duration.ofDays(365);

    final int maxFailures;
    final int maxChanges;
    final Duration firstDelay;
    final Duration longestDelay;
    /** Zero for none. */
    final Duration deadline;

    private RetryPolicy(
            int maxFailures, int maxChanges, Duration firstDelay, Duration longestDelay, Duration deadline) {
        this.maxFailures = maxFailures;
        this.maxChanges = maxChanges;
        this.firstDelay = firstDelay;
        this.longestDelay = longestDelay;
        this.deadline = deadline;
    }

    /**
     * The defaults, and no deadline.
     *
     * @return a policy
     */
    public static RetryPolicy defaults() {
        return new RetryPolicy(
                DEFAULT_MAX_FAILURES, DEFAULT_MAX_CHANGES, DEFAULT_FIRST_DELAY, DEFAULT_LONGEST_DELAY, Duration.ZERO);
    }

    /**
     * Failures in a row, after which it is given up.
     *
     * @param failures 1 or more; 1 is never to try again
     * @return a copy
     * @throws IllegalArgumentException if it is less
     */
    public RetryPolicy maxFailures(int failures) {
        if (failures < 1) {
            throw new IllegalArgumentException("failures < 1: " + failures);
        }
        return new RetryPolicy(failures, maxChanges, firstDelay, longestDelay, deadline);
    }

    /**
     * Attempts that end with kind {@link TransferException.Kind#CHANGED}, in all, after which it is given up. Each of them has looked at the source three
     * times; the next one compares what has arrived with the source as it is then, and sends what differs. Where that cannot help, as
     * with a {@link StreamSink} that has handed the old content on, 1 saves the tries.
     *
     * @param changes 1 or more; 1 is never to try again
     * @return a copy
     * @throws IllegalArgumentException if it is less
     */
    public RetryPolicy maxChanges(int changes) {
        if (changes < 1) {
            throw new IllegalArgumentException("changes < 1: " + changes);
        }
        return new RetryPolicy(maxFailures, changes, firstDelay, longestDelay, deadline);
    }

    /**
     * The waits between attempts.
     *
     * @param first behind the first failure, more than zero
     * @param longest behind any failure, not less than the first, at most 365 days
     * @return a copy
     * @throws IllegalArgumentException if they are out of range
     */
    public RetryPolicy delays(Duration first, Duration longest) {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0 || longest.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("delays " + first + " to " + longest);
        }
        return new RetryPolicy(maxFailures, maxChanges, first, longest, deadline);
    }

    /**
     * The time after which it is given up, whatever it is doing; its partial stays. An attempt that runs then has five seconds to agree with
     * the other side about its end; then its connection is closed, and after five more an attempt whose source or sink blocks even so is left
     * behind: {@link ResumingTransfer#await} returns, and the source is closed when its read has returned.
     *
     * @param time from the beginning, pauses included; more than zero, at most 365 days
     * @return a copy
     * @throws IllegalArgumentException if it is out of range
     */
    public RetryPolicy deadline(Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("deadline " + time);
        }
        return new RetryPolicy(maxFailures, maxChanges, firstDelay, longestDelay, time);
    }

    /** How long to wait behind so many failures in a row. */
    long delayNanos(int failures, RandomGenerator random) {
        long most = firstDelay.toNanos();
        for (int i = 1; i < failures && most < longestDelay.toNanos(); i++) {
            most *= 2; // 365 days twice are no overflow
        }
        most = Math.min(most, longestDelay.toNanos());
        return most / 2 + (long) (random.nextDouble() * (most - most / 2));
    }
}
