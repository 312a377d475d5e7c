package dev.framewire.transfer;

import java.util.function.LongSupplier;

/** Says when a sender that keeps to a rate may send: a bucket that holds a tenth of a second. It never waits itself. */
final class Pace {
    /** Below this a transfer would be silent for longer than the other side waits. */
    static final long MIN_BYTES_PER_SECOND = 1024;

    private static final long SECOND = 1_000_000_000L;

    private final long bytesPerSecond;
    private final LongSupplier nanos;
    private long freeAtNanos;

    /** 0 for no limit; what a peer asks for below the least rate is taken for that. */
    Pace(long bytesPerSecond, LongSupplier nanos) {
        this.bytesPerSecond = bytesPerSecond <= 0 ? 0 : Math.max(MIN_BYTES_PER_SECOND, bytesPerSecond);
        this.nanos = nanos;
        this.freeAtNanos = nanos.getAsLong();
    }

    static long checked(long rate) {
        if (rate < 0 || rate > 0 && rate < MIN_BYTES_PER_SECOND) {
            throw new IllegalArgumentException("a rate is 0 or at least " + MIN_BYTES_PER_SECOND + ": " + rate);
        }
        return rate;
    }

    /** The largest piece to send at once, so that a slow rate stays smooth. */
    int piece(int most) {
        return bytesPerSecond == 0 ? most : (int) Math.max(1024, Math.min(most, bytesPerSecond / 10));
    }

    /** Books so many bytes. They may leave as soon as {@link #waitNanos} says zero. */
    void take(int bytes) {
        if (bytesPerSecond > 0) {
            long earliest = nanos.getAsLong() - SECOND / 10;
            long from = freeAtNanos - earliest < 0 ? earliest : freeAtNanos;
            freeAtNanos = from + (long) ((double) bytes / bytesPerSecond * SECOND);
        }
    }

    /** How long what was booked has to wait from now; 0 or less: not at all. */
    long waitNanos() {
        return bytesPerSecond == 0 ? 0 : freeAtNanos - nanos.getAsLong();
    }
}
