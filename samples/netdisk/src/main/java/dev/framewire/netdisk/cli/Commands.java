package dev.framewire.netdisk.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The commands by name, in the order of the help. A line is parsed with those only that its words name: to tell picocli of all
 * takes a JVM that has just started 30 ms more. A word that names a command may be a file or a user instead: then
 * there is one command more, which is not run.
 */
final class Commands {
    static final List<String> NAMES = List.of(
            ("serve useradd register login logout passwd ls mkdir rmdir rm mv stat df put get verify partials shell demo"
                            + " completion help")
                    .split(" "));

    /** What shows all commands, or runs any of them. */
    private static final Set<String> OF_ALL = Set.of("shell", "completion", "help", "--help", "-h", "-hV", "-Vh");

    private Commands() {}

    /** Those that these words name: all, where they name none, or what they name shows all, or they may stand in a file. */
    static List<String> in(String... words) {
        List<String> line = Arrays.asList(words);
        List<String> named = NAMES.stream().filter(line::contains).toList();
        boolean all = named.isEmpty()
                || line.stream().anyMatch(OF_ALL::contains)
                || line.stream().anyMatch(word -> word.startsWith("@"));
        return all ? NAMES : named;
    }

    static Subcommand make(String name, Root root) {
        return switch (name) {
            case "serve" -> new ServeCommand(root);
            case "useradd" -> new UserAddCommand(root);
            case "register" -> new AccountCommands.Register(root);
            case "login" -> new AccountCommands.Login(root);
            case "logout" -> new AccountCommands.Logout(root);
            case "passwd" -> new AccountCommands.Passwd(root);
            case "ls" -> new FileCommands.Ls(root);
            case "mkdir" -> new FileCommands.Mkdir(root);
            case "rmdir" -> new FileCommands.Rmdir(root);
            case "rm" -> new FileCommands.Rm(root);
            case "mv" -> new FileCommands.Mv(root);
            case "stat" -> new FileCommands.Stat(root);
            case "df" -> new FileCommands.Df(root);
            case "put" -> new PutCommand(root);
            case "get" -> new GetCommand(root);
            case "verify" -> new FileCommands.Verify(root);
            case "partials" -> new FileCommands.Partials(root);
            case "shell" -> new ShellCommand(root);
            case "demo" -> new DemoCommand(root);
            case "completion" -> new CompletionCommand(root);
            case "help" -> new HelpCommand(root);
            default -> throw new IllegalArgumentException("no command: " + name);
        };
    }
}
