package dev.framewire.tutorials.concurrent;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The places of a server: so many connections at once, none of them silent for long, none for ever. */
final class Places implements Closeable {
    private final Bounds bounds;
    private final Semaphore free;
    private final Set<Socket> taken = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor deadlines = new ScheduledThreadPoolExecutor(1);

    Places(Bounds bounds) {
        this.bounds = bounds;
        this.free = new Semaphore(bounds.maxConnections());
        // Otherwise each connection's deadline, and with it its socket, is remembered for an hour after it has ended.
        deadlines.setRemoveOnCancelPolicy(true);
    }

    /** Waits for a free place and keeps it for the next client. */
    void keepOne() {
        free.acquireUninterruptibly();
    }

    /** There is no next client. */
    void giveBack() {
        free.release();
    }

    /** The client has the place that was kept; from now on {@link #close()} cuts it. */
    void give(Socket client) {
        taken.add(client);
    }

    /** Serves a client in its place, within the bounds. Then its socket is closed and its place is free, whatever happened. */
    void serve(Socket client, ConcurrentServer.Handler handler) throws IOException {
        Future<?> cut = null;
        try (client) {
            cut = deadlines.schedule(
                    () -> closeQuietly(client), bounds.lifetime().toMillis(), TimeUnit.MILLISECONDS);
            client.setSoTimeout(Math.toIntExact(bounds.idle().toMillis()));
            client.setTcpNoDelay(true);
            handler.serve(client);
        } finally {
            if (cut != null) {
                cut.cancel(false);
            }
            taken.remove(client);
            free.release();
        }
    }

    static void closeQuietly(Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            // It is being thrown away.
        }
    }

    /** Cuts every connection. */
    @Override
    public void close() {
        deadlines.shutdownNow();
        taken.forEach(Places::closeQuietly);
    }
}
