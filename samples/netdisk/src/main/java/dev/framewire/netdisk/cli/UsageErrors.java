package dev.framewire.netdisk.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is said of a command line that is none. Usually it names the words that do not fit; but where one of them may be a
 * password it names none, because messages end in logs and on screens that others see.
 */
final class UsageErrors implements IParameterExceptionHandler {
    static final String NEVER_AN_ARGUMENT =
            "netdisk: a password is never an argument: everybody on this machine sees arguments, and the shell's history"
                    + " keeps them.\nIf that was one, change it. Give --password-file FILE, or set NETDISK_PASSWORD, or type"
                    + " it when asked.";

    private static final Set<String> FOR_PASSWORDS = Set.of("register", "login", "passwd", "useradd");

    /** Where -p alone is more likely what it is for cp: to keep permissions. */
    private static final Set<String> LIKE_CP = Set.of("put", "get");

    private static final List<String> PASSWORD_OPTIONS =
            List.of("--pass", "-pass", "--pw", "-pw", "--new-pass", "--secret", "--token");

    private final IParameterExceptionHandler usual;

    UsageErrors(IParameterExceptionHandler usual) {
        this.usual = usual;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) throws Exception {
        if (!mayShowAPassword(e, args)) {
            return usual.handleParseException(e, args);
        }
        e.getCommandLine().getErr().println(NEVER_AN_ARGUMENT);
        return ExitCode.USAGE;
    }

    private static boolean mayShowAPassword(ParameterException e, String[] args) {
        // the words of an @file are among the unmatched only
        List<String> unmatched = e instanceof UnmatchedArgumentException mistyped ? mistyped.getUnmatched() : List.of();
        String command = e.getCommandLine().getCommandName();
        boolean oneTooMany = unmatched.stream().anyMatch(word -> !word.startsWith("-"));
        return FOR_PASSWORDS.contains(command) && oneTooMany
                || unmatched.contains("-p") && (oneTooMany || !LIKE_CP.contains(command))
                || Stream.concat(Arrays.stream(args).takeWhile(word -> !word.equals("--")), unmatched.stream())
                        .anyMatch(UsageErrors::namesAPassword);
    }

    private static boolean namesAPassword(String word) {
        String name = word.toLowerCase(Locale.ROOT).replaceFirst("=.*", "");
        if (name.endsWith("-file")) {
            return false;
        }
        return PASSWORD_OPTIONS.stream().anyMatch(name::startsWith)
                || name.startsWith("-p") && word.length() > 2; // as -phunter2; -p alone is an option of mkdir
    }
}
