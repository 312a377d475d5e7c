package dev.framewire.tutorials.concurrent;

import dev.framewire.tutorials.program.Console;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
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
    private final Bounds bounds;
    private final Handler handler;
    private final Console console;
    private final Semaphore places;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService handlers = Executors.newCachedThreadPool();
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor();
    private final Thread acceptor;

    /** Speaks with one client. Whatever it throws ends that connection and no other; the socket is closed for it. */
    @FunctionalInterface
    public interface Handler {
        void serve(Socket client) throws IOException;
    }

    private ConcurrentServer(String name, ServerSocket listener, Bounds bounds, Handler handler, Console console) {
        this.name = name;
        this.listener = listener;
        this.bounds = bounds;
        this.handler = handler;
        this.console = console;
        this.places = new Semaphore(bounds.maxConnections());
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
            listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), bounds.maxConnections());
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        ConcurrentServer server = new ConcurrentServer(name, listener, bounds, handler, console);
        console.say(name + ": listening on 127.0.0.1:" + server.port());
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
            places.acquireUninterruptibly();
            Socket client;
            try {
                client = listener.accept();
            } catch (IOException e) {
                places.release();
                if (!listener.isClosed()) {
                    console.log(name + ": cannot accept: " + e.getMessage());
                    rest();
                }
                continue;
            }
            open.add(client);
            try {
                handlers.execute(() -> serve(client));
            } catch (RejectedExecutionException e) {
                // Closed between the accept and here.
                closeQuietly(client);
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
        Future<?> cut = null;
        try (client) {
            cut = deadlines.schedule(
                    () -> closeQuietly(client), bounds.lifetime().toMillis(), TimeUnit.MILLISECONDS);
            client.setSoTimeout(Math.toIntExact(bounds.idle().toMillis()));
            client.setTcpNoDelay(true);
            handler.serve(client);
        } catch (IOException | RuntimeException e) {
            if (!listener.isClosed()) {
                console.log(name + ": 127.0.0.1:" + client.getPort() + ": " + reason(e));
            }
        } finally {
            if (cut != null) {
                cut.cancel(false);
            }
            open.remove(client);
            places.release();
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static void closeQuietly(Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            // It is being thrown away.
        }
    }

    /** Stops listening and cuts every connection. */
    @Override
    public void close() throws IOException {
        listener.close();
        closing.countDown();
        deadlines.shutdownNow();
        handlers.shutdown();
        // The acceptor may be waiting for a place, which these give back.
        open.forEach(ConcurrentServer::closeQuietly);
    }
}
