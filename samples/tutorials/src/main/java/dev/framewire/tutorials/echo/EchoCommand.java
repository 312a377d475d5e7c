package dev.framewire.tutorials.echo;

import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.KeyOption;
import dev.framewire.tutorials.program.ServeOptions;
import dev.framewire.tutorials.sticky.GapOption;
import dev.framewire.tutorials.sticky.RawClient;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "echo", description = "S1: each message is answered with itself.")
public final class EchoCommand {
    private final Console console;

    public EchoCommand(Console console) {
        this.console = console;
    }

    enum Format {
        frames,
        raw
    }

    @Command(name = "serve", description = "Serves until it is killed.", mixinStandardHelpOptions = true)
    int serve(
            @Mixin ServeOptions options,
            @Mixin KeyOption key,
            @Mixin GapOption gap,
            @Option(names = "--format", defaultValue = "frames", description = "${COMPLETION-CANDIDATES}")
                    Format format)
            throws IOException, InterruptedException {
        return switch (format) {
            case frames -> options.serve("echo", key, Echo.LIMITS, Echo::serve, console);
            case raw -> options.serve("echo", new RawEchoServer(gap.gap()), console);
        };
    }

    @Command(
            name = "client",
            description = "Sends each TEXT, or each line of standard input.",
            mixinStandardHelpOptions = true)
    int client(
            @Mixin ClientOptions options,
            @Mixin KeyOption key,
            @Mixin GapOption gap,
            @Option(names = "--format", defaultValue = "frames", description = "${COMPLETION-CANDIDATES}")
                    Format format,
            @Parameters(paramLabel = "TEXT") List<String> arguments)
            throws IOException {
        Iterable<String> texts = console.argumentsOrLines(arguments == null ? List.of() : arguments);
        if (format == Format.frames) {
            return options.ask("echo", key, Echo.LIMITS, server -> {
                for (String text : texts) {
                    console.say(Echo.ask(server, text));
                }
            });
        }
        try (Socket socket = options.connect()) {
            RawClient server = new RawClient(socket, gap.gap(), RawEchoServer.MAX_MESSAGE_BYTES);
            for (String text : texts) {
                console.say(server.ask(text));
            }
        }
        return 0;
    }
}
