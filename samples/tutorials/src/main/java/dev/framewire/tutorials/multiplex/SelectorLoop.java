package dev.framewire.tutorials.multiplex;

import dev.framewire.tutorials.concurrent.Bounds;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One thread that serves every socket that has something to read or room to write. A connection that does not take its answers is not
 * read from: what it is owed stays bounded. Whatever goes wrong with one connection ends that one and no other.
 */
public final class SelectorLoop implements Closeable {
    private static final long LONGEST_SELECT_MILLIS = 1000;

    private final Selector selector = Selector.open();
    private final Lobby lobby = new Lobby(selector::wakeup);
    private final ReentrantLock turning = new ReentrantLock();
    private final Bounds bounds;
    private final Consumer<Exception> onFailure;
    private volatile boolean closed;

    /** @param onFailure told of each connection that ended otherwise than it should, by the thread that runs the loop */
    public SelectorLoop(Bounds bounds, Consumer<Exception> onFailure) throws IOException {
        this.bounds = bounds;
        this.onFailure = e -> {
            if (!closed) { // else it is we who cut it
                onFailure.accept(e);
            }
        };
    }

    /** Whoever connects is let in by the door, or not. */
    public void listen(ServerSocketChannel server, Door door) throws IOException {
        listen(server, door, ServerSocketChannel::accept);
    }

    void listen(ServerSocketChannel server, Door door, Listener.Accept accept) throws IOException {
        new Listener(server, selector, accept, bounds.maxConnections(), client -> enter(client, door), onFailure);
    }

    /** Connects by a door that waits, beside the loop's thread. */
    public void connect(Door door) throws IOException {
        enter(SocketChannel.open(), door);
    }

    private void enter(SocketChannel channel, Door door) {
        lobby.enter(
                channel,
                door,
                conversation -> {
                    try {
                        begin(channel, conversation);
                    } catch (IOException | RuntimeException e) {
                        onFailure.accept(e);
                    }
                },
                onFailure);
    }

    /** Connects without waiting, and talks once connected. */
    public void connect(SocketAddress server, Conversation conversation) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.connect(server);
        } catch (IOException | RuntimeException e) {
            Lobby.closeQuietly(channel);
            throw e;
        }
        begin(channel, conversation);
    }

    private void begin(SocketChannel channel, Conversation conversation) throws IOException {
        try {
            new Line(channel, conversation, bounds, onFailure).begin(selector);
        } catch (IOException | RuntimeException e) {
            Lobby.closeQuietly(channel);
            throw e;
        }
    }

    /** Runs until no socket is left, the loop is closed, or its thread is interrupted. */
    public void run() throws IOException {
        turning.lock();
        try {
            while (!closed && !Thread.currentThread().isInterrupted() && hasWork()) {
                selector.select(key -> watched(key).ready(System.nanoTime()), untilNextTick());
                lobby.leave();
                long now = System.nanoTime();
                selector.keys().stream()
                        .filter(SelectionKey::isValid)
                        .forEach(key -> watched(key).tick(now));
            }
        } finally {
            release();
            turning.unlock();
        }
    }

    private static Watched watched(SelectionKey key) {
        return (Watched) key.attachment();
    }

    private boolean hasWork() {
        return !lobby.isEmpty() || selector.keys().stream().anyMatch(SelectionKey::isValid);
    }

    private long untilNextTick() {
        long now = System.nanoTime();
        long due = selector.keys().stream()
                .mapToLong(key -> watched(key).dueInNanos(now))
                .min()
                .orElse(Long.MAX_VALUE);
        // Rounded up, and never 0, which would be for ever.
        return Math.max(1, Math.min(LONGEST_SELECT_MILLIS, due / 1_000_000 + 1));
    }

    /** From any thread; {@link #run()} returns. */
    @Override
    public void close() throws IOException {
        closed = true;
        lobby.close();
        selector.wakeup();
        if (turning.isHeldByCurrentThread()) {
            return; // A conversation closes the loop that runs it, and run() tidies up.
        }
        turning.lock();
        try {
            release();
        } finally {
            turning.unlock();
        }
    }

    private void release() throws IOException {
        lobby.close();
        if (selector.isOpen()) {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        }
    }
}
