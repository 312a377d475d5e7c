package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames from a stream, one after the other, however the bytes arrive.
 *
 * <pre>{@code
 * for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
 *     handle(frame.header(), frame.body());
 * }
 * }</pre>
 *
 * <p>A clean end (the stream ends between two frames) is {@code null}; an end inside a frame is a
 * {@link FrameException} of kind {@code TRUNCATED}. Any {@link IOException} is terminal and thrown again by every later
 * call, unless it is a {@link FrameException#recoverable()} one: then {@link #next} goes on behind the bad frame.
 *
 * <p>Deadlines are kept where a {@link Watchdog} is given; a bare stream cannot be interrupted. One thread at a time.
 */
public final class FrameReader implements Closeable {
    static final int BUFFER_BYTES = 16 << 10;
    /** What a reader holds that gets short frames only, and most of a server's connections are idle most of the time. */
    static final int FIRST_BUFFER_BYTES = 1 << 10;

    private static final byte[] NONE = new byte[0];

    private final FrameLimits limits;
    private final FrameDecoder decoder;
    private final FrameInput in;
    private final @Nullable Transport transport;
    private final Frame frame = new Frame(this);
    private final Semaphore memory = new Semaphore(0);
    /** Grows when a read has filled it. */
    private ByteBuffer window = ByteBuffer.wrap(NONE);

    private boolean filled = true;
    private @Nullable IOException failure;
    private boolean detached;

    /**
     * Reads native frames with the default limits.
     *
     * @param in the stream; closed by {@link #close}
     */
    public FrameReader(InputStream in) {
        this(in, FrameFormat.nativeFormat(), FrameLimits.defaults());
    }

    /**
     * Reads frames.
     *
     * @param in the stream; closed by {@link #close}
     * @param format how it is cut
     * @param limits what is accepted
     */
    public FrameReader(InputStream in, FrameFormat format, FrameLimits limits) {
        this(in, in instanceof ChannelInputStream stream ? stream.channel() : null, null, format, limits, null);
    }

    /**
     * Reads frames from a channel: a socket, a pipe or a file.
     *
     * @param channel in blocking mode, else reads throw {@code IllegalBlockingModeException}: a selector loop wants
     *     {@link FramePump}; closed by {@link #close}
     * @param format how it is cut
     * @param limits what is accepted
     */
    public FrameReader(ReadableByteChannel channel, FrameFormat format, FrameLimits limits) {
        this(new ChannelInputStream(channel), format, limits);
    }

    /**
     * Reads frames, and aborts the transport when the peer takes longer for one than
     * {@link FrameLimits#frameDeadline()} and {@link FrameLimits#minBytesPerSecond()} allow, or is silent between two
     * for longer than {@link FrameLimits#idleTimeout()}.
     *
     * @param transport the streams; closed by {@link #close}
     * @param format how they are cut
     * @param limits what is accepted
     * @param watchdog keeps the time
     */
    public FrameReader(Transport transport, FrameFormat format, FrameLimits limits, Watchdog watchdog) {
        this(
                transport.inputStream(),
                transport.channel(),
                transport,
                format,
                limits,
                new PeerPatience(limits, watchdog, transport));
    }

    private FrameReader(
            InputStream in,
            @Nullable ReadableByteChannel channel,
            @Nullable Transport transport,
            FrameFormat format,
            FrameLimits limits,
            @Nullable PeerPatience patience) {
        this.limits = limits;
        this.transport = transport;
        this.decoder = new FrameDecoder(format, limits, this::memoryCame);
        this.in = new FrameInput(in, channel, decoder, patience);
    }

    /**
     * The next frame. What was not read of the last one's body is thrown away first.
     *
     * @return the frame, valid until the next call; null at a clean end
     * @throws FrameException if the peer sent something else than a frame, or took too long
     * @throws IOException if the stream fails
     */
    @SuppressWarnings("exports") // whoever has no JSpecify on the module path compiles all the same
    public @Nullable Frame next() throws IOException {
        checkUsable();
        try {
            drain();
            while (true) {
                switch (decoder.next(window)) {
                    case HEADER -> {
                        return frame;
                    }
                    case NEED_INPUT -> {
                        if (!fill()) {
                            decoder.endOfInput();
                            return null;
                        }
                    }
                    case NEED_MEMORY -> awaitMemory();
                    default -> {
                        // END of the last frame
                    }
                }
            }
        } catch (FrameException e) {
            throw e.recoverable() ? e : remember(e);
        } catch (IOException e) {
            throw remember(e);
        }
    }

    private void drain() throws IOException {
        decoder.requireDrainable();
        while (decoder.bodyRemaining() > 0) {
            int count = (int) Math.min(window.remaining(), decoder.bodyRemaining());
            window.position(window.position() + count);
            decoder.advance(count);
            if (decoder.bodyRemaining() > 0) {
                fillInsideFrame();
            }
        }
    }

    /** Reads at least one byte into the empty window; false at the end of the stream. */
    private boolean fill() throws IOException {
        if (filled && window.capacity() < BUFFER_BYTES) {
            window = ByteBuffer.allocate(Math.min(BUFFER_BYTES, Math.max(FIRST_BUFFER_BYTES, 4 * window.capacity())));
        }
        window.clear();
        int count = -1;
        try {
            count = in.read(window);
            filled = count == window.capacity();
        } finally {
            window.position(0).limit(Math.max(count, 0));
        }
        return count > 0;
    }

    private void fillInsideFrame() throws IOException {
        if (!window.hasRemaining() && !fill()) {
            decoder.endOfInput();
        }
    }

    /** Body bytes into the caller's array; -1 behind the last. Large pieces go there straight from the stream. */
    int readBody(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        checkUsable();
        if (decoder.bodyRemaining() == 0) {
            return -1;
        }
        if (len == 0) {
            return 0;
        }
        try {
            int most = (int) Math.min(len, decoder.bodyRemaining());
            if (!window.hasRemaining() && most >= BUFFER_BYTES) {
                return readStraight(ByteBuffer.wrap(b, off, most));
            }
            fillInsideFrame();
            int count = Math.min(most, window.remaining());
            window.get(b, off, count);
            decoder.advance(count);
            return count;
        } catch (IOException e) {
            throw remember(e);
        }
    }

    /** Body bytes into a buffer that has no array; -1 behind the last. Large pieces go there straight from the channel. */
    int readBody(ByteBuffer target) throws IOException {
        checkUsable();
        if (decoder.bodyRemaining() == 0) {
            return -1;
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        int limit = target.limit();
        int most = (int) Math.min(target.remaining(), decoder.bodyRemaining());
        try {
            if (!window.hasRemaining() && most >= BUFFER_BYTES && in.fills(target)) {
                return readStraight(target.limit(target.position() + most));
            }
            fillInsideFrame();
            int count = Math.min(most, window.remaining());
            target.put(target.position(), window, window.position(), count).position(target.position() + count);
            window.position(window.position() + count);
            decoder.advance(count);
            return count;
        } catch (IOException e) {
            throw remember(e);
        } finally {
            target.limit(limit);
        }
    }

    private int readStraight(ByteBuffer target) throws IOException {
        int count = in.read(target);
        if (count < 0) {
            decoder.endOfInput();
        }
        decoder.advance(count);
        return count;
    }

    private void memoryCame() {
        memory.release();
    }

    private void awaitMemory() throws IOException {
        boolean came;
        try {
            came = memory.tryAcquire(Watchdog.nanos(limits.frameDeadline()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the memory budget");
        }
        if (!came) {
            throw decoder.failWith(new FrameLimitException(Problem.of(
                            Kind.NO_MEMORY, Stage.HEADER, "The header memory shared with other connections stayed full")
                    .at(decoder.frameIndex(), decoder.streamOffset())));
        }
    }

    void skipBody() throws IOException {
        checkUsable();
        try {
            drain();
        } catch (IOException e) {
            throw remember(e);
        }
    }

    int buffered() {
        return window.remaining();
    }

    FrameDecoder decoder() {
        return decoder;
    }

    FrameLimits limits() {
        return limits;
    }

    private <E extends IOException> E remember(E e) {
        decoder.close();
        failure = e;
        return e;
    }

    private void checkUsable() throws IOException {
        if (detached) {
            throw new IllegalStateException("the reader has handed its stream over");
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Gives up the stream between two frames, for an upgrade to another protocol. The reader cannot be used after it, and
     * does not close the stream any more.
     *
     * @return the bytes that were read from the stream and belong to what follows
     * @throws IllegalStateException if a frame has not been read to its end
     */
    public byte[] detach() {
        if (!decoder.betweenFrames()) {
            throw new IllegalStateException("frame " + decoder.frameIndex() + " has not been read to its end");
        }
        detached = true;
        in.letGo();
        byte[] rest = new byte[window.remaining()];
        window.get(rest);
        return rest;
    }

    /**
     * How much of the stream has been consumed.
     *
     * @return bytes
     */
    public long streamOffset() {
        return decoder.streamOffset();
    }

    /**
     * The number of the current frame.
     *
     * @return from 0
     */
    public long frameIndex() {
        return decoder.frameIndex();
    }

    /**
     * Ends the connection at once, unless it was handed over: aborts the transport, where there is one, so that blocked reads and
     * writes of other threads fail, and then closes the stream, as {@link #close()} does. A bare stream is closed only: a socket's or a
     * channel's wakes whoever reads it, a child process's does not, and may keep whoever closes it. For any thread, more than
     * once. Never throws: there is nobody to tell.
     */
    public void abort() {
        if (transport != null && !detached) {
            transport.abort();
        }
        try {
            close();
        } catch (IOException e) {
            // it has ended, and that it could not be closed says nothing more
        }
    }

    /** Closes the stream, unless it was handed over. */
    @Override
    public void close() throws IOException {
        decoder.close();
        if (!detached) {
            in.close();
        }
    }
}
