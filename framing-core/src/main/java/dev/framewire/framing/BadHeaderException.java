package dev.framewire.framing;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of a header are not the strict JSON that a header must be, or a field the application needs is not there.
 *
 * <p>In the native format the lengths of such a frame are still good, so it is {@link #recoverable()}: the next read
 * steps over the body, as far as {@link FrameLimits#maxDrainBytes()} allows, and goes on with the next frame.
 */
public final class BadHeaderException extends FrameException {
    private static final long serialVersionUID = 1L;

    BadHeaderException(Problem problem) {
        this(problem, null);
    }

    BadHeaderException(Problem problem, @Nullable Throwable cause) {
        super(problem, cause);
    }

    /** The same error of a header that has a place in a stream. */
    BadHeaderException placed(long newFrameIndex, long newStreamOffset, boolean newRecoverable) {
        String message = String.valueOf(getMessage());
        int numbers = message.indexOf(" (declared");
        String text = numbers < 0 ? message : message.substring(0, numbers);
        return new BadHeaderException(
                Problem.of(kind(), stage(), text)
                        .at(newFrameIndex, newStreamOffset)
                        .numbers(declared(), limit())
                        .recoverable(newRecoverable),
                this);
    }
}
