package dev.framewire.framing;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The body of one frame; never a byte of the next. */
final class BodyInputStream extends InputStream {
    private final FrameReader reader;
    private final long frameIndex;

    BodyInputStream(FrameReader reader) {
        this.reader = reader;
        this.frameIndex = reader.frameIndex();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        requireFrame();
        return len == 0 ? 0 : reader.readBody(b, off, len);
    }

    @Override
    public int available() throws IOException {
        requireFrame();
        return (int) Math.min(reader.buffered(), reader.decoder().bodyRemaining());
    }

    private void requireFrame() {
        if (reader.frameIndex() != frameIndex) {
            throw new IllegalStateException("frame " + frameIndex + " is over, the next has begun");
        }
    }
}
