package dev.framewire.framing;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** The body of a frame that its caller writes piece by piece. */
final class BodyOutputStream extends OutputStream {
    private final FrameWriter writer;
    private final long length;
    private long written;
    private boolean closed;

    BodyOutputStream(FrameWriter writer, long length) {
        this.writer = writer;
        this.length = length;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (closed) {
            throw new IOException("the frame is complete, or failed");
        }
        if (len > length - written) {
            throw new IllegalArgumentException(
                    len + " bytes for a body that has room for " + (length - written) + " of " + length);
        }
        try {
            writer.append(b, off, len);
            written += len;
        } catch (IOException | RuntimeException | Error e) {
            closed = true;
            try {
                throw writer.abandon(e);
            } finally {
                writer.release();
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (written < length) {
                throw writer.shortBody(written, length);
            }
            writer.finish();
        } catch (IOException | RuntimeException | Error e) {
            throw writer.abandon(e);
        } finally {
            writer.release();
        }
    }
}
