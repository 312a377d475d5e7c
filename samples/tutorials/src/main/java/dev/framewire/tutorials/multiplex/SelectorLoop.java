package dev.framewire.tutorials.multiplex;

import dev.framewire.tutorials.concurrent.Bounds;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One thread that serves every socket that has something to read or room to write. A connection that does not take its answers is not
 * read from: what it is owed stays bounded. Whatever goes wrong with one connection ends that one and no other.
 */
public final class SelectorLoop implements Closeable {
    private final LongSupplier nanoClock;
    private final Watchlist watchlist;
    private final Lobby lobby;
    private final ReentrantLock turning = new ReentrantLock();
    private final Bounds bounds;
    private final Consumer<Exception> onFailure;
    private volatile boolean closed;

    /** @param onFailure told of each connection that ended otherwise than it should, by the thread that runs the loop */
    public SelectorLoop(Bounds bounds, Consumer<Exception> onFailure) throws IOException {
        this(bounds, onFailure, System::nanoTime);
    }

    /** For tests: another clock. Who moves it calls {@link #wakeup()}, because the selector waits by the real one. */
    SelectorLoop(Bounds bounds, Consumer<Exception> onFailure, LongSupplier nanoClock) throws IOException {
        this.nanoClock = nanoClock;
        this.watchlist = new Watchlist(nanoClock);
        this.lobby = new Lobby(watchlist::wakeup);
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
        Consumer<SocketChannel> enter = client -> enter(client, door);
        new Listener(server, watchlist.selector(), accept, bounds.maxConnections(), enter, onFailure);
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
            Line line = new Line(channel, conversation, bounds, nanoClock.getAsLong(), onFailure);
            line.begin(watchlist.selector());
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
                watchlist.select();
                lobby.leave();
                watchlist.tick();
            }
        } finally {
            release();
            turning.unlock();
        }
    }

    private boolean hasWork() {
        return !lobby.isEmpty() || !watchlist.isEmpty();
    }

    void wakeup() {
        watchlist.wakeup();
    }

    /** From any thread; {@link #run()} returns. */
    @Override
    public void close() throws IOException {
        closed = true;
        lobby.close();
        wakeup();
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
        watchlist.close();
    }
}
