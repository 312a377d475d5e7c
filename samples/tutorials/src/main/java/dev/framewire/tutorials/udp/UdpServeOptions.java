package dev.framewire.tutorials.udp;

import dev.framewire.tutorials.program.Console;
import java.io.IOException;
import picocli.CommandLine.Option;

/** What every UDP server takes. */
final class UdpServeOptions {
    @Option(names = "--port", paramLabel = "P", description = "Port on 127.0.0.1; 0, the default, takes any free one.")
    int port;

    /** Serves until the process ends. */
    int serve(String name, UdpServer.Handler handler, Console console) throws IOException, InterruptedException {
        try (UdpServer server = UdpServer.start(name, port, handler, console)) {
            server.await();
        }
        return 0;
    }
}
