package dev.framewire.tutorials.program;

import dev.framewire.auth.HmacClient;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What every client takes. */
public final class ClientOptions {
    @Option(names = "--port", paramLabel = "P", required = true, description = "The server's port on 127.0.0.1.")
    int port;

    @Option(
            names = "--timeout-seconds",
            paramLabel = "S",
            description = "How long to wait for the server (default 30).")
    int timeoutSeconds = 30;

    public int port() {
        return port;
    }

    /** 1 second to a day: no wait is for ever. */
    public Duration timeout() {
        if (timeoutSeconds < 1 || timeoutSeconds > 86_400) {
            throw new IllegalArgumentException("--timeout-seconds not in 1..86400: " + timeoutSeconds);
        }
        return Duration.ofSeconds(timeoutSeconds);
    }

    /** A client's half of a conversation. */
    @FunctionalInterface
    public interface Lesson {
        void ask(SecureFrames server) throws IOException;
    }

    /** Connects, proves the key, has the server prove it, and talks. */
    public int ask(String name, KeyOption key, FrameLimits limits, Lesson lesson) throws IOException {
        HmacClient client = key.client(name);
        try (Socket socket = connect();
                Watchdog watchdog = Watchdog.create();
                SecureFrames server = SecureFrames.connect(client, socket, limits, watchdog)) {
            lesson.ask(server);
        }
        return 0;
    }

    /** Connected, with the timeout on every read. The caller closes it. */
    public Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(Loopback.port(port), (int) timeout().toMillis());
            socket.setSoTimeout((int) timeout().toMillis());
            socket.setTcpNoDelay(true);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new IOException("no server on 127.0.0.1:" + port + ": " + e.getMessage(), e);
        }
    }
}
