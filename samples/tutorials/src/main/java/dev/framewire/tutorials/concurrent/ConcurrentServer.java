package dev.framewire.tutorials.concurrent;

import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.Loopback;
import java.io.Closeable;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A server on loopback: a thread a connection, bounded in number and in time.
 *
 * <p>Over {@code maxConnections} the next client is not refused and not served: it waits in the operating system's queue until a
 * place is free, which the deadlines see to. A silent connection's read fails after {@code idle}; a connection that is neither silent nor
 * done (one byte a minute) is cut after {@code lifetime}.
 */
public final class ConcurrentServer implements Closeable {
    private static final long REST_MILLIS = 200;

    private final CountDownLatch closing = new CountDownLatch(1);
    private final String name;
    private final ServerSocket listener;
    private final Handler handler;
    private final Console console;
    private final Places places;
    private final ExecutorService handlers = Executors.newCachedThreadPool();
    private final Thread acceptor;

    /** Speaks with one client. Whatever it throws ends that connection and no other; the socket is closed for it. */
    @FunctionalInterface
    public interface Handler {
        void serve(Socket client) throws IOException;
    }

    private ConcurrentServer(String name, ServerSocket listener, Bounds bounds, Handler handler, Console console) {
        this.name = name;
        this.listener = listener;
        this.handler = handler;
        this.console = console;
        this.places = new Places(bounds);
        this.acceptor = new Thread(this::acceptAll, name + "-accept");
    }

    /**
     * Listens and says so: {@code NAME: listening on 127.0.0.1:PORT}.
     *
     * @param port 0 for any free one
     */
    public static ConcurrentServer start(String name, int port, Bounds bounds, Handler handler, Console console)
            throws IOException {
        return start(name, new ServerSocket(), port, bounds, handler, console);
    }

    /** For tests: a socket that fails. */
    static ConcurrentServer start(
            String name, ServerSocket listener, int port, Bounds bounds, Handler handler, Console console)
            throws IOException {
        try {
            listener.setReuseAddress(true);
            listener.bind(Loopback.port(port), bounds.maxConnections());
        } catch (IOException e) {
            listener.close();
            throw Loopback.cannotListen(port, e);
        }
        ConcurrentServer server = new ConcurrentServer(name, listener, bounds, handler, console);
        console.listening(name, server.port());
        server.acceptor.start();
        return server;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Waits until the server is closed. */
    public void await() throws InterruptedException {
        acceptor.join();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            places.keepOne();
            Socket client;
            try {
                client = listener.accept();
            } catch (IOException e) {
                places.giveBack();
                if (!listener.isClosed()) {
                    console.log(name + ": cannot accept: " + e.getMessage());
                    rest();
                }
                continue;
            }
            places.give(client);
            try {
                handlers.execute(() -> serve(client));
            } catch (RejectedExecutionException e) {
                // Closed between the accept and here.
                Places.closeQuietly(client);
                return;
            }
        }
    }

    /** A failed accept usually means that the process has no file descriptors left; trying at once fails at once, for ever. */
    private void rest() {
        try {
            closing.await(REST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket client) {
        try {
            places.serve(client, handler);
        } catch (IOException | RuntimeException e) {
            if (!listener.isClosed()) { // else it is we who cut it
                String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
                console.log(name + ": 127.0.0.1:" + client.getPort() + ": " + reason);
            }
        }
    }

    /** Stops listening and cuts every connection. */
    @Override
    public void close() throws IOException {
        listener.close();
        closing.countDown();
        handlers.shutdown();
        // The acceptor may be waiting for a place, which the cut connections give back.
        places.close();
    }
}
