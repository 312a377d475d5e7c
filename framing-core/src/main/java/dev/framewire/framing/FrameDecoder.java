package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in, events out: the one machine behind every reader, without a transport. Give it bytes as they arrive and ask
 * for events until it wants more:
 *
 * <pre>
 *     HEADER  BODY* END   HEADER BODY* END   …      and NEED_INPUT wherever the bytes run out
 * </pre>
 *
 * <p>Body bytes are not copied: after {@code BODY} they lie in the caller's own buffer, at {@link #chunkOffset()}. The
 * decoder never consumes a byte beyond the frame it is in. Nothing is allocated because a length was claimed: the header's
 * buffer grows with what has arrived.
 *
 * <p>An exception is terminal, and thrown again by every later call, unless it is {@link FrameException#recoverable()}: then
 * the next call goes on behind the bad frame. One decoder a connection; not thread-safe. Source: SPEC.md, "Receiving".
 */
public final class FrameDecoder {
    /** What {@link #next} has found. */
    public enum Event {
        /** Every byte is consumed; more are needed. */
        NEED_INPUT,
        /** A header is complete and valid. */
        HEADER,
        /** A piece of the body lies in the caller's buffer. Never empty. */
        BODY,
        /** The frame is complete, also when its body is empty. */
        END
    }

    private enum State {
        PREFIX,
        HEADER,
        BODY,
        DISCARD
    }

    private static final int FIRST_HEADER_BYTES = 256;
    private static final int KEPT_HEADER_BYTES = 4096;
    private static final byte[] NONE = new byte[0];

    private final FrameLimits limits;
    private final byte[] prefix = new byte[FrameFormat.PREFIX_BYTES];
    private final HeaderView view;
    private byte[] header = NONE;
    private State state = State.PREFIX;
    private int have; // bytes of the prefix, then of the header
    private int headerLength;
    private long bodyLength;
    private long remaining;
    private long offset;
    private long frameIndex;
    private int chunkOffset;
    private int chunkLength;
    private @Nullable FrameException failure;

    /** A decoder of native frames with the default limits. */
    public FrameDecoder() {
        this(FrameFormat.nativeFormat(), FrameLimits.defaults());
    }

    /**
     * A decoder at the start of a stream.
     *
     * @param format how the stream is cut
     * @param limits what is accepted
     */
    public FrameDecoder(FrameFormat format, FrameLimits limits) {
        java.util.Objects.requireNonNull(format, "format");
        this.limits = limits;
        this.view = new HeaderView(limits);
    }

    /**
     * Goes on to the next event.
     *
     * @param in bytes of the stream, from its position on; the position moves over what is consumed
     * @return the event; {@code NEED_INPUT} only when {@code in} is empty
     * @throws FrameException if the bytes are not what the format or the limits allow: the peer's fault
     */
    public Event next(ByteBuffer in) throws FrameException {
        if (failure != null) {
            throw failure;
        }
        while (true) {
            switch (state) {
                case PREFIX -> {
                    if (!prefix(in)) {
                        return Event.NEED_INPUT;
                    }
                }
                case HEADER -> {
                    return header(in) ? Event.HEADER : Event.NEED_INPUT;
                }
                case BODY -> {
                    return body(in);
                }
                case DISCARD -> {
                    int count = (int) Math.min(remaining, in.remaining());
                    in.position(in.position() + count);
                    advance(count);
                    if (remaining > 0) {
                        return Event.NEED_INPUT;
                    }
                    endFrame();
                }
            }
        }
    }

    /*
     *  0           4                     12
     *  | H: u32    | B: u64              |     bytes 0, 1 and 4 are zero in every frame
     */
    private boolean prefix(ByteBuffer in) throws FrameException {
        if (have == 0 && in.hasRemaining()) {
            view.release();
        }
        int count = Math.min(in.remaining(), FrameFormat.PREFIX_BYTES - have);
        in.get(prefix, have, count);
        have += count;
        offset += count;
        if (have >= 5 && (prefix[0] | prefix[1] | prefix[4]) != 0) {
            String hint = Diagnosis.of(prefix);
            String text = "Unsupported: not a frame, it begins with \"" + JsonText.escaped(prefix, 0, 5) + "\"";
            throw fail(new MalformedFrameException(
                    problem(Kind.WRONG_PROTOCOL, Stage.PREFIX, text, 0).hint(hint)));
        }
        if (have < FrameFormat.PREFIX_BYTES) {
            return false;
        }
        ByteBuffer lengths = ByteBuffer.wrap(prefix);
        headerLength = lengths.getInt();
        bodyLength = lengths.getLong();
        if (headerLength < FrameFormat.MIN_HEADER_BYTES) {
            throw fail(new MalformedFrameException(problem(Kind.BAD_LENGTH, Stage.PREFIX, "Corrupt header length", 0)
                    .numbers(headerLength, FrameFormat.MIN_HEADER_BYTES)));
        }
        if (headerLength > limits.maxHeaderBytes()) {
            throw fail(
                    new FrameLimitException(problem(Kind.HEADER_TOO_LARGE, Stage.PREFIX, "Unsupported header length", 0)
                            .numbers(headerLength, limits.maxHeaderBytes())));
        }
        if (bodyLength > FrameFormat.MAX_BODY_BYTES) {
            throw fail(new MalformedFrameException(problem(Kind.BAD_LENGTH, Stage.PREFIX, "Corrupt body length", 4)
                    .numbers(bodyLength, FrameFormat.MAX_BODY_BYTES)));
        }
        if (bodyLength > limits.maxBodyBytes()) {
            throw fail(new FrameLimitException(problem(Kind.BODY_TOO_LARGE, Stage.PREFIX, "Unsupported body length", 4)
                    .numbers(bodyLength, limits.maxBodyBytes())));
        }
        have = 0;
        state = State.HEADER;
        return true;
    }

    private boolean header(ByteBuffer in) throws FrameException {
        int count = Math.min(in.remaining(), headerLength - have);
        if (have + count > header.length) {
            int grown = Math.max(Math.max(have + count, FIRST_HEADER_BYTES), 2 * header.length);
            header = Arrays.copyOf(header, Math.min(grown, Math.max(headerLength, FIRST_HEADER_BYTES)));
        }
        in.get(header, have, count);
        have += count;
        offset += count;
        if (have < headerLength) {
            return false;
        }
        remaining = bodyLength;
        try {
            view.scan(header, 0, headerLength);
        } catch (BadHeaderException e) {
            boolean drained = bodyLength <= limits.maxDrainBytes();
            Problem at = new Problem(
                    e.kind(),
                    e.stage(),
                    frameIndex,
                    offset - headerLength,
                    e.declared(),
                    e.limit(),
                    drained,
                    null,
                    text(e));
            state = State.DISCARD;
            BadHeaderException placed = new BadHeaderException(at, e);
            throw drained ? placed : fail(placed);
        }
        view.place(frameIndex, offset - headerLength);
        state = State.BODY;
        return true;
    }

    private static String text(BadHeaderException e) {
        String message = String.valueOf(e.getMessage());
        int numbers = message.indexOf(" (declared");
        return numbers < 0 ? message : message.substring(0, numbers);
    }

    private Event body(ByteBuffer in) {
        if (remaining == 0) {
            endFrame();
            return Event.END;
        }
        int count = (int) Math.min(remaining, in.remaining());
        if (count == 0) {
            return Event.NEED_INPUT;
        }
        chunkOffset = in.position();
        chunkLength = count;
        in.position(chunkOffset + count);
        advance(count);
        return Event.BODY;
    }

    /** Counts body bytes that a reader took from its stream without showing them to this machine. */
    void advance(long count) {
        remaining -= count;
        offset += count;
    }

    private void endFrame() {
        state = State.PREFIX;
        have = 0;
        frameIndex++;
        if (header.length > KEPT_HEADER_BYTES) {
            header = NONE;
        }
    }

    /**
     * Throws the rest of the body away as it arrives. The next event is {@code NEED_INPUT} or {@code HEADER}.
     *
     * @throws IllegalStateException if no body is being read
     */
    public void skipBody() {
        if (state != State.BODY) {
            throw new IllegalStateException("no body is being read");
        }
        state = State.DISCARD;
    }

    /**
     * Says that no more bytes will come.
     *
     * @throws FrameException of kind {@code TRUNCATED} if that is inside a frame; none at a clean end
     */
    public void endOfInput() throws FrameException {
        if (failure != null) {
            throw failure;
        }
        if (betweenFrames()) {
            return;
        }
        long expected =
                state == State.PREFIX ? FrameFormat.PREFIX_BYTES : state == State.HEADER ? headerLength : bodyLength;
        long received = state == State.PREFIX || state == State.HEADER ? have : bodyLength - remaining;
        Stage stage = state == State.PREFIX ? Stage.PREFIX : state == State.HEADER ? Stage.HEADER : Stage.BODY;
        String text = "Truncated " + stage.name().toLowerCase(java.util.Locale.ROOT) + ": " + received + " of "
                + expected + " bytes arrived";
        throw fail(new TruncatedFrameException(
                new Problem(Kind.TRUNCATED, stage, frameIndex, offset, expected, -1, false, null, text)));
    }

    /** Whether the stream may end here. A body that is complete ends its frame, asked for or not. */
    boolean betweenFrames() {
        return state == State.PREFIX && have == 0 || (state == State.BODY || state == State.DISCARD) && remaining == 0;
    }

    private Problem problem(Kind kind, Stage stage, String text, int at) {
        return Problem.of(kind, stage, text).at(frameIndex, offset - have + at);
    }

    private FrameException fail(FrameException e) {
        failure = e;
        return e;
    }

    /** Makes an error of the reader around this machine terminal for the machine too. */
    <E extends FrameException> E failWith(E e) {
        failure = e;
        return e;
    }

    /**
     * The header, from {@code HEADER} until the next frame begins.
     *
     * @return a view that is re-used for the next frame
     */
    public HeaderView header() {
        return view;
    }

    /**
     * The length of the body of the current frame.
     *
     * @return bytes, 0 to 2^53-1
     */
    public long bodyLength() {
        return bodyLength;
    }

    /**
     * What is still to come of the body.
     *
     * @return bytes
     */
    public long bodyRemaining() {
        return remaining;
    }

    /**
     * Where in the caller's buffer the piece lies that {@code BODY} announced.
     *
     * @return an absolute index into the buffer given to {@link #next}
     */
    public int chunkOffset() {
        return chunkOffset;
    }

    /**
     * The length of the piece that {@code BODY} announced.
     *
     * @return bytes, 1 or more
     */
    public int chunkLength() {
        return chunkLength;
    }

    /**
     * How much of the stream has been consumed.
     *
     * @return bytes since its start
     */
    public long streamOffset() {
        return offset;
    }

    /**
     * The number of the current frame, or between frames of the next.
     *
     * @return from 0
     */
    public long frameIndex() {
        return frameIndex;
    }

    byte[] prefix() {
        return prefix.clone();
    }
}
