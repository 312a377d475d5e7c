package dev.framewire.tutorials.command;

import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameReader;
import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.KeyOption;
import dev.framewire.tutorials.program.ServeOptions;
import dev.framewire.tutorials.sticky.GapOption;
import dev.framewire.tutorials.sticky.RawClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "command", description = "S3: runs commands of an allow-list.")
public final class CommandCommand {
    private final Console console;

    public CommandCommand(Console console) {
        this.console = console;
    }

    enum Format {
        frames,
        raw,
        length,
        header
    }

    @Command(name = "serve", description = "Serves until it is killed.", mixinStandardHelpOptions = true)
    int serve(
            @Mixin ServeOptions options,
            @Mixin GapOption gap,
            @Mixin KeyOption key,
            @Option(names = "--format", defaultValue = "frames", description = "${COMPLETION-CANDIDATES}")
                    Format format,
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
        return switch (format) {
            case frames ->
                options.serve(
                        "command", key, CommandServer.LIMITS, client -> CommandServer.serve(client, commands), console);
            case raw -> raw(options, commands, RawCommandServer.Answer.RAW, gap);
            case length -> raw(options, commands, Answers::sendLength, gap);
            case header -> raw(options, commands, Answers::sendHeader, gap);
        };
    }

    private int raw(ServeOptions options, Commands commands, RawCommandServer.Answer answer, GapOption gap)
            throws IOException, InterruptedException {
        return options.serve("command", new RawCommandServer(commands, answer, gap.gap()), console);
    }

    @Command(
            name = "client",
            description = "Asks for each LINE, or each line of standard input.",
            mixinStandardHelpOptions = true)
    int client(
            @Mixin ClientOptions options,
            @Mixin GapOption gap,
            @Mixin KeyOption key,
            @Option(names = "--format", defaultValue = "frames", description = "${COMPLETION-CANDIDATES}")
                    Format format,
            @Parameters(paramLabel = "LINE") List<String> lines)
            throws IOException {
        Iterable<String> asked = console.argumentsOrLines(lines == null ? List.of() : lines);
        if (format == Format.frames) {
            return options.ask("command", key, CommandServer.LIMITS, server -> {
                for (String line : asked) {
                    console.say(CommandServer.ask(server, line).stripTrailing());
                }
            });
        }
        try (Socket socket = options.connect()) {
            if (format == Format.raw) {
                RawClient server = new RawClient(socket, gap.gap(), Answers.MAX_ANSWER_BYTES);
                for (String line : asked) {
                    console.say(server.ask(line).stripTrailing());
                }
                return 0;
            }
            FrameFormat answers = format == Format.length ? Answers.LENGTH : Answers.HEADER;
            FrameReader server = new FrameReader(socket.getInputStream(), answers, Answers.LIMITS);
            for (String line : asked) {
                if (line.isEmpty()) {
                    throw new IllegalArgumentException("an empty message cannot be sent without framing");
                }
                socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
                console.say(new String(Answers.receive(server), StandardCharsets.UTF_8).stripTrailing());
            }
        }
        return 0;
    }
}
