package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.io.IOException;
import java.io.InputStream;

/**
 * How long a reader still waits for its peer. Only time spent waiting counts. A frame has {@code frameDeadline}, and one
 * second more for each {@code minBytesPerSecond} that arrive: so a slow drip of single bytes ends, and a long body does not.
 */
final class Patience {
    private static final long SECOND = 1_000_000_000L;

    private final Watchdog watchdog;
    private final Watchdog.Guard guard;
    private final long idleNanos;
    private final long frameNanos;
    private final long minBytesPerSecond;
    private long frameIndex = -1;
    private long waitedNanos;
    private long frameStart;

    Patience(Transport transport, FrameLimits limits, Watchdog watchdog) {
        this.watchdog = watchdog;
        this.idleNanos = limits.idleTimeout().isZero() ? Long.MAX_VALUE : Watchdog.nanos(limits.idleTimeout());
        this.frameNanos = Watchdog.nanos(limits.frameDeadline());
        this.minBytesPerSecond = limits.minBytesPerSecond();
        this.guard = watchdog.guard(transport, frameNanos);
    }

    int read(InputStream in, byte[] b, int off, int len, FrameDecoder decoder) throws IOException {
        boolean idle = decoder.betweenFrames();
        if (idle || decoder.frameIndex() != frameIndex) {
            frameIndex = idle ? -1 : decoder.frameIndex();
            frameStart = decoder.streamOffset();
            waitedNanos = 0;
        }
        long left = idle ? idleNanos : frameNanos + credit(decoder.streamOffset() - frameStart) - waitedNanos;
        if (left < 0 && left + waitedNanos >= 0) {
            left = 1; // out of time: the guard decides, so that the transport is aborted like in every other case
        } else if (left <= 0) {
            left = left == 0 ? 1 : Long.MAX_VALUE; // the sum overflowed: for ever
        }
        long from = watchdog.now();
        guard.arm(left);
        try {
            int count = in.read(b, off, len);
            guard.disarm();
            if (!guard.expired()) {
                return count;
            }
        } catch (IOException e) {
            guard.disarm();
            if (!guard.expired()) {
                throw e;
            }
            throw tooSlow(idle, decoder, e);
        } finally {
            waitedNanos += watchdog.now() - from;
        }
        throw tooSlow(idle, decoder, new IOException("the transport was aborted"));
    }

    private long credit(long bytes) {
        return bytes / minBytesPerSecond * SECOND + bytes % minBytesPerSecond * SECOND / minBytesPerSecond;
    }

    private SlowFrameException tooSlow(boolean idle, FrameDecoder decoder, IOException cause) {
        String text = idle ? "Silent for too long between frames" : "Too slow inside a frame";
        return decoder.failWith(new SlowFrameException(
                Problem.of(Kind.TOO_SLOW, Stage.BODY, text).at(decoder.frameIndex(), decoder.streamOffset()), cause));
    }

    void close() {
        guard.close();
    }
}
