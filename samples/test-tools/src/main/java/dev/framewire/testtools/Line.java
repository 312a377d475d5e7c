package dev.framewire.testtools;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to a server: whoever connects to it is connected to the server, and a fault decides what becomes of what either sends. */
public final class Line implements AutoCloseable {
    /** What happens on a line. */
    @FunctionalInterface
    public interface Fault {
        /** What happens on one connection of it, as yet without a byte. They are asked for one after the other. */
        Carrier on(Connection connection);
    }

    /** What happens on one connection. */
    @FunctionalInterface
    public interface Carrier {
        /**
         * Carries what one of the two sends until nothing more passes that way; called for both at once, each on a thread of its
         * own. An exception means that one of the two has left.
         *
         * @param ofServer whether it is the server who sends
         */
        void carry(Socket from, Socket to, boolean ofServer) throws IOException;
    }

    private final int target;
    private final int bufferBytes;
    private final Fault fault;
    private final ServerSocket listener = new ServerSocket();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    /**
     * With as much buffered as the system likes.
     *
     * @param target a port of this machine's
     */
    public Line(int target, Fault fault) throws IOException {
        this(target, 0, fault);
    }

    /**
     * With less buffered.
     *
     * @param target a port of this machine's
     * @param bufferBytes what either side of the line asks the system to take in advance; 0 leaves it to the system
     */
    public Line(int target, int bufferBytes, Fault fault) throws IOException {
        this.target = target;
        this.bufferBytes = bufferBytes;
        this.fault = fault;
        if (bufferBytes > 0) {
            listener.setReceiveBufferSize(bufferBytes);
        }
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

    /** Takes no more connections, and cuts those that there are. */
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
                if (listener.isClosed()) {
                    connection.cut();
                }
                Carrier carrier = fault.on(connection);
                daemon(() -> carrier.carry(connection.client, connection.server, false));
                daemon(() -> carrier.carry(connection.server, connection.client, true));
            } catch (IOException nobodyThere) {
                client.close();
            }
        }
    }

    private Socket connect() throws IOException {
        Socket server = new Socket();
        try {
            if (bufferBytes > 0) {
                server.setReceiveBufferSize(bufferBytes);
            }
            server.connect(new InetSocketAddress(listener.getInetAddress(), target));
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** A client and the server, connected by the line. */
    public final class Connection {
        private final Socket client;
        private final Socket server;

        private Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /** The client's end of the line. */
        public Socket client() {
            return client;
        }

        /** Either hears that the other one has left. */
        public void cut() {
            connections.remove(this);
            close(client);
            close(server);
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
