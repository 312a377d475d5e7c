package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.wire.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jline.utils.Levenshtein;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is said of a command line that is none: one line with what does not fit, what may have been meant, and where the help
 * is. But where a word of it may be a password it names none, because messages end in logs and on screens that others see.
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

    private final boolean inShell;

    /** @param inShell whether the line was typed in the shell, where nothing begins with the program's name */
    UsageErrors(boolean inShell) {
        this.inShell = inShell;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        e.getCommandLine().getErr().println(mayShowAPassword(e, args) ? NEVER_AN_ARGUMENT : line(e));
        return ExitCode.USAGE;
    }

    private String line(ParameterException e) {
        CommandLine command = e.getCommandLine();
        boolean ofProgram = command.getParent() == null;
        String said;
        if (e instanceof UnmatchedArgumentException unmatched) {
            said = doesNotFit(command, unmatched, ofProgram);
        } else {
            String message = e.getMessage().replaceFirst("^Error: ", "");
            said = (ofProgram ? "" : command.getCommandName() + ": ") + Text.printable(message);
        }
        String help;
        if (inShell) {
            help = ofProgram ? "help" : "help " + command.getCommandName();
        } else {
            help = command.getCommandSpec().qualifiedName(" ") + " --help";
        }
        return "netdisk: " + said + (said.endsWith("?") ? " See `" : "; see `") + help + "`";
    }

    private static String doesNotFit(CommandLine command, UnmatchedArgumentException e, boolean ofProgram) {
        String word = e.getUnmatched().get(0);
        CommandSpec spec = command.getCommandSpec();
        if (e.isUnknownOption()) {
            String name = word.replaceFirst("=.*", "");
            return command.getCommandName() + " has no option '" + Text.printable(name) + "'"
                    + meant(name, spec.optionsMap().keySet());
        } else if (ofProgram) {
            return "there is no command '" + Text.printable(word) + "'" + meant(word, Commands.NAMES);
        }
        return command.getCommandName() + ": one word too many: '" + Text.printable(word) + "'";
    }

    /** The names that are most like a word, if any is like it. */
    static String meant(String word, Collection<String> names) {
        String typed = word.toLowerCase(Locale.ROOT);
        int fewest = Math.min(2, typed.length() / 3); // of two letters any other two would be like
        List<String> like = new ArrayList<>();
        for (String name : new TreeSet<>(names)) {
            // the first letters of a name are half of it typed, and no mistake
            int mistakes = typed.length() > 2 && name.startsWith(typed) ? 0 : Levenshtein.distance(typed, name);
            if (mistakes < fewest) {
                fewest = mistakes;
                like.clear();
            }
            if (mistakes == fewest) {
                like.add("'" + name + "'");
            }
        }
        return like.isEmpty() ? "" : "; did you mean " + String.join(" or ", like) + "?";
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
