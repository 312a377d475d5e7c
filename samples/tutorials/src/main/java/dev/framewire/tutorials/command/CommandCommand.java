package dev.framewire.tutorials.command;

import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.ServeOptions;
import dev.framewire.tutorials.sticky.GapOption;
import dev.framewire.tutorials.sticky.RawClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "command", description = "S3: runs commands of an allow-list.")
public final class CommandCommand {
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

    private final Console console;

    public CommandCommand(Console console) {
        this.console = console;
    }

    enum Format {
        raw
    }

    @Command(name = "serve", description = "Serves until it is killed.", mixinStandardHelpOptions = true)
    int serve(
            @Mixin ServeOptions options,
            @Mixin GapOption gap,
            @Option(names = "--format", required = true, description = "${COMPLETION-CANDIDATES}") Format format,
            @Option(
                            names = "--allow",
                            required = true,
                            paramLabel = "LIST",
                            description =
                                    "A file of commands, or commands between commas. One word allows a program with any arguments, more words allow exactly that line.")
                    List<String> allow,
            @Option(names = "--dir", defaultValue = ".", paramLabel = "D", description = "Where commands run.")
                    Path dir,
            @Option(
                            names = "--time-seconds",
                            defaultValue = "10",
                            description = "A command is cut after this (default 10).")
                    int timeSeconds,
            @Option(
                            names = "--max-output",
                            defaultValue = "1048576",
                            paramLabel = "BYTES",
                            description = "Its output is cut after this (default 1 MiB).")
                    int maxOutput)
            throws IOException, InterruptedException {
        Commands commands = new Commands(AllowList.of(allow), dir, Duration.ofSeconds(timeSeconds), maxOutput);
        return options.serve(
                "command", new RawCommandServer(commands, RawCommandServer.Answer.RAW, gap.gap()), console);
    }

    @Command(
            name = "client",
            description = "Asks for each LINE, or each line of standard input.",
            mixinStandardHelpOptions = true)
    int client(
            @Mixin ClientOptions options,
            @Mixin GapOption gap,
            @Option(names = "--format", required = true, description = "${COMPLETION-CANDIDATES}") Format format,
            @Parameters(paramLabel = "LINE") List<String> lines)
            throws IOException {
        try (Socket socket = options.connect()) {
            RawClient server = new RawClient(socket, gap.gap(), MAX_ANSWER_BYTES);
            for (String line : console.argumentsOrLines(lines == null ? List.of() : lines)) {
                console.say(server.ask(line).stripTrailing());
            }
        }
        return 0;
    }
}
