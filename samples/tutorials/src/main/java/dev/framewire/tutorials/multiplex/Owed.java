package dev.framewire.tutorials.multiplex;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/** What a peer is to get and has not taken yet: a socket that is full takes less of a write than it was given, often nothing. */
final class Owed {
    /** A connection that is owed this much is not read from, or its debt would grow for as long as it asks and does not listen. */
    static final int MAX_BYTES = 64 * 1024;

    private final Queue<ByteBuffer> buffers = new ArrayDeque<>();
    private long bytes;

    void add(ByteBuffer more) {
        if (more.hasRemaining()) {
            buffers.add(more);
            bytes += more.remaining();
        }
    }

    /** Pays as much as the channel takes; the rest goes when there is room. */
    void writeTo(WritableByteChannel channel) throws IOException {
        ByteBuffer next;
        while ((next = buffers.peek()) != null) {
            bytes -= channel.write(next);
            if (next.hasRemaining()) {
                return;
            }
            buffers.remove();
        }
    }

    boolean isEmpty() {
        return buffers.isEmpty();
    }

    boolean isFull() {
        return bytes >= MAX_BYTES;
    }
}
