package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of the originals' stand-ins, as a process. */
public final class Python implements AutoCloseable {
    private static final Path SCRIPTS = Path.of("src", "test", "resources", "python");

    private final Process process;
    private final BufferedReader out;

    private Python(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static Process start(String script, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("python3", SCRIPTS.resolve(script + ".py").toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        return builder.start();
    }

    /** A server, or a client that is not waited for. */
    static Python serve(String script, Object... arguments) throws IOException {
        return new Python(start(script, arguments));
    }

    /** Everything that a client printed, once it has ended; {@code input} is its standard input. */
    public static String runWithInput(String input, String script, Object... arguments) throws IOException {
        try (Python python = new Python(start(script, arguments))) {
            try (var in = python.process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            return python.rest();
        }
    }

    /** What it has yet to print, until it ends. */
    String rest() throws IOException {
        StringBuilder all = new StringBuilder();
        int c;
        while ((c = out.read()) >= 0) {
            all.append((char) c);
        }
        return all.toString();
    }

    public static String run(String script, Object... arguments) throws IOException {
        return runWithInput("", script, arguments);
    }

    String line() throws IOException {
        return out.readLine();
    }

    String port() throws IOException {
        String port = line();
        assertThat(port).as("first line of the script").matches("[0-9]+");
        return port;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
