package dev.framewire.tutorials.echo;

import static picocli.CommandLine.ScopeType.INHERIT;

import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.NoFiles;
import dev.framewire.tutorials.program.ServeOptions;
import dev.framewire.tutorials.program.StreamLesson;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "echo", description = "S1: each message is answered with itself.")
public final class EchoCommand extends StreamLesson {
    @Option(names = "--format", scope = INHERIT, defaultValue = "frames", description = "${COMPLETION-CANDIDATES}")
    private Format format;

    enum Format {
        frames,
        raw
    }

    public EchoCommand(Console console) {
        super("echo", console);
    }

    @Command(name = "serve", description = "Serves until it is killed.", mixinStandardHelpOptions = true)
    int serve(@Mixin ServeOptions options, @Mixin NoFiles noFiles) throws IOException, InterruptedException {
        return switch (format) {
            case frames -> serve(options, Echo.LIMITS, Echo::serve);
            case raw -> serveAnybody(options, new RawEchoServer(gap()));
        };
    }

    @Command(
            name = "client",
            description = "Sends each TEXT, or each line of standard input.",
            mixinStandardHelpOptions = true)
    int client(@Mixin ClientOptions options, @Parameters(paramLabel = "TEXT") List<String> texts)
            throws IOException, InterruptedException {
        return switch (format) {
            case frames -> ask(options, Echo.LIMITS, server -> sayEach(texts, text -> Echo.ask(server, text)));
            case raw ->
                askAnybody(options, server -> sayEach(texts, raw(server, RawEchoServer.MAX_MESSAGE_BYTES)::ask));
        };
    }
}
