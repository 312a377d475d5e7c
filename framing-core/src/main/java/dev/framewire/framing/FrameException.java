package dev.framewire.framing;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A frame could not be read or written, and why, in numbers a program can use.
 *
 * <p>Except where {@link #recoverable()} says otherwise the error is terminal: the position in the stream is lost, and
 * every later call on the same reader, decoder or writer gives the same error again. A mistake of the caller (a
 * negative length, a duplicate key) is not a {@code FrameException} but an {@link IllegalArgumentException} or an
 * {@link IllegalStateException}.
 *
 * <p>Messages hold at most a few bytes of what the peer sent, escaped.
 */
public abstract sealed class FrameException extends IOException
        permits MalformedFrameException,
                BadHeaderException,
                FrameLimitException,
                TruncatedFrameException,
                SlowFrameException,
                BrokenWriterException {

    /** What went wrong. */
    public enum Kind {
        /** The first bytes belong to another protocol or another byte order; {@link FrameException#hint()} names it. */
        WRONG_PROTOCOL,
        /** A length that the format does not know: negative, too small, not canonical. */
        BAD_LENGTH,
        /** The header is longer than the limit. */
        HEADER_TOO_LARGE,
        /** The body is longer than the limit, or longer than the caller was ready to take. */
        BODY_TOO_LARGE,
        /** An unread body is longer than the drain budget. */
        BODY_NOT_READ,
        /** The header is not valid UTF-8, or starts with a byte order mark. */
        BAD_UTF8,
        /** The header is not exactly one JSON object. */
        BAD_JSON,
        /** A number in the header is outside the range that every peer reads alike. */
        BAD_NUMBER,
        /** An object of the header has the same name twice, perhaps spelled with escapes. */
        DUPLICATE_NAME,
        /** Objects and arrays of the header are nested beyond the limit. */
        TOO_DEEP,
        /** The header has more members than the limit. */
        TOO_MANY_FIELDS,
        /** A name in the header is longer than the limit. */
        NAME_TOO_LONG,
        /** A string in the header is longer than the limit. */
        VALUE_TOO_LONG,
        /** The application asked for a field that is absent or of another type. */
        FIELD,
        /** A header-carried format: the field that holds the body's length is absent, ambiguous or out of range. */
        BODY_LENGTH_FIELD,
        /** The stream ended inside a frame. */
        TRUNCATED,
        /** The peer was silent, or slower than the minimum rate, for too long. */
        TOO_SLOW,
        /** The memory budget shared with other connections stayed full for the whole frame deadline. */
        NO_MEMORY,
        /** Our own writer was given fewer body bytes than it had announced. */
        BODY_MISMATCH,
        /** An earlier frame failed half-way, so nothing more can be written. */
        WRITER_BROKEN
    }

    /** The part of the frame in which it went wrong. */
    public enum Stage {
        /** The lengths at the start of a frame. */
        PREFIX,
        /** The JSON header. */
        HEADER,
        /** The body. */
        BODY
    }

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final Stage stage;
    private final long frameIndex;
    private final long streamOffset;
    private final long declared;
    private final long limit;
    private final boolean recoverable;
    private final @Nullable String hint;

    FrameException(Problem problem, @Nullable Throwable cause) {
        super(problem.message(), cause);
        this.kind = problem.kind();
        this.stage = problem.stage();
        this.frameIndex = problem.frameIndex();
        this.streamOffset = problem.streamOffset();
        this.declared = problem.declared();
        this.limit = problem.limit();
        this.recoverable = problem.recoverable();
        this.hint = problem.hint();
    }

    /**
     * What went wrong.
     *
     * @return the kind, for a program to switch on
     */
    public final Kind kind() {
        return kind;
    }

    /**
     * Where in the frame.
     *
     * @return the part of the frame that was being read or written
     */
    public final Stage stage() {
        return stage;
    }

    /**
     * Which frame.
     *
     * @return the number of the frame in its stream, from 0; -1 if the bytes were not part of a stream
     */
    public final long frameIndex() {
        return frameIndex;
    }

    /**
     * Which byte.
     *
     * @return the offset, from the start of the stream, of the byte at fault; for a truncation the number of bytes that
     *     arrived; -1 if the bytes were not part of a stream
     */
    public final long streamOffset() {
        return streamOffset;
    }

    /**
     * The length, count or depth that was met.
     *
     * @return the number, or -1 if the error is not about one
     */
    public final long declared() {
        return declared;
    }

    /**
     * The largest (or, for a length below the minimum, the smallest) number that would have been accepted.
     *
     * @return the number, or -1 if the error is not about one
     */
    public final long limit() {
        return limit;
    }

    /**
     * Whether the stream is still in step: the caller may answer the peer and read the next frame.
     *
     * @return false for nearly every kind
     */
    public final boolean recoverable() {
        return recoverable;
    }

    /**
     * What the peer probably did, in words for a log.
     *
     * @return a sentence, where one can be said with confidence
     */
    public final Optional<String> hint() {
        return Optional.ofNullable(hint);
    }

    /** The exception that ends a stream of bytes that a format or a limit refuses. */
    static FrameException terminal(Problem problem) {
        return switch (problem.kind()) {
            case HEADER_TOO_LARGE, BODY_TOO_LARGE, BODY_NOT_READ, NO_MEMORY -> new FrameLimitException(problem);
            default -> new MalformedFrameException(problem);
        };
    }
}
