package dev.framewire.framing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The way of a frame's bytes into the stream: small ones are gathered into one write, large ones pass by the buffer, files go
 * from the kernel where there is a channel. Each wait is shown to the deadline. Used by one thread at a time.
 */
final class FrameOutput {
    /** The largest frame that is gathered into one write: 16 KiB. */
    static final int BUFFER_BYTES = 16 * 1024;

    private static final int FIRST_BUFFER_BYTES = 512;
    private static final int COPY_BYTES = 64 * 1024;
    private static final int GATHERED_BYTES = 1 << 20;

    /** Bounded, so that the deadline sees the progress of a slow peer. */
    private static final int FILE_STEP_BYTES = 8 << 20;

    private final OutputStream out;
    private final @Nullable WritableByteChannel channel;
    private final @Nullable PeerPatience patience;

    private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
    private int buffered;
    private long streamOffset;
    private long frameStart;
    private boolean touched; // a write has been begun since: bytes of the frame may have left

    FrameOutput(OutputStream out, @Nullable WritableByteChannel channel, @Nullable PeerPatience patience) {
        this.out = out;
        this.channel = channel;
        this.patience = patience;
    }

    /** Begins a frame: the buffer for its first {@code headBytes}, with room for the whole frame if that is small. */
    byte[] begin(int headBytes, long bodyLength) {
        int room = (int) Math.max(headBytes, Math.min(BUFFER_BYTES, headBytes + bodyLength));
        if (buffer.length < room) {
            buffer = new byte[Math.max(room, Math.min(BUFFER_BYTES, 2 * buffer.length))];
        }
        frameStart = streamOffset;
        touched = false;
        if (patience != null) {
            patience.beginFrame();
        }
        return buffer;
    }

    /** What has been put into the buffer of {@link #begin}. */
    void begun(int headBytes) {
        buffered = headBytes;
    }

    /** Into the buffer, or, if it does not fit, out. */
    void append(byte[] b, int off, int len) throws IOException {
        if (len > buffer.length - buffered) {
            if (len > buffer.length && buffered > 0 && channel instanceof GatheringByteChannel gathering) {
                gather(gathering, ByteBuffer.wrap(b, off, len));
                return;
            }
            flushBuffer();
        }
        if (len > buffer.length) {
            send(b, off, len);
        } else {
            System.arraycopy(b, off, buffer, buffered, len);
            buffered += len;
        }
    }

    /** The same from a buffer, which ends at its limit: one without an array goes to a channel as it is. */
    void append(ByteBuffer body) throws IOException {
        if (body.hasArray()) {
            append(body.array(), body.arrayOffset() + body.position(), body.remaining());
            body.position(body.limit());
        } else if (body.remaining() > buffer.length - buffered && channel instanceof GatheringByteChannel gathering) {
            gather(gathering, body);
        } else {
            byte[] piece = new byte[Math.min(body.remaining(), COPY_BYTES)];
            while (body.hasRemaining()) {
                int count = Math.min(piece.length, body.remaining());
                body.get(piece, 0, count);
                append(piece, 0, count);
            }
        }
    }

    /** What is buffered and the first megabyte of what follows in one system call, then the rest, a megabyte at a time. */
    private void gather(GatheringByteChannel to, ByteBuffer body) throws IOException {
        ChannelInputStream.requireBlocking(to);
        ByteBuffer[] both = {ByteBuffer.wrap(buffer, 0, buffered), body};
        buffered = 0;
        int end = body.limit();
        try {
            while (body.position() < end) {
                body.limit(Math.min(end, body.position() + GATHERED_BYTES));
                while (body.hasRemaining()) {
                    before();
                    try {
                        streamOffset += to.write(both);
                    } finally {
                        after();
                    }
                }
            }
        } finally {
            body.limit(end);
        }
    }

    /** A part of a file; answers how many bytes of it there were: fewer if the file ends. */
    long append(FileChannel file, long position, long count) throws IOException {
        return channel != null && count > BUFFER_BYTES
                ? sendFile(channel, file, position, count)
                : copyFile(file, position, count);
    }

    private long sendFile(WritableByteChannel to, FileChannel file, long position, long count) throws IOException {
        ChannelInputStream.requireBlocking(to);
        flushBuffer();
        long sent = 0;
        while (sent < count) {
            before();
            long step;
            try {
                step = file.transferTo(position + sent, Math.min(count - sent, FILE_STEP_BYTES), to);
            } finally {
                after();
            }
            if (step <= 0 && position + sent >= file.size()) {
                break;
            }
            sent += step;
            streamOffset += step;
        }
        return sent;
    }

    private long copyFile(FileChannel file, long position, long count) throws IOException {
        byte[] piece = new byte[(int) Math.min(count, COPY_BYTES)];
        ByteBuffer view = ByteBuffer.wrap(piece);
        long sent = 0;
        while (sent < count) {
            view.clear().limit((int) Math.min(count - sent, piece.length));
            int step = file.read(view, position + sent);
            if (step < 0) {
                break;
            }
            append(piece, 0, step);
            sent += step;
        }
        return sent;
    }

    /** Sends what is left, and flushes. */
    void finish() throws IOException {
        flushBuffer();
        before();
        try {
            out.flush();
        } finally {
            after();
        }
        if (buffer.length > 4 * BUFFER_BYTES) {
            buffer = new byte[BUFFER_BYTES];
        }
    }

    /** Forgets what is buffered. */
    void drop() {
        buffered = 0;
    }

    /** Forgets the buffer, too: there will be no other frame. */
    void end() {
        buffered = 0;
        buffer = new byte[FIRST_BUFFER_BYTES];
    }

    /** Whether a byte of the frame may have left. */
    boolean touched() {
        return touched;
    }

    long streamOffset() {
        return streamOffset;
    }

    private void flushBuffer() throws IOException {
        int length = buffered;
        buffered = 0;
        if (length > 0) {
            send(buffer, 0, length);
        }
    }

    private void send(byte[] b, int off, int len) throws IOException {
        int end = off + len;
        // In one write, unless there is a deadline: then in steps, so that it sees the progress of a slow peer.
        int step = patience == null ? len : Math.max(BUFFER_BYTES, Math.min(len, GATHERED_BYTES));
        for (int at = off; at < end; at += step) {
            int count = Math.min(step, end - at);
            before();
            try {
                out.write(b, at, count);
            } finally {
                after();
            }
            streamOffset += count;
        }
    }

    private void before() {
        touched = true;
        if (patience != null) {
            patience.before(true, streamOffset - frameStart);
        }
    }

    private void after() {
        if (patience != null) {
            patience.after(true);
        }
    }
}
