package dev.framewire.tutorials.concurrent;

import dev.framewire.tutorials.program.Console;
import java.io.Closeable;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * A server on loopback: a thread a connection, bounded in number and in time.
 *
 * <p>Over {@code maxConnections} the next client is not refused and not served: it waits in the operating system's queue until a
 * place is free, which the deadlines see to. A silent connection's read fails after {@code idle}; a connection that is neither silent nor
 * done (one byte a minute) is cut after {@code lifetime}.
 */
public final class ConcurrentServer implements Closeable {
    private final String name;
    private final PatientListener listener;
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
        this.listener = new PatientListener(listener, e -> console.log(name + ": cannot accept: " + e.getMessage()));
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
        PatientListener.bind(listener, port, bounds.maxConnections());
        ConcurrentServer server = new ConcurrentServer(name, listener, bounds, handler, console);
        console.listening(name, server.port());
        server.acceptor.start();
        return server;
    }

    public int port() {
        return listener.port();
    }

    /** Waits until the server is closed. */
    public void await() throws InterruptedException {
        acceptor.join();
    }

    private void acceptAll() {
        while (true) {
            places.keepOne();
            Socket client = listener.accept();
            if (client == null) {
                return;
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

    private void serve(Socket client) {
        try {
            places.serve(client, handler);
        } catch (IOException | RuntimeException e) {
            if (!listener.isClosed()) { // else it is we who cut it
                console.failed(name + ": 127.0.0.1:" + client.getPort(), e);
            }
        }
    }

    /** Stops listening and cuts every connection. */
    @Override
    public void close() throws IOException {
        listener.close();
        handlers.shutdown();
        // The acceptor may be waiting for a place, which the cut connections give back.
        places.close();
    }
}
