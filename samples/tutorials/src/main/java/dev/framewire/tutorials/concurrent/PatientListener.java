package dev.framewire.tutorials.concurrent;

import dev.framewire.tutorials.program.Loopback;
import java.io.Closeable;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Accepts, and outlives an accept that fails. That usually means that the process has no file descriptors left; trying again at once would fail
 * at once, for ever, so it rests first.
 */
final class PatientListener implements Closeable {
    private static final long REST_MILLIS = 200;

    private final ServerSocket socket;
    private final Consumer<IOException> onFailure;
    private final CountDownLatch closing = new CountDownLatch(1);

    PatientListener(ServerSocket socket, Consumer<IOException> onFailure) {
        this.socket = socket;
        this.onFailure = onFailure;
    }

    /** Whoever is not accepted yet waits in the system's queue, {@code waiting} of them. A socket that cannot be bound is closed. */
    static void bind(ServerSocket socket, int port, int waiting) throws IOException {
        try {
            socket.setReuseAddress(true);
            socket.bind(Loopback.port(port), waiting);
        } catch (IOException e) {
            socket.close();
            throw Loopback.cannotListen(port, e);
        }
    }

    /** The next client; null once this is closed. */
    Socket accept() {
        while (!isClosed()) {
            try {
                return socket.accept();
            } catch (IOException e) {
                if (!isClosed()) {
                    onFailure.accept(e);
                    rest();
                }
            }
        }
        return null;
    }

    private void rest() {
        try {
            closing.await(REST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        closing.countDown();
    }
}
