package dev.framewire.benchmarks.scaling;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Clients of an echo server on one thread: each sends a message, and the next one when it has come back. */
final class Connections implements Closeable {
    private static final int BODY_BYTES = 64;
    private static final int MESSAGE_BYTES = 4 + BODY_BYTES;
    private static final long LIMIT_NANOS = 60_000_000_000L;

    private final Selector selector = Selector.open();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_BYTES);
    private final ByteBuffer back = ByteBuffer.allocateDirect(MESSAGE_BYTES);

    Connections(int port, int count) throws IOException {
        message.putInt(BODY_BYTES);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.socket().setTcpNoDelay(true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new int[1]);
            channels.add(channel);
        }
    }

    /**
     * Sends so many messages, as evenly over the connections as can be.
     *
     * @return the time of one, in seconds
     */
    double echo(int messages) throws IOException {
        long start = System.nanoTime();
        int sent = 0;
        for (SocketChannel channel : channels) {
            if (sent < messages) {
                channel.write(message.clear());
                sent++;
            }
        }
        int received = 0;
        while (received < messages) {
            selector.select(1000);
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new IOException("only " + received + " of " + messages + " came back in time");
            }
            for (Iterator<SelectionKey> ready = selector.selectedKeys().iterator(); ready.hasNext(); ) {
                SelectionKey key = ready.next();
                ready.remove();
                if (whole(key)) {
                    received++;
                    if (sent < messages) {
                        ((SocketChannel) key.channel()).write(message.clear());
                        sent++;
                    }
                }
            }
        }
        return (System.nanoTime() - start) / 1e9 / messages;
    }

    /** Reads; true if that was the rest of a message. */
    private boolean whole(SelectionKey key) throws IOException {
        int[] got = (int[]) key.attachment();
        int count = ((SocketChannel) key.channel()).read(back.clear().limit(MESSAGE_BYTES - got[0]));
        if (count < 0) {
            throw new IOException("the server closed a connection");
        }
        got[0] += count;
        if (got[0] < MESSAGE_BYTES) {
            return false;
        }
        if (back.limit() == MESSAGE_BYTES && back.getInt(0) != BODY_BYTES) {
            throw new IOException("another message came back");
        }
        got[0] = 0;
        return true;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
