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
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tutorial NAME serve|client …}: a lesson a command, in reading order. */
@Command(
        name = "tutorial",
        description = "The socket tutorials' programs, done right.",
        mixinStandardHelpOptions = true)
final class Tutorial {
    private Tutorial() {}

    public static void main(String[] args) {
        System.exit(commandLine(Console.standard()).execute(args));
    }

    /** Ends with 0, with 1 when something could not be done (one line says what), with 2 when the command line is wrong. */
    static CommandLine commandLine(Console console) {
        return new CommandLine(new Tutorial())
                .addSubcommand("list", new ListCommand(console))
                .addSubcommand("sticky", new StickyCommand(console))
                .addSubcommand("echo", new EchoCommand(console))
                .addSubcommand("command", new CommandCommand(console))
                .addSubcommand("upload", new UploadCommand(console))
                .addSubcommand("progress", new ProgressCommand(console))
                .addSubcommand("login", new LoginCommand(console))
                .addSubcommand("link-check", new LinkCheckCommand(console))
                .addSubcommand("multiplex", new MultiplexCommand(console))
                .addSubcommand("udp-chat", new UdpChatCommand(console))
                .addSubcommand("udp-time", new UdpTimeCommand(console))
                .addSubcommand("tiny-http", new TinyHttpCommand(console))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(console.out(), true))
                .setErr(new PrintWriter(console.err(), true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    String name = command.getCommandSpec().qualifiedName();
                    console.log(
                            name + ": " + (failure.getMessage() == null ? failure.toString() : failure.getMessage()));
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }
}
