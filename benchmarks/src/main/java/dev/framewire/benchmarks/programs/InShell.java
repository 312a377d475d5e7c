package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.process.Leftovers;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * netdisk's commands in a shell that runs on, where the start of a JVM and the work of its compiler are over: what a command takes
 * by itself less than it does here is theirs.
 */
final class InShell implements Closeable {
    /** Has one line of output, by which the end of the command before it is seen. */
    private static final String LAST = "pwd";

    private static final String ANSWER = "/";
    /** Until the compiler has nothing left to do, or little. */
    private static final int WARM_UPS = 3;

    private final Process shell;
    private final BufferedReader out;
    private final ProcessHandle server;

    /** A shell that is logged in. */
    InShell(Netdisk netdisk) throws IOException {
        shell = netdisk.client().start(netdisk.shell());
        out = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
        server = netdisk.servers().get(0);
    }

    /**
     * A command that is given there.
     *
     * @param words without the program's name
     */
    Contestant contestant(String name, List<String> words, Path arriving, Path expected) {
        String line = words.stream().map(InShell::quoted).collect(Collectors.joining(" "));
        return new Line(name, line, arriving, expected).warmed(WARM_UPS);
    }

    /** As one word of a line there, in which a backslash stands for the letter behind it, between quotes too. */
    static String quoted(String word) {
        return '\'' + word.replaceAll("[\\\\']", "\\\\$0") + '\'';
    }

    private final class Line implements Delivering {
        private final String name;
        private final String line;
        private final Path arriving;
        private final Optional<Path> expected;

        Line(String name, String line, Path arriving, Path expected) {
            this.name = name;
            this.line = line;
            this.arriving = arriving;
            this.expected = Optional.of(expected);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Path arriving() {
            return arriving;
        }

        @Override
        public Optional<Path> expected() {
            return expected;
        }

        @Override
        public double run() throws IOException {
            long start = System.nanoTime();
            Command.tell(shell, line);
            Command.tell(shell, LAST);
            String said = out.readLine();
            while (!ANSWER.equals(said)) {
                if (said == null) {
                    throw new IOException("the shell ended");
                }
                said = out.readLine();
            }
            return (System.nanoTime() - start) / 1e9;
        }

        @Override
        public List<ProcessHandle> servers() {
            return List.of(shell.toHandle(), server);
        }
    }

    @Override
    public void close() {
        Leftovers.end(shell);
    }
}
