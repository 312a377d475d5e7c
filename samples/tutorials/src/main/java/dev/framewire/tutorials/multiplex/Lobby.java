package dev.framewire.tutorials.multiplex;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Where connections are until their {@link Door} has opened. A few threads wait here, so that the one that serves everybody never does:
 *
 * <pre>
 *     accept → | lobby: {@link #DOORS} handshakes at once | → the selector's thread → bytes, for as long as it lasts
 * </pre>
 */
final class Lobby implements Closeable {
    /** A stranger who says nothing holds one of them until the handshake's deadline; the next one waits. */
    static final int DOORS = 16;

    private final ExecutorService threads = Executors.newFixedThreadPool(DOORS, work -> {
        Thread thread = new Thread(work, "multiplex-door");
        thread.setDaemon(true);
        return thread;
    });
    private final Queue<Runnable> decided = new ConcurrentLinkedQueue<>();
    private final Set<SocketChannel> inside = ConcurrentHashMap.newKeySet();
    private final Runnable wakeSelector;

    Lobby(Runnable wakeSelector) {
        this.wakeSelector = wakeSelector;
    }

    /** One of the two is told, in {@link #leave()}. The channel of one who is refused is closed. */
    void enter(SocketChannel channel, Door door, Consumer<Conversation> admitted, Consumer<Exception> refused) {
        inside.add(channel);
        try {
            threads.execute(() -> {
                Runnable outcome = knock(channel, door, admitted, refused);
                decided.add(() -> {
                    outcome.run();
                    inside.remove(channel);
                });
                wakeSelector.run();
            });
        } catch (RejectedExecutionException e) {
            // The loop is being closed.
            inside.remove(channel);
            closeQuietly(channel);
        }
    }

    private static Runnable knock(
            SocketChannel channel, Door door, Consumer<Conversation> admitted, Consumer<Exception> refused) {
        try {
            channel.configureBlocking(true);
            Conversation conversation = door.open(channel);
            return () -> admitted.accept(conversation);
        } catch (IOException | RuntimeException e) {
            closeQuietly(channel);
            return () -> refused.accept(e);
        }
    }

    /** Hands over whoever has been decided on, to the thread that calls. */
    void leave() {
        Runnable next;
        while ((next = decided.poll()) != null) {
            next.run();
        }
    }

    boolean isEmpty() {
        return inside.isEmpty();
    }

    static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is being thrown away.
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        inside.forEach(Lobby::closeQuietly);
    }
}
