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

    // States. Numbers, because three references stored a frame would cost the collector's barrier three times.
    private static final int PREFIX = 0, HEADER = 1, BODY = 2, DISCARD = 3, FAILED = 4;

    private final FrameFormat format;
    private final PrefixCollector prefix;
    private final boolean headers;
    private final FrameLimits limits;
    private final HeaderView view;
    private final MemoryBudget.@Nullable Grant grant;
    private int state = PREFIX;
    private int have; // bytes of the header
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
        this.prefix = new PrefixCollector(format, limits);
        this.headers = format.hasHeader();
        this.limits = limits;
        this.view = new HeaderView(limits);
        MemoryBudget budget = limits.headerBudget();
        this.grant = budget == null ? null : budget.share(onMemory);
    }

    /**
     * Goes on to the next event.
     *
     * @param in bytes of the stream, from its position on; the position moves over what is consumed
     * @return the event; {@code NEED_INPUT} only when {@code in} is empty
     * @throws FrameException if the bytes are not what the format or the limits allow: the peer's fault
     */
    public Event next(ByteBuffer in) throws FrameException {
        // Nearly every call ends in one of the first two lines. All else stays out of here, so that the compiler finds
        // this small enough to put it into the caller's loop.
        if (state == BODY) {
            return body(in);
        }
        return !headers && state == PREFIX && prefix.takeWhole(in) ? wholeMessage() : head(in);
    }

    private Event body(ByteBuffer in) {
        long left = remaining;
        if (left == 0) {
            return endFrame();
        }
        int position = in.position();
        int count = (int) Math.min(left, in.limit() - position);
        if (count == 0) {
            return Event.NEED_INPUT;
        }
        in.position(position + count);
        chunkOffset = position;
        chunkLength = count;
        remaining = left - count;
        offset += count;
        return Event.BODY;
    }

    /** Behind a prefix that lay whole in the caller's buffer, in a format without headers. */
    private Event wholeMessage() {
        offset += prefix.wholeBytes();
        bodyLength = prefix.bodyLength();
        return beginBody();
    }

    private Event beginBody() {
        remaining = bodyLength;
        state = BODY;
        return Event.HEADER;
    }

    private Event head(ByteBuffer in) throws FrameException {
        if (failure != null) {
            throw failure;
        }
        if (state == DISCARD && !discard(in)) {
            return Event.NEED_INPUT;
        }
        if (state == PREFIX && !prefix(in)) {
            return Event.NEED_INPUT;
        }
        if (!headers) {
            return beginBody();
        }
        if (grant != null && !grant.obtain(headerLength)) {
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

    /** The header of the frame before is valid until here. */
    private void leaveFrame() {
        view.clear();
        if (grant != null && grant.inUse()) {
            view.release();
            grant.giveBack();
        }
    }

    private boolean prefix(ByteBuffer in) throws FrameException {
        if (headers && prefix.takeWhole(in)) {
            leaveFrame();
            offset += prefix.wholeBytes();
        } else if (!collect(in)) {
            return false;
        }
        headerLength = prefix.headerLength();
        bodyLength = prefix.bodyLength();
        state = HEADER;
        return true;
    }

    /** A prefix that is torn, or wrong. */
    private boolean collect(ByteBuffer in) throws FrameException {
        boolean first = prefix.have() == 0;
        if (first && (in.hasRemaining() || grant != null && grant.inUse())) {
            leaveFrame();
        }
        int start = in.position();
        Problem problem = prefix.collect(in);
        offset += in.position() - start;
        if (problem != null) {
            throw fail(problem.at(frameIndex, offset - prefix.have() + problem.streamOffset()));
        }
        if (!prefix.complete()) {
            return false;
        }
        prefix.reset();
        return true;
    }

    /** Gives back what this decoder holds of a shared {@link MemoryBudget}. To be called when the connection ends. */
    public void close() {
        view.release();
        giveBack();
    }

    /**
     * Lets go of the buffers that are kept from frame to frame so that none is made for each: for a connection that has
     * been quiet for a while. {@link #header()} has no fields then. Inside a frame, and where nothing is kept, nothing
     * happens.
     */
    public void trim() {
        if (state == PREFIX && prefix.have() == 0) {
            leaveFrame();
            view.release();
            prefix.release();
        }
    }

    private boolean header(ByteBuffer in) throws FrameException {
        int total = view.take(in, have, headerLength);
        offset += total - have;
        have = total;
        if (have < headerLength) {
            return false;
        }
        long start = offset - headerLength;
        try {
            view.scan(headerLength);
            if (bodyLength == Prefix.IN_HEADER) {
                bodyLength = CarriedLength.of(view, format);
            }
        } catch (BadHeaderException e) {
            throw refuse(e, start);
        }
        if (bodyLength > limits.maxBodyBytes()) {
            throw fail(Problem.of(Kind.BODY_TOO_LARGE, Stage.HEADER, "Unsupported body length")
                    .at(frameIndex, start)
                    .numbers(bodyLength, limits.maxBodyBytes()));
        }
        have = 0;
        view.place(frameIndex, start);
        beginBody();
        return true;
    }

    /** A bad header costs its own frame; or the connection, where it takes the body's length with it, or much would have to be drained. */
    private FrameException refuse(BadHeaderException bad, long start) {
        boolean inStep = bodyLength != Prefix.IN_HEADER && bodyLength <= limits.maxDrainBytes();
        BadHeaderException placed = bad.placed(frameIndex, start, inStep);
        view.clear();
        have = 0;
        if (!inStep) {
            return fail(placed);
        }
        remaining = bodyLength;
        state = DISCARD;
        return placed;
    }

    /** Counts body bytes that a reader took from its stream without showing them to this machine. */
    void advance(long count) {
        remaining -= count;
        offset += count;
    }

    private Event endFrame() {
        state = PREFIX;
        frameIndex++;
        return Event.END;
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
        if (state != BODY) {
            throw new IllegalStateException("no body is being read");
        }
        requireDrainable();
        state = DISCARD;
    }

    /** What is left of the body may be thrown away. */
    void requireDrainable() throws FrameException {
        if (remaining > limits.maxDrainBytes()) {
            throw fail(Problem.of(Kind.BODY_NOT_READ, Stage.BODY, "Unread body bytes")
                    .at(frameIndex, offset)
                    .numbers(remaining, limits.maxDrainBytes()));
        }
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
        long expected = state == PREFIX ? prefix.need() : state == HEADER ? headerLength : bodyLength;
        long received = state == PREFIX ? prefix.have() : state == HEADER ? have : bodyLength - remaining;
        Stage stage = stage();
        String text = "Truncated " + stage.name().toLowerCase(Locale.ROOT) + ": " + received + " of " + expected
                + " bytes arrived";
        throw fail(new TruncatedFrameException(
                new Problem(Kind.TRUNCATED, stage, frameIndex, offset, expected, -1, false, null, text)));
    }

    Stage stage() {
        return state == PREFIX ? Stage.PREFIX : state == HEADER ? Stage.HEADER : Stage.BODY;
    }

    /** Whether the stream may end here. A body that is complete ends its frame, asked for or not. */
    boolean betweenFrames() {
        boolean nothingRead = state == PREFIX && prefix.have() == 0;
        boolean bodyComplete = (state == BODY || state == DISCARD) && remaining == 0;
        return nothingRead || bodyComplete;
    }

    private FrameException fail(Problem problem) {
        return fail(FrameException.terminal(problem));
    }

    private FrameException fail(FrameException e) {
        view.release();
        return failWith(e);
    }

    /** Makes an error of the reader around this machine terminal for the machine too. */
    <E extends FrameException> E failWith(E e) {
        giveBack();
        failure = e;
        state = FAILED;
        return e;
    }

    private void giveBack() {
        if (grant != null) {
            grant.giveBack();
        }
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
        return Arrays.copyOf(bytes, format.prefix().put(headerLength, bodyLength, bytes, 0));
    }
}
