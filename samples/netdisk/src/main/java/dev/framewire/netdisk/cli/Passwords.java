package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.client.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A password from where the user wants it taken: the first line of a file, else a variable of the environment, else typed.
 * A variable that is empty counts as one that is not set, as with every other {@code NETDISK_} variable.
 */
final class Passwords {
    private final String option;
    private final Path file; // null when none was given
    private final String variable;
    private final Map<String, String> environment;
    private final Function<String, char[]> terminal;

    /**
     * @param option the name of the option that names the file, for messages
     * @param terminal asks; its answer is null where nobody can be asked
     */
    Passwords(
            String option,
            Path file,
            String variable,
            Map<String, String> environment,
            Function<String, char[]> terminal) {
        this.option = option;
        this.file = file;
        this.variable = variable;
        this.environment = environment;
        this.terminal = terminal;
    }

    /** One that is known already; typed once. */
    char[] known(String question) throws IOException, CommandFailure {
        char[] kept = kept();
        return kept != null ? kept : typed(question);
    }

    /** One that is new; typed twice, because nobody sees what is typed. */
    char[] fresh(String question) throws IOException, CommandFailure {
        char[] kept = kept();
        if (kept != null) {
            return kept;
        }
        char[] first = typed(question);
        char[] second = terminal.apply("Again: ");
        if (second == null || !Arrays.equals(first, second)) {
            throw new CommandFailure(ExitCode.USAGE, "the two passwords differ");
        }
        return first;
    }

    private char[] kept() throws IOException, CommandFailure {
        if (file != null) {
            List<String> lines = TextFile.lines(file);
            if (lines.isEmpty() || lines.get(0).isEmpty()) {
                throw new CommandFailure(ExitCode.USAGE, file + ": its first line is empty");
            }
            return lines.get(0).toCharArray();
        }
        String value = environment.getOrDefault(variable, "");
        return value.isEmpty() ? null : value.toCharArray();
    }

    private char[] typed(String question) throws CommandFailure {
        char[] typed = terminal.apply(question);
        if (typed == null || typed.length == 0) {
            throw new CommandFailure(ExitCode.USAGE, "no password: give " + option + " FILE or set " + variable);
        }
        return typed;
    }
}
