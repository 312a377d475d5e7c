package dev.framewire.framing.dump;

import dev.framewire.framing.FrameFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Passes connections on, byte for byte, and dumps both directions. It stays transparent whatever the bytes are: behind an
 * error it goes on passing them, and only stops showing frames.
 */
final class DumpProxy {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int CONNECT_TIMEOUT_MS = 10_000;

    private final FrameFormat format;
    private final PrintStream out;

    DumpProxy(FrameFormat format, PrintStream out) {
        this.format = format;
        this.out = out;
    }

    /** Serves that many connections, each on two threads, and returns when all of them have ended. */
    void run(int port, String host, int targetPort, int connections) throws IOException {
        List<Thread> served = new ArrayList<>();
        try (ServerSocket server = new ServerSocket()) {
            // a dump shows everything that passes, so it listens on this machine only
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            out.println(
                    "listening on 127.0.0.1:" + server.getLocalPort() + ", passing on to " + host + ":" + targetPort);
            for (int number = 1; number <= connections; number++) {
                Socket client = server.accept();
                int id = number;
                Thread thread = new Thread(() -> serve(id, client, host, targetPort), "dump-" + number);
                served.removeIf(earlier -> !earlier.isAlive());
                thread.start();
                served.add(thread);
            }
        }
        for (Thread thread : served) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void serve(int id, Socket client, String host, int targetPort) {
        try (client;
                Socket target = new Socket()) {
            target.connect(new InetSocketAddress(host, targetPort), CONNECT_TIMEOUT_MS);
            client.setTcpNoDelay(true);
            target.setTcpNoDelay(true);
            Thread answers = new Thread(() -> pump("#" + id + " <<", target, client), "dump-" + id + "-answers");
            answers.start();
            pump("#" + id + " >>", client, target);
            answers.join();
        } catch (IOException e) {
            out.println("#" + id + " " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pump(String label, Socket from, Socket to) {
        FrameDump dump = new FrameDump(label, format, out);
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream sink = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sink.write(buffer, 0, count);
                dump.feed(buffer, count);
            }
            to.shutdownOutput();
            dump.end();
        } catch (IOException e) {
            out.println(label + " " + e);
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is being given up because of an error that has been printed
        }
    }
}
