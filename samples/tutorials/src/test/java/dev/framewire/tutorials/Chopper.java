package dev.framewire.tutorials;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;

/**
 * Stands between a client and our server and splits and merges what the client writes, by a seed. The answers pass untouched: the
 * originals' clients could not read them otherwise.
 */
final class Chopper implements Closeable {
    /** What was written within this long of each other may be merged. Far below the gap that the tests of raw formats use. */
    private static final int HOLD_MS = 3;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final int target;
    private final long seed;

    Chopper(long seed, int target) throws IOException {
        this.seed = seed;
        this.target = target;
        daemon(this::acceptAll);
    }

    String port() {
        return Integer.toString(listener.getLocalPort());
    }

    private void acceptAll() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            Socket server = new Socket(listener.getInetAddress(), target);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            daemon(() -> chop(client, server));
            daemon(() -> {
                try (client) {
                    server.getInputStream().transferTo(client.getOutputStream());
                }
            });
        }
    }

    private void chop(Socket client, Socket server) throws IOException {
        Random random = new Random(seed);
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        byte[] held = new byte[64 * 1024];
        while (true) {
            client.setSoTimeout(0);
            int n = in.read(held, 0, 1 + random.nextInt(held.length - 1));
            if (n < 0) {
                server.shutdownOutput();
                return;
            }
            if (random.nextBoolean() && n < held.length) {
                n += more(client, held, n);
            }
            for (int at = 0; at < n; ) {
                int piece = Math.min(
                        n - at, random.nextInt(4) == 0 ? 1 + random.nextInt(held.length) : 1 + random.nextInt(7));
                // A large body in pieces of four bytes would take all day; the splits of interest are near the lengths.
                piece = at > 4096 ? n - at : piece;
                out.write(held, at, piece);
                at += piece;
            }
        }
    }

    private static int more(Socket client, byte[] held, int from) throws IOException {
        client.setSoTimeout(HOLD_MS);
        try {
            return Math.max(0, client.getInputStream().read(held, from, held.length - from));
        } catch (java.net.SocketTimeoutException e) {
            return 0;
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
                // One of the two has left.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
