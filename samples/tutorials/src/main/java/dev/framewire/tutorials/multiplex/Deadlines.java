package dev.framewire.tutorials.multiplex;

import dev.framewire.tutorials.concurrent.Bounds;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** How long one connection may still take, and when a pause in it is long enough to mean something. It has no clock; it is told the time. */
final class Deadlines {
    private final Bounds bounds;
    private final long bornNanos;
    private long lastActiveNanos;

    /** Null while no pause is awaited. */
    private Duration pause;

    Deadlines(Bounds bounds, long nowNanos) {
        this.bounds = bounds;
        this.bornNanos = nowNanos;
        this.lastActiveNanos = nowNanos;
    }

    void active(long nowNanos) {
        lastActiveNanos = nowNanos;
    }

    /** @param length of the silence that would mean something, null where none does */
    void awaitPause(Duration length) {
        pause = length;
    }

    long dueInNanos(long nowNanos) {
        long due = Math.min(lifetimeLeft(nowNanos), idleLeft(nowNanos));
        return pause == null ? due : Math.min(due, left(pause, lastActiveNanos, nowNanos));
    }

    void check(long nowNanos) throws SocketTimeoutException {
        if (lifetimeLeft(nowNanos) <= 0) {
            throw new SocketTimeoutException(
                    "Timed out: not done after " + bounds.lifetime().toMillis() + " ms");
        }
        if (idleLeft(nowNanos) <= 0) {
            throw new SocketTimeoutException(
                    "Timed out: silent for " + bounds.idle().toMillis() + " ms");
        }
    }

    private long lifetimeLeft(long nowNanos) {
        return left(bounds.lifetime(), bornNanos, nowNanos);
    }

    private long idleLeft(long nowNanos) {
        return left(bounds.idle(), lastActiveNanos, nowNanos);
    }

    /** A difference of times, not a comparison: {@code nanoTime} may wrap around. */
    private static long left(Duration length, long sinceNanos, long nowNanos) {
        return length.toNanos() - (nowNanos - sinceNanos);
    }
}
