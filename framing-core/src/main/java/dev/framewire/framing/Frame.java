package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.Objects;

/**
 * A received frame: its header at once, its body as it arrives. There is one a {@link FrameReader}, re-used: it is valid
 * until the reader's next frame begins. Not thread-safe.
 */
public final class Frame {
    private static final int CHANNEL_BYTES = 512 * 1024;
    private static final int CHUNK_BYTES = 64 << 10;

    private final FrameReader reader;

    Frame(FrameReader reader) {
        this.reader = reader;
    }

    /**
     * The header.
     *
     * @return a view, valid as long as the frame
     */
    public HeaderView header() {
        return reader.decoder().header();
    }

    /**
     * The length of the body.
     *
     * @return bytes, 0 to 2^53-1
     */
    public long bodyLength() {
        return reader.decoder().bodyLength();
    }

    /**
     * What has not been read of the body.
     *
     * @return bytes
     */
    public long bodyRemaining() {
        return reader.decoder().bodyRemaining();
    }

    /**
     * The lengths in front of the frame, as they came: a handshake's transcript covers them.
     *
     * @return 12 bytes in the native format, elsewhere as many as the format has
     */
    public byte[] prefix() {
        return reader.decoder().prefix();
    }

    /**
     * The rest of the body in one array, which grows with what arrives.
     *
     * @param maxBytes the most that the caller takes; {@link FrameLimits#maxBodyInMemoryBytes()} holds as well
     * @return the bytes
     * @throws FrameException of kind {@code BODY_TOO_LARGE} if the body is longer: nothing of it has been read, and the
     *     next frame can be, if the body is short enough to be drained
     * @throws IOException if the stream fails or ends
     * @throws IllegalArgumentException if {@code maxBytes} is negative
     */
    public byte[] readBody(int maxBytes) throws IOException {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes < 0: " + maxBytes);
        }
        int limit = Math.min(maxBytes, reader.limits().maxBodyInMemoryBytes());
        long rest = bodyRemaining();
        if (rest > limit) {
            throw new FrameLimitException(Problem.of(Kind.BODY_TOO_LARGE, Stage.BODY, "Unsupported body length")
                    .at(reader.frameIndex(), reader.streamOffset())
                    .numbers(rest, limit)
                    .recoverable(rest <= reader.limits().maxDrainBytes()));
        }
        int length = (int) rest;
        byte[] body = new byte[Math.min(length, CHUNK_BYTES)];
        int have = 0;
        while (have < length) {
            if (have == body.length) {
                body = Arrays.copyOf(body, (int) Math.min(length, 2L * have));
            }
            have += reader.readBody(body, have, body.length - have);
        }
        return body;
    }

    /**
     * Some bytes of the body.
     *
     * @param b where to
     * @param off where on
     * @param len how many at most
     * @return how many; -1 behind the last
     * @throws IOException if the stream fails or ends
     */
    public int read(byte[] b, int off, int len) throws IOException {
        return reader.readBody(b, off, len);
    }

    /**
     * Some bytes of the body into a buffer.
     *
     * @param target where to
     * @return how many; -1 behind the last
     * @throws IOException if the stream fails or ends
     */
    public int read(ByteBuffer target) throws IOException {
        if (target.hasArray()) {
            int count = reader.readBody(target.array(), target.arrayOffset() + target.position(), target.remaining());
            target.position(target.position() + Math.max(count, 0));
            return count;
        }
        return reader.readBody(target);
    }

    /**
     * Exactly so many bytes of the body.
     *
     * @param b where to
     * @param off where on
     * @param len how many
     * @throws EOFException if the body has fewer left; they stay unread
     * @throws IOException if the stream fails or ends
     * @throws IndexOutOfBoundsException if they do not fit there
     */
    public void readFully(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len > bodyRemaining()) {
            throw new EOFException("the body has " + bodyRemaining() + " bytes left, not " + len);
        }
        int have = 0;
        while (have < len) {
            have += reader.readBody(b, off + have, len - have);
        }
    }

    /**
     * The body as a stream that ends where the body ends. Closing it reads nothing and closes nothing.
     *
     * @return a stream, valid as long as the frame; a connection cut inside the body is an exception, never an end
     */
    public InputStream body() {
        return new BodyInputStream(reader);
    }

    /**
     * Reads the rest of the body and drops it.
     *
     * @throws FrameException of kind {@code BODY_NOT_READ} if more than {@link FrameLimits#maxDrainBytes()} are left;
     *     terminal
     * @throws IOException if the stream fails
     */
    public void skipBody() throws IOException {
        reader.skipBody();
    }

    /**
     * The rest of the body into a stream.
     *
     * @param target where to; not flushed, not closed
     * @return how many bytes
     * @throws IOException if either stream fails or ours ends
     */
    public long transferTo(OutputStream target) throws IOException {
        long total = bodyRemaining();
        byte[] piece = new byte[(int) Math.min(total, CHUNK_BYTES)];
        while (bodyRemaining() > 0) {
            target.write(piece, 0, reader.readBody(piece, 0, piece.length));
        }
        return total;
    }

    /**
     * The rest of the body into a channel.
     *
     * @param target where to; not closed
     * @return how many bytes
     * @throws IOException if the stream or the channel fails or the stream ends
     */
    public long transferTo(WritableByteChannel target) throws IOException {
        long total = bodyRemaining();
        // direct: from channel to channel no byte is copied into the heap and out again
        ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(total, CHANNEL_BYTES));
        while (bodyRemaining() > 0) {
            reader.readBody(piece.clear());
            piece.flip();
            while (piece.hasRemaining()) {
                target.write(piece);
            }
        }
        return total;
    }
}
