package dev.framewire.netdisk;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to a server on which something happens to what the server, or its client, sends. */
final class BrokenLine implements AutoCloseable {
    /** What happens. */
    enum Fault {
        /** As when the server's process ends. */
        END,
        /** As when its machine does, and comes back. */
        RESET,
        /** As when somebody in between changes a byte. */
        CHANGE
    }

    private final int target;
    private final Fault fault;
    private final boolean ofServer;
    private final long afterBytes;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /**
     * @param target a port of this machine's
     * @param ofServer whether it happens to what the server sends, or else to what the client does
     * @param afterBytes how many pass before
     */
    BrokenLine(int target, Fault fault, boolean ofServer, long afterBytes) throws IOException {
        this.target = target;
        this.fault = fault;
        this.ofServer = ofServer;
        this.afterBytes = afterBytes;
        daemon(this::acceptAll);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    private void acceptAll() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            Socket server = new Socket(listener.getInetAddress(), target);
            sockets.add(client);
            sockets.add(server);
            daemon(() -> carry(server, client, ofServer, client));
            daemon(() -> carry(client, server, !ofServer, client));
        }
    }

    private void carry(Socket from, Socket to, boolean faulty, Socket client) throws IOException {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[16 << 10];
            long passed = 0;
            for (int n = in.read(bytes); n > 0; n = in.read(bytes)) {
                boolean now = faulty && passed <= afterBytes && passed + n > afterBytes;
                if (now && fault != Fault.CHANGE) {
                    if (fault == Fault.RESET) {
                        client.setSoLinger(true, 0);
                    }
                    return;
                }
                if (now) {
                    bytes[(int) (afterBytes - passed)] ^= 1;
                }
                out.write(bytes, 0, n);
                passed += n;
            }
        } finally {
            from.close();
            to.close();
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

    @Override
    public void close() {
        close(listener);
        sockets.forEach(BrokenLine::close);
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
