package dev.framewire.framing;

import org.jspecify.annotations.Nullable;

/**
 * A frame was cut short by our own side, so the stream can carry nothing more. Terminal.
 */
public final class BrokenWriterException extends FrameException {
    private static final long serialVersionUID = 1L;

    BrokenWriterException(Problem problem) {
        this(problem, null);
    }

    BrokenWriterException(Problem problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
