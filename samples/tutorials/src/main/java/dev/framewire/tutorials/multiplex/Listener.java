package dev.framewire.tutorials.multiplex;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Where strangers arrive, so many at once. A place is free again when its channel is closed, however that came about. */
final class Listener implements Watched {
    /** After an accept that failed, usually because the process has no file descriptors left: trying at once fails at once. */
    private static final long REST_NANOS = 200_000_000;

    private final SelectionKey key;
    private final Accept accept;
    private final int places;
    private final Consumer<SocketChannel> lobby;
    private final Consumer<Exception> onFailure;
    private final Set<SocketChannel> inside = new HashSet<>();
    private long failedNanos;
    private boolean rests;

    /** {@link ServerSocketChannel#accept}, or a test's. */
    @FunctionalInterface
    interface Accept {
        SocketChannel from(ServerSocketChannel server) throws IOException;
    }

    Listener(
            ServerSocketChannel server,
            Selector selector,
            Accept accept,
            int places,
            Consumer<SocketChannel> lobby,
            Consumer<Exception> onFailure)
            throws IOException {
        this.accept = accept;
        this.places = places;
        this.lobby = lobby;
        this.onFailure = onFailure;
        server.configureBlocking(false);
        this.key = server.register(selector, SelectionKey.OP_ACCEPT, this);
    }

    @Override
    public void ready(long nowNanos) {
        try {
            SocketChannel client = accept.from((ServerSocketChannel) key.channel());
            if (client != null) { // else the stranger has left again
                inside.add(client);
                lobby.accept(client);
            }
        } catch (IOException e) {
            rests = true;
            failedNanos = nowNanos;
            onFailure.accept(new IOException("cannot accept: " + e.getMessage(), e));
        }
    }

    /** One more than there are places waits in the system's queue. */
    @Override
    public void tick(long nowNanos) {
        rests = rests && dueInNanos(nowNanos) > 0;
        inside.removeIf(channel -> !channel.isOpen());
        key.interestOps(!rests && inside.size() < places ? SelectionKey.OP_ACCEPT : 0);
    }

    @Override
    public long dueInNanos(long nowNanos) {
        return rests ? REST_NANOS - (nowNanos - failedNanos) : Long.MAX_VALUE;
    }
}
