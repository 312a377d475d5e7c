package dev.framewire.tutorials.echo;

import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
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
        raw
    }

    @Command(name = "serve", description = "Serves until it is killed.", mixinStandardHelpOptions = true)
    int serve(
            @Mixin ServeOptions options,
            @Mixin GapOption gap,
            @Option(names = "--format", required = true, description = "${COMPLETION-CANDIDATES}") Format format)
            throws IOException, InterruptedException {
        return options.serve("echo", new RawEchoServer(gap.gap()), console);
    }

    @Command(
            name = "client",
            description = "Sends each TEXT, or each line of standard input.",
            mixinStandardHelpOptions = true)
    int client(
            @Mixin ClientOptions options,
            @Mixin GapOption gap,
            @Option(names = "--format", required = true, description = "${COMPLETION-CANDIDATES}") Format format,
            @Parameters(paramLabel = "TEXT") List<String> texts)
            throws IOException {
        try (Socket socket = options.connect()) {
            RawClient server = new RawClient(socket, gap.gap(), RawEchoServer.MAX_MESSAGE_BYTES);
            for (String text : console.argumentsOrLines(texts == null ? List.of() : texts)) {
                console.say(server.ask(text));
            }
        }
        return 0;
    }
}
