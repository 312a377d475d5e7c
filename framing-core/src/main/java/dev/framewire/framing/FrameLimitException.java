package dev.framewire.framing;

import org.jspecify.annotations.Nullable;

/**
 * The peer sent, or the caller tried to send, a part that is larger than the limits allow.
 */
public final class FrameLimitException extends FrameException {
    private static final long serialVersionUID = 1L;

    FrameLimitException(Problem problem) {
        this(problem, null);
    }

    FrameLimitException(Problem problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
