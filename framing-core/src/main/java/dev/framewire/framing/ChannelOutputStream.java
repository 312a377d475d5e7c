package dev.framewire.framing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/** The twin of {@link ChannelInputStream}. */
final class ChannelOutputStream extends OutputStream {
    private final WritableByteChannel channel;
    private ByteBuffer view = ByteBuffer.allocate(0);

    ChannelOutputStream(WritableByteChannel channel) {
        this.channel = channel;
    }

    WritableByteChannel channel() {
        return channel;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        ChannelInputStream.requireBlocking(channel);
        if (view.array() != b) {
            view = ByteBuffer.wrap(b);
        }
        int end = off + len;
        for (int at = off; at < end; at = view.position()) {
            view.limit(Math.min(end, at + ChannelInputStream.MAX_STEP_BYTES)).position(at);
            channel.write(view);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
