package dev.framewire.tutorials.multiplex;

import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.NoFiles;
import dev.framewire.tutorials.program.ServeOptions;
import dev.framewire.tutorials.program.StreamLesson;
import dev.framewire.tutorials.upload.Landing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "multiplex", description = "S10: many sockets, one thread.")
public final class MultiplexCommand extends StreamLesson {
    public MultiplexCommand(Console console) {
        super("multiplex", console);
    }

    enum ServeFormat {
        frames,
        raw
    }

    enum ClientFormat {
        frames,
        http
    }

    @Command(name = "serve", description = "An echo; serves until it is killed.", mixinStandardHelpOptions = true)
    int serve(
            @Mixin ServeOptions options,
            @Mixin NoFiles noFiles,
            @Option(names = "--format", defaultValue = "frames", description = "${COMPLETION-CANDIDATES}")
                    ServeFormat format)
            throws IOException {
        MultiplexServer server = new MultiplexServer(options.port(), options.bounds(), console);
        switch (format) {
            case frames -> server.serveFrames(key().server(MultiplexServer.NAME));
            case raw -> {
                key().mustBeAbsent();
                server.serveRaw(gap().length());
            }
        }
        return 0;
    }

    @Command(
            name = "client",
            description =
                    "Sends each TEXT on a connection of its own, or, with --format http, fetches each PATH; all at once.",
            mixinStandardHelpOptions = true)
    int client(
            @Mixin ClientOptions options,
            @Option(names = "--format", defaultValue = "frames", description = "${COMPLETION-CANDIDATES}")
                    ClientFormat format,
            @Option(names = "--dir", defaultValue = ".", paramLabel = "D", description = "Where fetched files arrive.")
                    Path dir,
            @Parameters(paramLabel = "TEXT|PATH", arity = "1..*") List<String> arguments)
            throws IOException {
        MultiplexClient client = new MultiplexClient(options.port(), options.timeout(), console);
        switch (format) {
            case frames -> client.ask(arguments, key().client(MultiplexServer.NAME));
            case http -> {
                key().mustBeAbsent();
                client.fetch(arguments, new Landing(dir, Landing.DEFAULT_MAX_FILE_BYTES));
            }
        }
        return 0;
    }
}
