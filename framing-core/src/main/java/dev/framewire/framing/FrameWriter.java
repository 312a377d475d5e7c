package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Frames into a blocking stream, each whole. Thread-safe: a second thread waits until the first one's frame is complete.
 *
 * <p>A frame of up to 16 KiB leaves in one write. Every frame is flushed. A frame that fails before its first byte has
 * left, because the limits refuse it or the source of its body fails so early, is dropped, and the next one may be written.
 * A frame that fails later, or in the stream, poisons the writer, because the peer waits for the rest: the transport, if
 * there is one, is aborted, and every later call throws a {@link BrokenWriterException}.
 */
public final class FrameWriter implements Closeable {
    private static final byte[] NO_BODY = {};
    private static final int COPY_BYTES = 64 * 1024;

    private final OutputStream out;
    private final @Nullable Transport transport;
    private final FrameFormat format;
    private final FrameLimits limits;
    private final HeaderScanner scanner;
    private final @Nullable PeerPatience patience;

    /** Held while a frame is being written. A semaphore, because the thread that ends a body need not have begun it. */
    private final Semaphore turn = new Semaphore(1, true);

    private final FrameOutput output;
    private long frameIndex;
    private volatile @Nullable IOException broken;
    private volatile @Nullable Thread bodyOwner;

    /**
     * Native frames within the default limits.
     *
     * @param out where to; {@link #close()} closes it
     */
    public FrameWriter(OutputStream out) {
        this(out, FrameFormat.nativeFormat(), FrameLimits.defaults());
    }

    /**
     * Frames without a deadline: a peer that does not read blocks the caller for as long as the stream does.
     *
     * @param out where to; {@link #close()} closes it
     * @param format what the peer reads
     * @param limits how much of it
     */
    public FrameWriter(OutputStream out, FrameFormat format, FrameLimits limits) {
        this(out, null, format, limits, null);
    }

    /**
     * Frames into a channel: header and body leave in one gathered write, and files are not copied through this process.
     *
     * @param channel in blocking mode, else writes throw {@code IllegalBlockingModeException}; {@link #close()} closes it
     * @param format what the peer reads
     * @param limits how much of it
     */
    public FrameWriter(WritableByteChannel channel, FrameFormat format, FrameLimits limits) {
        this(new ChannelOutputStream(channel), null, format, limits, null);
    }

    /**
     * Frames with the deadlines of the limits, which are kept by aborting the transport.
     *
     * @param transport where to; {@link #close()} closes its output
     * @param format what the peer reads
     * @param limits how much of it, and how slowly
     * @param watchdog keeps the time
     */
    public FrameWriter(Transport transport, FrameFormat format, FrameLimits limits, Watchdog watchdog) {
        this(transport.outputStream(), transport, format, limits, watchdog);
    }

    private FrameWriter(
            OutputStream out,
            @Nullable Transport transport,
            FrameFormat format,
            FrameLimits limits,
            @Nullable Watchdog watchdog) {
        this.out = Objects.requireNonNull(out, "out");
        this.transport = transport;
        this.format = format;
        this.limits = limits;
        this.scanner = new HeaderScanner(limits);
        this.patience = PeerPatience.of(limits, watchdog, transport);
        WritableByteChannel channel = transport != null
                ? transport.channel()
                : out instanceof ChannelOutputStream stream ? stream.channel() : null;
        this.output = new FrameOutput(out, channel, patience);
    }

    /**
     * Writes a frame without a body.
     *
     * @param header its header
     * @throws IOException if it could not be written
     * @throws IllegalArgumentException if the limits or the format refuse it; nothing has left then
     */
    public void write(HeaderBytes header) throws IOException {
        write(header, NO_BODY, 0, 0);
    }

    /**
     * Writes a frame.
     *
     * @param header its header
     * @param body its body
     * @throws IOException if it could not be written
     */
    public void write(HeaderBytes header, byte[] body) throws IOException {
        write(header, body, 0, body.length);
    }

    /**
     * Writes a frame.
     *
     * @param header its header
     * @param b holds its body
     * @param off the index of the body's first byte
     * @param len the body's length
     * @throws IOException if it could not be written
     */
    public void write(HeaderBytes header, byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        acquire();
        try {
            start(header, len);
            output.append(b, off, len);
            finish();
        } catch (IOException | RuntimeException | Error e) {
            throw abandon(e);
        } finally {
            release();
        }
    }

    /**
     * Writes a frame. A direct buffer goes into a channel without a copy in the heap.
     *
     * @param header its header
     * @param body its body, between position and limit; its position moves to its limit
     * @throws IOException if it could not be written
     */
    public void write(HeaderBytes header, ByteBuffer body) throws IOException {
        acquire();
        try {
            start(header, body.remaining());
            output.append(body);
            finish();
        } catch (IOException | RuntimeException | Error e) {
            throw abandon(e);
        } finally {
            release();
        }
    }

    /**
     * Writes a frame whose body is read from a stream as it leaves.
     *
     * @param header its header
     * @param body gives at least {@code length} bytes; no more are read, and it is not closed
     * @param length the body's length
     * @throws IOException if it could not be written, or the source failed or ended early, which poisons the writer if
     *     bytes have left
     */
    public void write(HeaderBytes header, InputStream body, long length) throws IOException {
        requireLength(length);
        acquire();
        try {
            start(header, length);
            byte[] piece = new byte[(int) Math.min(length, COPY_BYTES)];
            for (long left = length; left > 0; ) {
                int count = body.read(piece, 0, (int) Math.min(left, piece.length));
                if (count < 0) {
                    throw shortBody(length - left, length);
                }
                output.append(piece, 0, count);
                left -= count;
            }
            finish();
        } catch (IOException | RuntimeException | Error e) {
            throw abandon(e);
        } finally {
            release();
        }
    }

    /**
     * Writes a frame whose body is a part of a file; over a {@link Transport} of a channel it is not copied through this
     * process.
     *
     * @param header its header
     * @param file an open file; its position is not used
     * @param position where the body starts in it
     * @param count the body's length
     * @throws IOException if it could not be written, or the file ended early, which poisons the writer if bytes have left
     */
    public void write(HeaderBytes header, FileChannel file, long position, long count) throws IOException {
        requireLength(count);
        if (position < 0) {
            throw new IllegalArgumentException("position < 0: " + position);
        }
        acquire();
        try {
            start(header, count);
            long sent = output.append(file, position, count);
            if (sent < count) {
                throw shortBody(sent, count);
            }
            finish();
        } catch (IOException | RuntimeException | Error e) {
            throw abandon(e);
        } finally {
            release();
        }
    }

    /**
     * Begins a frame whose body the caller writes. Other threads wait until it is closed; the same thread must not begin
     * another frame before.
     *
     * @param header its header
     * @param bodyLength the exact length of what will be written
     * @return the body: a write beyond its length is refused with an {@link IllegalArgumentException}; {@code close()}
     *     completes the frame, or, if bytes are missing, throws, and poisons the writer if bytes have left
     * @throws IOException if the header could not be written
     */
    public OutputStream begin(HeaderBytes header, long bodyLength) throws IOException {
        requireLength(bodyLength);
        acquire();
        boolean begun = false;
        try {
            start(header, bodyLength);
            bodyOwner = Thread.currentThread();
            begun = true;
            return new BodyOutputStream(this, bodyLength);
        } catch (RuntimeException | Error e) {
            throw abandon(e);
        } finally {
            if (!begun) {
                release();
            }
        }
    }

    private static void requireLength(long length) {
        if (length < 0) {
            throw new IllegalArgumentException("length < 0: " + length);
        }
    }

    private void acquire() throws IOException {
        if (bodyOwner == Thread.currentThread()) {
            throw new IllegalStateException("the body of frame " + frameIndex + " is still open in this thread");
        }
        turn.acquireUninterruptibly();
        IOException cause = broken;
        if (cause != null) {
            turn.release();
            throw new BrokenWriterException(
                    Problem.of(
                                    Kind.WRITER_BROKEN,
                                    Stage.PREFIX,
                                    "An earlier frame was cut short, nothing can follow it")
                            .at(frameIndex, output.streamOffset()),
                    cause);
        }
    }

    void release() {
        bodyOwner = null;
        turn.release();
    }

    /** Prefix and header into the buffer. Whatever is refused is refused here, before a byte leaves. */
    private void start(HeaderBytes header, long bodyLength) {
        if (bodyLength > limits.maxBodyBytes()) {
            throw new IllegalArgumentException(
                    "a body of " + bodyLength + " bytes, the limit is " + limits.maxBodyBytes());
        }
        int most = FrameEncoder.mostBytes(format, header);
        byte[] buffer = output.begin(most, bodyLength);
        int head = FrameEncoder.head(format, header, bodyLength, buffer, 0);
        boolean certain =
                !format.carriesBodyLength() && header instanceof HeaderBuilder builder && builder.surelyWithin(limits);
        if (format.hasHeader() && !certain) {
            requireReadable(buffer, head);
        }
        output.begun(head);
    }

    /** A reader with our limits must accept the header: better an exception here than a broken connection there. */
    private void requireReadable(byte[] buffer, int head) {
        int start = format.prefix() instanceof NativePrefix ? NativePrefix.BYTES : 4;
        if (head - start > limits.maxHeaderBytes()) {
            throw new IllegalArgumentException(
                    "a header of " + (head - start) + " bytes, the limit is " + limits.maxHeaderBytes());
        }
        try {
            scanner.scan(buffer, start, head - start);
        } catch (BadHeaderException e) {
            throw new IllegalArgumentException("a header that the limits refuse: " + e.getMessage(), e);
        } finally {
            scanner.clear();
            scanner.forget();
        }
    }

    /** Body bytes of the frame that {@link #begin} has begun. */
    void append(byte[] b, int off, int len) throws IOException {
        output.append(b, off, len);
    }

    void finish() throws IOException {
        output.finish();
        frameIndex++;
    }

    BrokenWriterException shortBody(long have, long declared) {
        return new BrokenWriterException(
                Problem.of(Kind.BODY_MISMATCH, Stage.BODY, "Body ended after " + have + " bytes")
                        .numbers(declared, -1)
                        .at(frameIndex, output.streamOffset()));
    }

    /** A frame failed. If a byte of it may have left, the writer is finished. Answers what to throw. */
    IOException abandon(Throwable cause) throws IOException {
        output.drop();
        IOException reason = cause instanceof IOException io ? io : new IOException("the frame was cut short", cause);
        if (output.touched()) {
            if (patience != null && patience.expired()) {
                reason = patience.tooSlow(true, Stage.BODY, frameIndex, output.streamOffset(), reason);
            }
            broken = reason;
            output.end();
            if (transport != null) {
                transport.abort();
            }
        }
        if (cause instanceof RuntimeException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        return reason;
    }

    /**
     * Flushes the stream. Every frame is flushed as it is written, so this is rarely needed.
     *
     * @throws IOException if the stream fails
     */
    public void flush() throws IOException {
        out.flush();
    }

    /**
     * Ends the connection at once: aborts the transport, where there is one, so that blocked reads and writes of other threads fail,
     * and then closes the stream, as {@link #close()} does. A bare stream is closed only, and one that has bytes to flush first may
     * wait for a peer that does not read. For any thread, more than once. Never throws: there is nobody to tell.
     */
    public void abort() {
        if (transport != null) {
            transport.abort();
        }
        try {
            close();
        } catch (IOException e) {
            // it has ended, and that it could not be closed says nothing more
        }
    }

    /**
     * Closes the stream. A frame that another thread is writing fails.
     *
     * @throws IOException if the stream does
     */
    @Override
    public void close() throws IOException {
        if (patience != null) {
            patience.close();
        }
        out.close();
    }
}
