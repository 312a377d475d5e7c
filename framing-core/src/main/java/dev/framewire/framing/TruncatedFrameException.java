package dev.framewire.framing;

import org.jspecify.annotations.Nullable;

/**
 * The stream ended inside a frame. An end between two frames is no error. Terminal.
 */
public final class TruncatedFrameException extends FrameException {
    private static final long serialVersionUID = 1L;

    TruncatedFrameException(Problem problem) {
        this(problem, null);
    }

    TruncatedFrameException(Problem problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
