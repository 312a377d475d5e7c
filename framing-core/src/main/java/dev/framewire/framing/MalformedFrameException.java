package dev.framewire.framing;

import org.jspecify.annotations.Nullable;

/**
 * The lengths at the start of a frame are none that the format knows: another protocol, another byte order, or a broken
 * peer. Terminal.
 */
public final class MalformedFrameException extends FrameException {
    private static final long serialVersionUID = 1L;

    MalformedFrameException(Problem problem) {
        this(problem, null);
    }

    MalformedFrameException(Problem problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
