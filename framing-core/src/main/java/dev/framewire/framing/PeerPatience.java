package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import org.jspecify.annotations.Nullable;

/**
 * How long we have waited for the peer in the course of one frame. The guard is armed only around a blocking call, so
 * that time the application takes for itself is not held against the peer.
 */
final class PeerPatience {
    private final FrameLimits limits;
    private final Watchdog watchdog;
    private final Watchdog.Guard guard;
    private final long idleNanos;
    private long waitedNanos;
    private long since;

    PeerPatience(FrameLimits limits, Watchdog watchdog, Transport transport) {
        this.limits = limits;
        this.watchdog = watchdog;
        this.idleNanos = Watchdog.nanos(limits.idleTimeout());
        this.guard = watchdog.guard(transport, Watchdog.nanos(limits.frameDeadline()));
    }

    static @Nullable PeerPatience of(FrameLimits limits, @Nullable Watchdog watchdog, @Nullable Transport transport) {
        return watchdog == null || transport == null ? null : new PeerPatience(limits, watchdog, transport);
    }

    void beginFrame() {
        waitedNanos = 0;
    }

    /** Before a blocking call. */
    void before(boolean insideFrame, long frameBytes) {
        since = watchdog.now();
        if (insideFrame) {
            guard.arm(Math.max(0, allowedNanos(frameBytes) - waitedNanos));
        } else if (idleNanos > 0) {
            guard.arm(idleNanos);
        }
    }

    /** Behind a blocking call, whether it failed or not. */
    void after(boolean insideFrame) {
        guard.disarm();
        if (insideFrame) {
            waitedNanos += watchdog.now() - since;
        }
    }

    /** What the frame may take in all, when that many of its bytes have passed; a length merely announced adds nothing. */
    private long allowedNanos(long bytes) {
        long base = Watchdog.nanos(limits.frameDeadline());
        double credit = bytes * 1e9 / limits.minBytesPerSecond();
        return credit >= Long.MAX_VALUE - base ? Long.MAX_VALUE : base + (long) credit;
    }

    boolean expired() {
        return guard.expired();
    }

    SlowFrameException tooSlow(
            boolean insideFrame, Stage stage, long frameIndex, long streamOffset, @Nullable Throwable cause) {
        String text = insideFrame
                ? "Peer too slow: no whole frame within " + limits.frameDeadline() + " plus its bytes at "
                        + limits.minBytesPerSecond() + " B/s"
                : "Peer idle for " + limits.idleTimeout();
        return new SlowFrameException(Problem.of(Kind.TOO_SLOW, stage, text).at(frameIndex, streamOffset), cause);
    }

    void close() {
        guard.close();
    }
}
