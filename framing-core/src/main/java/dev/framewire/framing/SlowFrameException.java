package dev.framewire.framing;

import org.jspecify.annotations.Nullable;

/**
 * The peer was silent, or slower than the minimum rate, for longer than the limits allow; the transport was aborted.
 * Terminal.
 */
public final class SlowFrameException extends FrameException {
    private static final long serialVersionUID = 1L;

    SlowFrameException(Problem problem) {
        this(problem, null);
    }

    SlowFrameException(Problem problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
