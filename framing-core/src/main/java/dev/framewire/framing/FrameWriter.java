package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames to a stream. Thread-safe: frames of several threads leave whole, one after the other.
 *
 * <p>A frame leaves at once: its lengths, header and a body of up to 16 KiB in one write, so that no small packet waits for
 * the acknowledgement of another, and then the stream is flushed. A frame that fails half-way breaks the writer: the
 * peer could not find the next frame, so every later call fails with kind {@code WRITER_BROKEN}.
 */
public final class FrameWriter implements Closeable {
    private static final int ONE_WRITE_BYTES = 16 << 10;
    private static final int CHUNK_BYTES = 64 << 10;

    private final OutputStream out;
    private final FrameLimits limits;
    // Not a ReentrantLock: a body stream may be closed by another thread than the one that began it.
    private final Semaphore turn = new Semaphore(1, true);
    private volatile @Nullable Thread bodyOf; // whoever has begun a frame and not closed its body
    private byte[] head = new byte[512];
    private @Nullable IOException broken;
    private long frameIndex;
    private long offset;

    /**
     * Writes native frames with the default limits.
     *
     * @param out the stream; closed by {@link #close}
     */
    public FrameWriter(OutputStream out) {
        this(out, FrameFormat.nativeFormat(), FrameLimits.defaults());
    }

    /**
     * Writes frames.
     *
     * @param out the stream; closed by {@link #close}
     * @param format how it is cut
     * @param limits what the peer accepts: a larger frame is refused before its first byte leaves
     */
    public FrameWriter(OutputStream out, FrameFormat format, FrameLimits limits) {
        Objects.requireNonNull(format, "format");
        this.out = out;
        this.limits = limits;
    }

    /**
     * Writes a frame with an empty body.
     *
     * @param header the header
     * @throws IOException if the stream fails, now or before
     * @throws IllegalArgumentException if the header is over the limit; nothing was written
     */
    public void write(HeaderBytes header) throws IOException {
        write(header, new byte[0], 0, 0);
    }

    /**
     * Writes a frame.
     *
     * @param header the header
     * @param body the body
     * @throws IOException if the stream fails, now or before
     * @throws IllegalArgumentException if header or body are over the limit; nothing was written
     */
    public void write(HeaderBytes header, byte[] body) throws IOException {
        write(header, body, 0, body.length);
    }

    /**
     * Writes a frame.
     *
     * @param header the header
     * @param body holds the body
     * @param off where it begins
     * @param len its length
     * @throws IOException if the stream fails, now or before
     * @throws IllegalArgumentException if header or body are over the limit; nothing was written
     */
    public void write(HeaderBytes header, byte[] body, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, body.length);
        begin0(header, len);
        try {
            int length = head(header, len);
            if (length + len <= ONE_WRITE_BYTES) {
                head = head.length < length + len ? Arrays.copyOf(head, ONE_WRITE_BYTES) : head;
                System.arraycopy(body, off, head, length, len);
                out.write(head, 0, length + len);
            } else {
                out.write(head, 0, length);
                out.write(body, off, len);
            }
            end(length + (long) len);
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        } finally {
            turn.release();
        }
    }

    /**
     * Writes a frame.
     *
     * @param header the header
     * @param body the body: what remains in the buffer, which is read to its limit
     * @throws IOException if the stream fails, now or before
     * @throws IllegalArgumentException if header or body are over the limit; nothing was written
     */
    public void write(HeaderBytes header, ByteBuffer body) throws IOException {
        if (body.hasArray()) {
            write(header, body.array(), body.arrayOffset() + body.position(), body.remaining());
            body.position(body.limit());
            return;
        }
        try (OutputStream stream = begin(header, body.remaining())) {
            byte[] piece = new byte[Math.min(body.remaining(), CHUNK_BYTES)];
            while (body.hasRemaining()) {
                int count = Math.min(piece.length, body.remaining());
                body.get(piece, 0, count);
                stream.write(piece, 0, count);
            }
        }
    }

    /**
     * Writes a frame whose body comes from a stream.
     *
     * @param header the header
     * @param body where the body comes from; not read beyond it, not closed
     * @param length the length of the body
     * @throws IOException if a stream fails, or the body's ends too early: the writer is broken then
     * @throws IllegalArgumentException if header or body are over the limit; nothing was written
     */
    public void write(HeaderBytes header, InputStream body, long length) throws IOException {
        try (OutputStream stream = begin(header, length)) {
            byte[] piece = new byte[(int) Math.min(length, CHUNK_BYTES)];
            long rest = length;
            while (rest > 0) {
                int count = body.read(piece, 0, (int) Math.min(piece.length, rest));
                if (count < 0) {
                    break; // close() says what is missing
                }
                stream.write(piece, 0, count);
                rest -= count;
            }
        }
    }

    /**
     * Writes a frame whose body is a piece of a file.
     *
     * @param header the header
     * @param file the file; its position is left alone
     * @param position where the body begins
     * @param length the length of the body
     * @throws IOException if the stream or the file fails, or the file is shorter: the writer is broken then
     * @throws IllegalArgumentException if header or body are over the limit; nothing was written
     */
    public void write(HeaderBytes header, FileChannel file, long position, long length) throws IOException {
        try (OutputStream stream = begin(header, length)) {
            byte[] piece = new byte[(int) Math.min(length, CHUNK_BYTES)];
            long at = 0;
            while (at < length) {
                int count =
                        file.read(ByteBuffer.wrap(piece, 0, (int) Math.min(piece.length, length - at)), position + at);
                if (count < 0) {
                    break;
                }
                stream.write(piece, 0, count);
                at += count;
            }
        }
    }

    /**
     * Begins a frame whose body the caller writes. Other threads wait until the returned stream is closed.
     *
     * @param header the header, which leaves at once
     * @param bodyLength the length of the body
     * @return takes exactly that many bytes; closing it earlier breaks the writer, closing it in time flushes the frame
     * @throws IOException if the stream fails, now or before
     * @throws IllegalArgumentException if header or body are over the limit; nothing was written
     */
    public OutputStream begin(HeaderBytes header, long bodyLength) throws IOException {
        begin0(header, bodyLength);
        try {
            int length = head(header, bodyLength);
            out.write(head, 0, length);
            bodyOf = Thread.currentThread();
            return new BodyStream(length, bodyLength);
        } catch (IOException | RuntimeException e) {
            turn.release();
            throw broken(e);
        }
    }

    private void begin0(HeaderBytes header, long bodyLength) throws IOException {
        int headerLength = header.byteLength();
        if (headerLength > limits.maxHeaderBytes()) {
            throw new IllegalArgumentException(
                    "a header of " + headerLength + " bytes, the limit is " + limits.maxHeaderBytes());
        }
        if (bodyLength < 0 || bodyLength > limits.maxBodyBytes()) {
            throw new IllegalArgumentException(
                    "a body of " + bodyLength + " bytes, the limit is " + limits.maxBodyBytes());
        }
        if (bodyOf == Thread.currentThread()) {
            throw new IllegalStateException("this thread has not closed the body of its last frame");
        }
        turn.acquireUninterruptibly();
        if (broken != null) {
            turn.release();
            throw new BrokenWriterException(
                    Problem.of(Kind.WRITER_BROKEN, Stage.PREFIX, "An earlier frame failed half-way")
                            .at(frameIndex, offset),
                    broken);
        }
    }

    /** Puts the two lengths and the header into {@link #head}; answers how many bytes. */
    private int head(HeaderBytes header, long bodyLength) {
        int headerLength = header.byteLength();
        int length = FrameFormat.PREFIX_BYTES + headerLength;
        if (head.length < length) {
            head = new byte[Math.max(length, 2 * head.length)];
        }
        FrameEncoder.prefix(headerLength, bodyLength, head, 0);
        header.copyTo(head, FrameFormat.PREFIX_BYTES);
        return length;
    }

    private void end(long length) throws IOException {
        out.flush();
        frameIndex++;
        offset += length;
    }

    private IOException broken(Exception e) throws IOException {
        broken = e instanceof IOException io ? io : new IOException(e);
        if (e instanceof RuntimeException runtime) {
            throw runtime;
        }
        return broken;
    }

    /** Flushes the stream. Frames are flushed as they are written, so this is rarely needed. */
    public void flush() throws IOException {
        out.flush();
    }

    /** Closes the stream. Does not wait for a frame that another thread is writing: that one fails. */
    @Override
    public void close() throws IOException {
        out.close();
    }

    private final class BodyStream extends OutputStream {
        private final int headLength;
        private final long length;
        private long rest;
        private boolean closed;

        BodyStream(int headLength, long length) {
            this.headLength = headLength;
            this.length = length;
            this.rest = length;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            if (closed) {
                throw new IllegalStateException("the body is closed");
            }
            if (len > rest) {
                throw new IllegalArgumentException(len + " bytes, but the body has room for " + rest);
            }
            try {
                out.write(b, off, len);
                rest -= len;
            } catch (IOException e) {
                throw broken(e);
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try {
                if (broken != null) {
                    throw broken;
                }
                if (rest > 0) {
                    throw new BrokenWriterException(
                            Problem.of(
                                            Kind.BODY_MISMATCH,
                                            Stage.BODY,
                                            "The body was closed after " + (length - rest) + " of " + length + " bytes")
                                    .at(frameIndex, offset + headLength + length - rest),
                            null);
                }
                end(headLength + length);
            } catch (IOException e) {
                throw broken(e);
            } finally {
                bodyOf = null;
                turn.release();
            }
        }
    }
}
