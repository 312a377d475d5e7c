package dev.framewire.transfer;

import java.util.concurrent.locks.LockSupport;

/** Keeps a sender at a rate: a bucket that holds a tenth of a second. */
final class Pace {
    private static final long SECOND = 1_000_000_000L;

    private final long bytesPerSecond;
    private long freeAtNanos = System.nanoTime();

    Pace(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    static long checked(long rate) {
        if (rate < 0) {
            throw new IllegalArgumentException("rate < 0: " + rate);
        }
        return rate;
    }

    /** The largest piece to send at once, so that a slow rate stays smooth. */
    int piece(int most) {
        return bytesPerSecond == 0 ? most : (int) Math.max(1024, Math.min(most, bytesPerSecond / 10));
    }

    /** Waits until so many more bytes may leave; returns at once when interrupted. */
    void take(int bytes) {
        if (bytesPerSecond == 0) {
            return;
        }
        long now = System.nanoTime();
        freeAtNanos = Math.max(freeAtNanos, now - SECOND / 10) + (long) ((double) bytes / bytesPerSecond * SECOND);
        while (freeAtNanos - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, freeAtNanos - System.nanoTime());
        }
    }
}
