package dev.framewire.tutorials.multiplex;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * One thread that serves every socket that has something to read or room to write. A connection that does not take its answers is not
 * read from: what it is owed stays bounded.
 */
public final class SelectorLoop implements Closeable {
    /** A connection that is owed this much is not read from. */
    static final int MAX_OWED_BYTES = 64 * 1024;

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);
    private final Duration idle;
    private final int maxConnections;
    private final BiConsumer<Conversation, IOException> onFailure;

    /** @param onFailure told of each connection that ended otherwise than it should */
    public SelectorLoop(Duration idle, int maxConnections, BiConsumer<Conversation, IOException> onFailure)
            throws IOException {
        this.idle = idle;
        this.maxConnections = maxConnections;
        this.onFailure = onFailure;
    }

    private static final class Line {
        final Conversation conversation;
        final Queue<ByteBuffer> owed = new ArrayDeque<>();
        long owedBytes;
        boolean ended;
        long lastActiveNanos = System.nanoTime();

        Line(Conversation conversation) {
            this.conversation = conversation;
        }

        void owe(ByteBuffer bytes) {
            if (bytes.hasRemaining()) {
                owed.add(bytes);
                owedBytes += bytes.remaining();
            }
        }

        int interest() {
            boolean reads = !ended && !conversation.done() && owedBytes < MAX_OWED_BYTES;
            return (reads ? SelectionKey.OP_READ : 0) | (owed.isEmpty() ? 0 : SelectionKey.OP_WRITE);
        }
    }

    /** Each connection that is accepted gets a conversation of its own. */
    public void listen(ServerSocketChannel server, Supplier<Conversation> conversations) throws IOException {
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT, conversations);
    }

    public void connect(SocketAddress server, Conversation conversation) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        boolean connected = channel.connect(server);
        Line line = new Line(conversation);
        line.owe(conversation.opening());
        channel.register(selector, connected ? line.interest() : SelectionKey.OP_CONNECT, line);
    }

    /** Runs until no socket is left, the loop is closed, or its thread is interrupted. */
    public void run() throws IOException {
        while (selector.isOpen() && !selector.keys().isEmpty()) {
            selector.select(Math.min(idle.toMillis(), 1000));
            if (!selector.isOpen() || Thread.currentThread().isInterrupted()) {
                return;
            }
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isValid() && key.channel() instanceof ServerSocketChannel server) {
                    accept(server, key);
                } else if (key.isValid()) {
                    serve(key);
                }
            }
            selector.selectedKeys().clear();
            dropSilent();
        }
    }

    @SuppressWarnings("unchecked")
    private void accept(ServerSocketChannel server, SelectionKey key) throws IOException {
        // One more than allowed waits in the system's queue; its key is silent until somebody leaves.
        SocketChannel client = server.accept();
        if (client == null) {
            return;
        }
        client.configureBlocking(false);
        Line line = new Line(((Supplier<Conversation>) key.attachment()).get());
        line.owe(line.conversation.opening());
        client.register(selector, line.interest(), line);
        if (selector.keys().size() > maxConnections) {
            key.interestOps(0);
        }
    }

    private void serve(SelectionKey key) {
        Line line = (Line) key.attachment();
        SocketChannel channel = (SocketChannel) key.channel();
        line.lastActiveNanos = System.nanoTime();
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
            }
            if (key.isReadable()) {
                read(channel, line);
            }
            write(channel, line);
            if (line.interest() == 0) {
                drop(key);
            } else {
                key.interestOps(line.interest());
            }
        } catch (IOException e) {
            fail(key, e);
        }
    }

    private void read(SocketChannel channel, Line line) throws IOException {
        buffer.clear();
        if (channel.read(buffer) < 0) {
            line.ended = true;
            line.conversation.ended();
            return;
        }
        line.owe(line.conversation.received(buffer.flip()));
    }

    private static void write(SocketChannel channel, Line line) throws IOException {
        ByteBuffer next;
        while ((next = line.owed.peek()) != null) {
            line.owedBytes -= channel.write(next);
            if (next.hasRemaining()) {
                return; // The socket is full; the rest goes when there is room.
            }
            line.owed.remove();
        }
    }

    private void dropSilent() {
        long now = System.nanoTime();
        for (SelectionKey key : selector.keys()) {
            if (key.isValid() && key.attachment() instanceof Line line && now - line.lastActiveNanos > idle.toNanos()) {
                fail(key, new SocketTimeoutException("Timed out: silent for " + idle.toMillis() + " ms"));
            }
        }
    }

    private void fail(SelectionKey key, IOException e) {
        onFailure.accept(((Line) key.attachment()).conversation, e);
        drop(key);
    }

    private void drop(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            // It is being thrown away.
        }
        for (SelectionKey other : selector.keys()) {
            if (other.isValid() && other.channel() instanceof ServerSocketChannel) {
                other.interestOps(SelectionKey.OP_ACCEPT);
            }
        }
    }

    /** From any thread; {@link #run()} returns. */
    @Override
    public void close() throws IOException {
        selector.wakeup();
        for (SelectionKey key : selector.keys().toArray(new SelectionKey[0])) {
            key.channel().close();
        }
        selector.close();
    }
}
