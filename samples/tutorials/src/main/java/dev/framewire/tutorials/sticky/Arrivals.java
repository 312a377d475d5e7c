package dev.framewire.tutorials.sticky;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Bytes as they arrive, with a wait that ends. A socket is one; a test writes one that needs no real time. */
@FunctionalInterface
public interface Arrivals {
    /** How many bytes came, at least 1; 0 when nothing came within {@code atMost}; −1 at the end of the stream. */
    int read(byte[] into, int offset, int length, Duration atMost) throws IOException;

    /** The socket's own read timeout is changed by each read, and put back. */
    static Arrivals of(Socket socket) {
        return (into, offset, length, atMost) -> {
            int before = socket.getSoTimeout();
            socket.setSoTimeout((int) Math.max(1, atMost.toMillis()));
            try {
                return socket.getInputStream().read(into, offset, length);
            } catch (SocketTimeoutException e) {
                return 0;
            } finally {
                socket.setSoTimeout(before);
            }
        };
    }
}
