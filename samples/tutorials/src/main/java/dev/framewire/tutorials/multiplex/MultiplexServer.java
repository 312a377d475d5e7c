package dev.framewire.tutorials.multiplex;

import dev.framewire.auth.HmacServer;
import dev.framewire.framing.Watchdog;
import dev.framewire.tutorials.concurrent.Bounds;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.Loopback;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;

/** {@code multiplex serve}: an echo for many clients on one thread. It ends when its thread is interrupted. */
final class MultiplexServer {
    static final String NAME = "multiplex";

    private final int port;
    private final Bounds bounds;
    private final Console console;

    MultiplexServer(int port, Bounds bounds, Console console) {
        this.port = port;
        this.bounds = bounds;
        this.console = console;
    }

    /** Our format: each client has to prove the key before the selector's thread sees it. */
    void serveFrames(HmacServer handshake) throws IOException {
        try (Watchdog watchdog = Watchdog.create()) {
            serve(SecureConversation.door(handshake.watchdog(watchdog), FrameEcho::new));
        }
    }

    /** The original's: a pause ends a message. */
    void serveRaw(Duration gap) throws IOException {
        serve(Door.unlocked(() -> new RawEcho(gap)));
    }

    private void bind(ServerSocketChannel server) throws IOException {
        try {
            server.bind(Loopback.port(port));
        } catch (IOException e) {
            throw Loopback.cannotListen(port, e);
        }
    }

    private void serve(Door door) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open();
                SelectorLoop loop = new SelectorLoop(bounds, e -> console.failed(NAME, e))) {
            bind(server);
            loop.listen(server, door);
            console.listening(NAME, server.socket().getLocalPort());
            loop.run();
        }
    }
}
