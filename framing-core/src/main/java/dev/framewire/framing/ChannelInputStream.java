package dev.framewire.framing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.util.Objects;

/**
 * A blocking channel as a stream. {@code Channels.newInputStream} is not used: before JDK 19 its read holds a lock that
 * a write to the same channel waits for, so a connection that is read and written at once stands still.
 */
final class ChannelInputStream extends InputStream {
    /** The JDK copies through a direct buffer as large as the request and keeps it for the thread; so ask for little. */
    static final int MAX_STEP_BYTES = 128 * 1024;

    private final ReadableByteChannel channel;
    private ByteBuffer view = ByteBuffer.allocate(0);

    ChannelInputStream(ReadableByteChannel channel) {
        this.channel = channel;
    }

    ReadableByteChannel channel() {
        return channel;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len == 0) {
            return 0;
        }
        requireBlocking(channel);
        if (view.array() != b) {
            view = ByteBuffer.wrap(b);
        }
        view.limit(off + Math.min(len, MAX_STEP_BYTES)).position(off);
        return channel.read(view);
    }

    /** A channel that may answer 0 at once would be asked again and again, at the cost of a whole core. */
    static void requireBlocking(Channel channel) {
        if (channel instanceof SelectableChannel selectable && !selectable.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
