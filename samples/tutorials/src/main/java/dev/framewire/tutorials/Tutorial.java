package dev.framewire.tutorials;

import dev.framewire.tutorials.command.CommandCommand;
import dev.framewire.tutorials.echo.EchoCommand;
import dev.framewire.tutorials.linkcheck.LinkCheckCommand;
import dev.framewire.tutorials.login.LoginCommand;
import dev.framewire.tutorials.multiplex.MultiplexCommand;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.progress.ProgressCommand;
import dev.framewire.tutorials.sticky.StickyCommand;
import dev.framewire.tutorials.tinyhttp.TinyHttpCommand;
import dev.framewire.tutorials.udp.UdpChatCommand;
import dev.framewire.tutorials.udp.UdpTimeCommand;
import dev.framewire.tutorials.upload.UploadCommand;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;

/** {@code tutorial NAME serve|client …}: a lesson a command, in reading order. */
@Command(
        name = "tutorial",
        description = "The socket tutorials' programs, done right.",
        mixinStandardHelpOptions = true)
final class Tutorial {
    /** In reading order. */
    private static final Map<String, Function<Console, Object>> LESSONS = lessons();

    private Tutorial() {}

    private static Map<String, Function<Console, Object>> lessons() {
        Map<String, Function<Console, Object>> lessons = new LinkedHashMap<>();
        lessons.put("list", ListCommand::new);
        lessons.put("sticky", StickyCommand::new);
        lessons.put("echo", EchoCommand::new);
        lessons.put("command", CommandCommand::new);
        lessons.put("upload", UploadCommand::new);
        lessons.put("progress", ProgressCommand::new);
        lessons.put("login", LoginCommand::new);
        lessons.put("link-check", LinkCheckCommand::new);
        lessons.put("multiplex", MultiplexCommand::new);
        lessons.put("udp-chat", UdpChatCommand::new);
        lessons.put("udp-time", UdpTimeCommand::new);
        lessons.put("tiny-http", TinyHttpCommand::new);
        return lessons;
    }

    public static void main(String[] args) {
        System.exit(run(Console.standard(), args));
    }

    /** Ends with 0, with 1 when something could not be done (one line says what), with 2 when the command line is wrong. */
    static int run(Console console, String... args) {
        return run(console, CommandLine.defaultFactory(), args);
    }

    /** @param options makes what commands have in common: a test's come with another clock */
    static int run(Console console, IFactory options, String... args) {
        CommandLine tutorial = new CommandLine(new Tutorial(), options);
        boolean oneLesson = args.length > 0 && LESSONS.containsKey(args[0]) && !args[0].equals("list");
        LESSONS.forEach((name, lesson) -> {
            // Reading the options of all takes ten times as long as those of the one that is asked for.
            if (!oneLesson || name.equals(args[0])) {
                tutorial.addSubcommand(name, lesson.apply(console));
            }
        });
        return tutorial.setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(console.out(), true))
                .setErr(new PrintWriter(console.err(), true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    console.failed(command.getCommandSpec().qualifiedName(), failure);
                    return failure instanceof IllegalArgumentException // a value that an option does not take
                            ? CommandLine.ExitCode.USAGE
                            : CommandLine.ExitCode.SOFTWARE;
                })
                .execute(args);
    }
}
