package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import org.jspecify.annotations.Nullable;

/** What a {@link FrameException} is made from. */
record Problem(
        Kind kind,
        Stage stage,
        long frameIndex,
        long streamOffset,
        long declared,
        long limit,
        boolean recoverable,
        @Nullable String hint,
        String text) {

    /** A problem of bytes that belong to no stream, such as a header given to {@link Header#parse}. */
    static Problem of(Kind kind, Stage stage, String text) {
        return new Problem(kind, stage, -1, -1, -1, -1, false, null, text);
    }

    Problem kind(Kind newKind) {
        return new Problem(newKind, stage, frameIndex, streamOffset, declared, limit, recoverable, hint, text);
    }

    Problem at(long newFrameIndex, long newStreamOffset) {
        return new Problem(kind, stage, newFrameIndex, newStreamOffset, declared, limit, recoverable, hint, text);
    }

    Problem numbers(long newDeclared, long newLimit) {
        return new Problem(kind, stage, frameIndex, streamOffset, newDeclared, newLimit, recoverable, hint, text);
    }

    Problem hint(@Nullable String newHint) {
        return new Problem(kind, stage, frameIndex, streamOffset, declared, limit, recoverable, newHint, text);
    }

    Problem recoverable(boolean newRecoverable) {
        return new Problem(kind, stage, frameIndex, streamOffset, declared, limit, newRecoverable, hint, text);
    }

    String message() {
        StringBuilder message = new StringBuilder(text);
        if (declared >= 0 || limit >= 0) {
            message.append(" (");
            if (declared >= 0) {
                message.append("declared ").append(declared);
            }
            if (limit >= 0) {
                message.append(declared >= 0 ? ", limit " : "limit ").append(limit);
            }
            message.append(')');
        }
        if (frameIndex >= 0) {
            message.append(" in frame ").append(frameIndex);
        }
        if (streamOffset >= 0) {
            message.append(" at offset ").append(streamOffset);
        }
        if (hint != null) {
            message.append(": ").append(hint);
        }
        return message.toString();
    }
}
