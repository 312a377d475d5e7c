package dev.framewire.benchmarks.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs other programs, and ends them when this one ends. */
public final class Command {
    private static final long LIMIT_MINUTES = 60;
    private static final int TAIL = 600;

    private final Path folder;
    private final Path log;
    private final Map<String, String> environment;

    private Command(Path folder, Path log, Map<String, String> environment) {
        this.folder = folder;
        this.log = log;
        this.environment = environment;
    }

    /** With that current directory; what they print goes to a file there. */
    public static Command in(Path folder) {
        return new Command(folder, folder.resolve("command.log"), Map.of());
    }

    /** With the output elsewhere. */
    public Command log(Path file) {
        return new Command(folder, file, environment);
    }

    /** With a variable more. */
    public Command with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Command(folder, log, more);
    }

    /** Starts a program that goes on; it is killed at the end of this JVM. Its standard output can be read. */
    public Process start(List<String> words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return Leftovers.start(builder);
    }

    /** Starts a program whose output nobody reads. */
    public Process launch(List<String> words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        return Leftovers.start(builder);
    }

    /**
     * Runs a program to its end.
     *
     * @return how long it took, in seconds
     * @throws IOException if it does not end with 0; with the end of what it printed
     */
    public double run(List<String> words) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = launch(words);
        return finish(words, process, start);
    }

    /** Waits for a launched program. */
    public double finish(List<String> words, Process process, long start) throws IOException, InterruptedException {
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException(words.get(0) + " did not end within " + LIMIT_MINUTES + " minutes");
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            if (process.exitValue() != 0) {
                throw new IOException(words.get(0) + " ended with " + process.exitValue() + ": " + tail());
            }
            return seconds;
        } finally {
            Leftovers.end(process);
        }
    }

    /** What the last program printed, to its end. */
    public String tail() throws IOException {
        String text = Files.readString(log).strip();
        return text.substring(Math.max(0, text.length() - TAIL));
    }

    /** The next line that matches; empty at the end. A JVM that records itself may say so first (JDK 17). */
    public static Optional<String> line(BufferedReader in, String pattern) throws IOException {
        String line = in.readLine();
        while (line != null && !line.matches(pattern)) {
            line = in.readLine();
        }
        return Optional.ofNullable(line);
    }

    /** Sends a line to a program that {@link #start} started. */
    public static void tell(Process process, String line) throws IOException {
        OutputStream out = process.getOutputStream();
        out.write((line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        out.flush();
    }
}
