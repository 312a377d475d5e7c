package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
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
        END,
        /** The shared {@link MemoryBudget} is full: call again when woken. Never without such a budget. */
        NEED_MEMORY
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

    private final FrameFormat format;
    private final Prefix lengths;
    private final FrameLimits limits;
    private final byte[] prefix = new byte[Prefix.MAX_BYTES];
    private final boolean headers;
    private final int firstNeed;
    private int need; // bytes of the prefix before it can be checked
    private final HeaderView view;
    private final @Nullable MemoryBudget budget;
    private final MemoryBudget.@Nullable Grant grant;
    private boolean granted; // or waiting to be
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
        this(format, limits, null);
    }

    /**
     * A decoder whose limits have a shared {@link MemoryBudget}.
     *
     * @param format how the stream is cut
     * @param limits what is accepted
     * @param onMemory called once after each {@link Event#NEED_MEMORY}, by the thread that gave memory back, when
     *     {@link #next} can go on; it must be quick and not call the decoder itself. Null: the caller asks again
     */
    @SuppressWarnings("exports") // whoever has no JSpecify on the module path compiles all the same
    public FrameDecoder(FrameFormat format, FrameLimits limits, @Nullable Runnable onMemory) {
        this.format = format;
        this.lengths = format.prefix();
        this.limits = limits;
        this.headers = format.hasHeader();
        this.firstNeed = lengths.need(prefix, 0);
        this.need = firstNeed;
        this.budget = limits.headerBudget();
        this.grant = budget == null ? null : new MemoryBudget.Grant(onMemory);
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
        // a body takes most of the calls, and is small enough to be compiled into its caller
        return state == State.BODY ? body(in) : head(in);
    }

    private Event head(ByteBuffer in) throws FrameException {
        if (failure != null) {
            throw failure;
        }
        if (state == State.DISCARD && !discard(in)) {
            return Event.NEED_INPUT;
        }
        if (state == State.PREFIX && !wholePrefix(in) && !prefix(in)) {
            return Event.NEED_INPUT;
        }
        if (!headers) {
            remaining = bodyLength;
            state = State.BODY;
            return Event.HEADER;
        }
        if (budget != null && !obtain()) {
            return Event.NEED_MEMORY;
        }
        return header(in) ? Event.HEADER : Event.NEED_INPUT;
    }

    private boolean discard(ByteBuffer in) {
        int count = (int) Math.min(remaining, in.remaining());
        in.position(in.position() + count);
        advance(count);
        if (remaining > 0) {
            return false;
        }
        endFrame();
        return true;
    }

    /** Reads a prefix that lies whole in the caller's array, without a copy. One that is cut, or wrong, is left to {@link #prefix}. */
    private boolean wholePrefix(ByteBuffer in) {
        int position = in.position();
        if (have > 0 || in.limit() - position < Prefix.MAX_BYTES || !in.hasArray()) {
            return false;
        }
        byte[] bytes = in.array();
        int at = in.arrayOffset() + position;
        long body = lengths.accept(bytes, at, limits);
        if (body == Prefix.REFUSED) {
            return false;
        }
        bodyLength = body;
        if (headers) {
            leaveFrame();
            headerLength = lengths.headerLength(bytes, at);
        }
        int length = lengths.length(bytes, at);
        in.position(position + length);
        offset += length;
        state = State.HEADER;
        return true;
    }

    /** The header of the frame before is valid until here. */
    private void leaveFrame() {
        view.release();
        giveBack();
    }

    private boolean prefix(ByteBuffer in) throws FrameException {
        if (have == 0 && (granted || in.hasRemaining())) {
            leaveFrame();
        }
        if (have == 0) {
            need = firstNeed;
        }
        while (true) {
            int count = Math.min(in.remaining(), need - have);
            in.get(prefix, have, count);
            have += count;
            offset += count;
            if (have < need) {
                return false;
            }
            Problem problem = lengths.check(prefix, 0, have, limits);
            if (problem != null) {
                throw fail(problem);
            }
            need = lengths.need(prefix, have);
            if (need == have) {
                break;
            }
        }
        headerLength = lengths.headerLength(prefix, 0);
        bodyLength = lengths.bodyLength(prefix, 0);
        have = 0;
        state = State.HEADER;
        return true;
    }

    private boolean obtain() {
        if (headerLength <= MemoryBudget.FREE_BYTES || budget == null || grant == null) {
            return true;
        }
        granted = true;
        return budget.request(grant, headerLength);
    }

    private void giveBack() {
        if (granted && budget != null && grant != null) {
            granted = false;
            header = NONE;
            budget.release(grant);
        }
    }

    /** Gives back what this decoder holds of a shared {@link MemoryBudget}. To be called when the connection ends. */
    public void close() {
        view.release();
        giveBack();
    }

    private FrameException fail(Problem problem) {
        Problem placed = problem.at(frameIndex, offset - have + problem.streamOffset());
        return fail(
                switch (problem.kind()) {
                    case HEADER_TOO_LARGE, BODY_TOO_LARGE -> new FrameLimitException(placed);
                    default -> new MalformedFrameException(placed);
                });
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
        try {
            view.scan(header, 0, headerLength);
            if (bodyLength == Prefix.IN_HEADER) {
                bodyLength = CarriedLength.of(view, format);
                if (bodyLength > limits.maxBodyBytes()) {
                    throw fail(new FrameLimitException(
                            Problem.of(Kind.BODY_TOO_LARGE, Stage.HEADER, "Unsupported body length")
                                    .at(frameIndex, offset - headerLength)
                                    .numbers(bodyLength, limits.maxBodyBytes())));
                }
            }
        } catch (BadHeaderException e) {
            // Where the header carries the body's length, nobody knows where the next frame begins.
            boolean inStep = bodyLength != Prefix.IN_HEADER && bodyLength <= limits.maxDrainBytes();
            Problem at = new Problem(
                    e.kind(),
                    e.stage(),
                    frameIndex,
                    offset - headerLength,
                    e.declared(),
                    e.limit(),
                    inStep,
                    null,
                    text(e));
            view.release();
            remaining = bodyLength;
            state = State.DISCARD;
            BadHeaderException placed = new BadHeaderException(at, e);
            throw inStep ? placed : fail(placed);
        }
        remaining = bodyLength;
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
        int position = in.position();
        int count = (int) Math.min(remaining, in.limit() - position);
        if (count == 0) {
            return Event.NEED_INPUT;
        }
        chunkOffset = position;
        chunkLength = count;
        in.position(position + count);
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
        frameIndex++;
        if (have > 0) {
            have = 0;
        }
        if (headerLength > KEPT_HEADER_BYTES) {
            header = NONE;
        }
    }

    /**
     * Throws the rest of the body away as it arrives. The next event is {@code NEED_INPUT} or {@code HEADER}.
     *
     * @throws FrameException of kind {@code BODY_NOT_READ} if more than {@link FrameLimits#maxDrainBytes()} are left;
     *     terminal
     * @throws IllegalStateException if no body is being read
     */
    public void skipBody() throws FrameException {
        if (failure != null) {
            throw failure;
        }
        if (state != State.BODY) {
            throw new IllegalStateException("no body is being read");
        }
        if (remaining > limits.maxDrainBytes()) {
            throw fail(new FrameLimitException(Problem.of(Kind.BODY_NOT_READ, Stage.BODY, "Unread body bytes")
                    .at(frameIndex, offset)
                    .numbers(remaining, limits.maxDrainBytes())));
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
        long expected = state == State.PREFIX ? need : state == State.HEADER ? headerLength : bodyLength;
        long received = state == State.PREFIX || state == State.HEADER ? have : bodyLength - remaining;
        Stage stage = stage();
        String text = "Truncated " + stage.name().toLowerCase(Locale.ROOT) + ": " + received + " of " + expected
                + " bytes arrived";
        throw fail(new TruncatedFrameException(
                new Problem(Kind.TRUNCATED, stage, frameIndex, offset, expected, -1, false, null, text)));
    }

    Stage stage() {
        return state == State.PREFIX ? Stage.PREFIX : state == State.HEADER ? Stage.HEADER : Stage.BODY;
    }

    /** Whether the stream may end here. A body that is complete ends its frame, asked for or not. */
    boolean betweenFrames() {
        boolean nothingRead = state == State.PREFIX && have == 0;
        boolean bodyComplete = (state == State.BODY || state == State.DISCARD) && remaining == 0;
        return nothingRead || bodyComplete;
    }

    private FrameException fail(FrameException e) {
        view.release();
        header = NONE;
        return failWith(e);
    }

    /** Makes an error of the reader around this machine terminal for the machine too. */
    <E extends FrameException> E failWith(E e) {
        giveBack();
        failure = e;
        if (state == State.BODY) {
            state = State.DISCARD; // where next() looks for the failure
        }
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
        byte[] bytes = new byte[Prefix.MAX_BYTES];
        return Arrays.copyOf(bytes, lengths.put(headerLength, bodyLength, bytes, 0));
    }
}
