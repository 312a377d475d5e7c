package dev.framewire.benchmarks.limits;

import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.process.Leftovers;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link LimitWorker} that runs on and is asked again and again, so that it is warm; and how others like it are started. */
final class WorkerJvm implements Closeable {
    private static final String OK = "ok ";
    private static final String PORT = "port ";

    private final Command command;
    private final String java;
    private final Path jar;
    private final Process process;
    private final BufferedReader answers;

    /**
     * Starts it.
     *
     * @param work an existing folder; what it complains of goes to a file there
     * @param jar of the benchmarks
     * @param java the program
     */
    WorkerJvm(Path work, Path jar, String java) throws IOException {
        this.java = java;
        this.jar = jar;
        command = Command.in(work).log(work.resolve("limits.log"));
        process = command.start(line(List.of()));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The command line of one that is started for one command. */
    List<String> line(List<String> options, String... words) {
        List<String> line = new ArrayList<>(List.of(java));
        line.addAll(options);
        line.addAll(List.of("-cp", jar.toString(), LimitWorker.class.getName()));
        line.addAll(List.of(words));
        return line;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Has it do something; answers how long it took, in seconds. */
    double ask(String... words) throws IOException {
        begin(words);
        return seconds();
    }

    /** Has it begin with something; {@link #seconds} waits for the end. */
    void begin(String... words) throws IOException {
        Command.tell(process, String.join("\t", words));
    }

    /** Where it listens, if that was what it began with. */
    String port() throws IOException {
        return answer(PORT);
    }

    double seconds() throws IOException {
        return Double.parseDouble(answer(OK));
    }

    private String answer(String expected) throws IOException {
        String answer = answers.readLine();
        if (answer == null || !answer.startsWith(expected)) {
            throw new IOException("limits: " + answer + "; " + command.tail());
        }
        return answer.substring(expected.length());
    }

    @Override
    public void close() {
        Leftovers.end(process);
    }
}
