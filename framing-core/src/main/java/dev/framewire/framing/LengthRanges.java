package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import org.jspecify.annotations.Nullable;

/** The lengths that a receiver takes: what the format can say, within the limits. */
final class LengthRanges {
    private LengthRanges() {}

    /** What is wrong with the length of a header; null if nothing is. */
    static @Nullable Kind ofHeader(long length, FrameLimits limits) {
        if (length < FrameFormat.MIN_HEADER_BYTES) {
            return Kind.BAD_LENGTH;
        }
        return length > limits.maxHeaderBytes() ? Kind.HEADER_TOO_LARGE : null;
    }

    /** What is wrong with the length of a body; null if nothing is. */
    static @Nullable Kind ofBody(long length, FrameLimits limits) {
        if (length < 0 || length > FrameFormat.MAX_BODY_BYTES) {
            return Kind.BAD_LENGTH;
        }
        return length > limits.maxBodyBytes() ? Kind.BODY_TOO_LARGE : null;
    }

    /** The same in words, for a length at byte 0 of the prefix. */
    static @Nullable Problem headerProblem(long length, FrameLimits limits) {
        Kind kind = ofHeader(length, limits);
        return kind == null
                ? null
                : problem(kind, "header length", 0, length, FrameFormat.MIN_HEADER_BYTES, limits.maxHeaderBytes());
    }

    /** The same in words, for a length at that byte of the prefix. */
    static @Nullable Problem bodyProblem(long length, int at, FrameLimits limits) {
        Kind kind = ofBody(length, limits);
        return kind == null
                ? null
                : problem(kind, "body length", at, length, FrameFormat.MAX_BODY_BYTES, limits.maxBodyBytes());
    }

    private static Problem problem(Kind kind, String what, int at, long length, long formats, long receivers) {
        boolean corrupt = kind == Kind.BAD_LENGTH;
        return Problem.of(kind, Stage.PREFIX, (corrupt ? "Corrupt " : "Unsupported ") + what)
                .at(-1, at)
                .numbers(length, corrupt ? formats : receivers);
    }
}
