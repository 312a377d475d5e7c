package dev.framewire.testtools;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A line to a server that lets so many bytes of each connection pass in either direction, and from then on hardly any: whoever
 * wants to end one of the two in the middle of a transfer has minutes for it, on a loaded machine too.
 */
public final class HeldLine implements AutoCloseable {
    // enough that something happens every second at either end
    private static final int TRICKLE_BYTES = 2 << 10;
    private static final int TRICKLE_MILLIS = 32;

    // or the system would take megabytes in advance of what passes
    private static final int BUFFER_BYTES = 128 << 10;

    private final int target;
    private final long freeBytes;
    private final ServerSocket listener = new ServerSocket();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean holding = true;

    /**
     * @param target a port of this machine's
     * @param freeBytes how many pass at once
     */
    public HeldLine(int target, long freeBytes) throws IOException {
        this.target = target;
        this.freeBytes = freeBytes;
        listener.setReceiveBufferSize(BUFFER_BYTES);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        daemon(this::acceptAll);
    }

    /** Where clients connect to. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Connections to come are held, as they are from the beginning. */
    public void hold() {
        holding = true;
    }

    /** The rest of the connections that there are passes as well, and all of those to come. */
    public void release() {
        holding = false;
        connections.forEach(connection -> connection.released.countDown());
    }

    @Override
    public void close() {
        close(listener);
        connections.forEach(Connection::cut);
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptAll() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            try {
                Connection connection = new Connection(client, connect());
                connections.add(connection);
                if (!holding) {
                    connection.released.countDown();
                }
                daemon(() -> connection.carry(connection.client, connection.server));
                daemon(() -> connection.carry(connection.server, connection.client));
            } catch (IOException nobodyThere) {
                client.close();
            }
        }
    }

    private Socket connect() throws IOException {
        Socket server = new Socket();
        try {
            server.setReceiveBufferSize(BUFFER_BYTES);
            server.connect(new InetSocketAddress(listener.getInetAddress(), target));
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private final class Connection {
        private final Socket client;
        private final Socket server;
        private final CountDownLatch released = new CountDownLatch(1);

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /** Until one of the two has left; then the other hears of it. */
        void carry(Socket from, Socket to) throws IOException {
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] bytes = new byte[64 << 10];
                long passed = 0;
                boolean held = false;
                int n;
                while ((n = in.read(bytes, 0, held ? TRICKLE_BYTES : bytes.length)) > 0) {
                    out.write(bytes, 0, n);
                    passed += n;
                    held = passed >= freeBytes && !released.await(held ? TRICKLE_MILLIS : 0, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            } finally {
                cut();
            }
        }

        void cut() {
            connections.remove(this);
            HeldLine.close(client);
            HeldLine.close(server);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // one of the two has left
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
