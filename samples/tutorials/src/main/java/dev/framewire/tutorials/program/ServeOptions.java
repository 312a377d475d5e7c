package dev.framewire.tutorials.program;

import dev.framewire.auth.HmacServer;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.Watchdog;
import dev.framewire.tutorials.concurrent.Bounds;
import dev.framewire.tutorials.concurrent.ConcurrentServer;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What every TCP server takes. */
public final class ServeOptions {
    @Option(names = "--port", paramLabel = "P", description = "Port on 127.0.0.1; 0, the default, takes any free one.")
    int port;

    @Option(names = "--max-connections", paramLabel = "N", description = "Served at once; the next waits (default 64).")
    int maxConnections = Bounds.DEFAULT_MAX_CONNECTIONS;

    @Option(
            names = "--idle-seconds",
            paramLabel = "S",
            description = "A silent connection is cut after this (default 60).")
    int idleSeconds = (int) Bounds.DEFAULT_IDLE.toSeconds();

    @Option(
            names = "--lifetime-seconds",
            paramLabel = "S",
            description = "Any connection is cut after this (default 3600).")
    int lifetimeSeconds = (int) Bounds.DEFAULT_LIFETIME.toSeconds();

    public int port() {
        return port;
    }

    public Bounds bounds() {
        return new Bounds(maxConnections, Duration.ofSeconds(idleSeconds), Duration.ofSeconds(lifetimeSeconds));
    }

    /** Speaks with one client whose key is proved. */
    @FunctionalInterface
    public interface Lesson {
        void serve(SecureFrames client) throws IOException;
    }

    /** Serves until the process ends, whoever has the key. */
    public int serve(String name, KeyOption key, FrameLimits limits, Lesson lesson, Console console)
            throws IOException, InterruptedException {
        HmacServer server = key.server(name);
        try (Watchdog watchdog = Watchdog.create()) {
            return serve(
                    name,
                    socket -> {
                        try (SecureFrames client = SecureFrames.accept(server, socket, limits, watchdog)) {
                            lesson.serve(client);
                        }
                    },
                    console);
        }
    }

    /** Serves until the process ends. */
    public int serve(String name, ConcurrentServer.Handler handler, Console console)
            throws IOException, InterruptedException {
        try (ConcurrentServer server = ConcurrentServer.start(name, port, bounds(), handler, console)) {
            server.await();
        }
        return 0;
    }
}
