package dev.framewire.tutorials.command;

import static picocli.CommandLine.ScopeType.INHERIT;

import dev.framewire.framing.FrameFormat;
import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.ServeOptions;
import dev.framewire.tutorials.program.StreamLesson;
import dev.framewire.tutorials.sticky.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "command", description = "S3: runs commands of an allow-list.")
public final class CommandCommand extends StreamLesson {
    @Option(names = "--format", scope = INHERIT, defaultValue = "frames", description = "${COMPLETION-CANDIDATES}")
    private Format format;

    public CommandCommand(Console console) {
        super("command", console);
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
            case frames -> serve(options, CommandServer.LIMITS, client -> CommandServer.serve(client, commands));
            case raw -> serveAnybody(options, new RawCommandServer(commands, RawCommandServer.Answer.RAW, gap()));
            case length -> serveAnybody(options, new RawCommandServer(commands, Answers::sendLength, gap()));
            case header -> serveAnybody(options, new RawCommandServer(commands, Answers::sendHeader, gap()));
        };
    }

    @Command(
            name = "client",
            description = "Asks for each LINE, or each line of standard input.",
            mixinStandardHelpOptions = true)
    int client(@Mixin ClientOptions options, @Parameters(paramLabel = "LINE") List<String> lines)
            throws IOException, InterruptedException {
        return switch (format) {
            case frames ->
                ask(options, CommandServer.LIMITS, server -> sayAll(lines, line -> CommandServer.ask(server, line)));
            case raw -> askAnybody(options, server -> sayAll(lines, raw(server, Answers.MAX_ANSWER_BYTES)::ask));
            case length -> askFramed(options, Answers.LENGTH, lines);
            case header -> askFramed(options, Answers.HEADER, lines);
        };
    }

    private int askFramed(ClientOptions options, FrameFormat answers, List<String> lines)
            throws IOException, InterruptedException {
        return askAnybody(options, server -> {
            RawClient requests = raw(server, Answers.MAX_ANSWER_BYTES);
            sayAll(lines, new RawCommandClient(server, requests, answers)::ask);
        });
    }

    /** What a command prints ends with a line end of its own. */
    private void sayAll(List<String> lines, Asking asking) throws IOException {
        sayEach(lines, line -> asking.answerTo(line).stripTrailing());
    }
}
