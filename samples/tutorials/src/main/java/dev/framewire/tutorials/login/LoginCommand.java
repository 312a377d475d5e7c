package dev.framewire.tutorials.login;

import static picocli.CommandLine.ScopeType.INHERIT;

import dev.framewire.auth.ScramServer;
import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.ServeOptions;
import dev.framewire.tutorials.program.StreamLesson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "login", description = "S2: user name and password; the server keeps neither in the clear.")
public final class LoginCommand extends StreamLesson {
    private static final String WARNING = "login: warning: with --format raw passwords cross the wire in the clear";

    @Option(names = "--format", scope = INHERIT, defaultValue = "frames", description = "${COMPLETION-CANDIDATES}")
    private Format format;

    public LoginCommand(Console console) {
        super("login", console);
    }

    enum Format {
        frames,
        raw
    }

    @Command(
            name = "add",
            description = "Adds a user; the password is asked for, or the next line of standard input.",
            mixinStandardHelpOptions = true)
    int add(
            @Option(names = "--dir", required = true, paramLabel = "D", description = "Where users.txt is.") Path dir,
            @Parameters(paramLabel = "NAME") String name)
            throws IOException {
        char[] password = password();
        try {
            new UsersFile(dir.resolve("users.txt")).add(name, password);
        } finally {
            Arrays.fill(password, '\0');
        }
        console.say("login: added " + name);
        return 0;
    }

    @Command(name = "serve", description = "Serves until it is killed.", mixinStandardHelpOptions = true)
    int serve(
            @Mixin ServeOptions options,
            @Option(names = "--dir", required = true, paramLabel = "D", description = "Where users.txt is.") Path dir)
            throws IOException, InterruptedException {
        UsersFile users = new UsersFile(dir.resolve("users.txt"));
        if (format == Format.raw) {
            console.log(WARNING);
            return serveAnybody(options, new RawLoginServer(users, console, gap()));
        }
        ScramServer.Config config = Login.config(users);
        return serve(options, Login.LIMITS, client -> Login.serve(client, config, console));
    }

    @Command(
            name = "client",
            description = "Logs in; the password is asked for, or the next line of standard input.",
            mixinStandardHelpOptions = true)
    int client(@Mixin ClientOptions options, @Parameters(paramLabel = "NAME") String name)
            throws IOException, InterruptedException {
        char[] password = password();
        try {
            if (format == Format.raw) {
                console.log(WARNING);
                return askAnybody(
                        options,
                        server -> RawLoginClient.login(
                                raw(server, RawLoginClient.MAX_ANSWER_BYTES), name, password, console));
            }
            return ask(options, Login.LIMITS, server -> Login.login(server, name, password, console));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private char[] password() throws IOException {
        if (System.console() != null) {
            return System.console().readPassword("password: ");
        }
        String line = console.readLine();
        if (line == null) {
            throw new IOException("no password on standard input");
        }
        return line.toCharArray();
    }
}
