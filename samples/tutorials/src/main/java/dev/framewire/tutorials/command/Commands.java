package dev.framewire.tutorials.command;

import dev.framewire.tutorials.program.Plain;
import dev.framewire.tutorials.program.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs what the list allows: no shell, no input, a few variables, so long and so much. Thread-safe. */
public final class Commands {
    public static final Duration DEFAULT_TIME = Duration.ofSeconds(10);
    public static final Duration LONGEST_TIME = Duration.ofHours(1);
    public static final int DEFAULT_MAX_OUTPUT_BYTES = 1024 * 1024;

    private final AllowList allowed;
    private final Path folder;
    private final Duration time;
    private final int maxOutputBytes;

    /**
     * @param time of one command, 1 ms to {@link #LONGEST_TIME}
     * @param maxOutputBytes of one command, 1 to {@link Answers#MAX_ANSWER_BYTES}
     */
    public Commands(AllowList allowed, Path folder, Duration time, int maxOutputBytes) {
        if (time.toMillis() < 1 || time.compareTo(LONGEST_TIME) > 0) {
            throw new IllegalArgumentException("a command's time is not in 1 ms to 1 h: " + time);
        }
        if (maxOutputBytes < 1 || maxOutputBytes > Answers.MAX_ANSWER_BYTES) {
            throw new IllegalArgumentException(
                    "a command's output is not in 1.." + Answers.MAX_ANSWER_BYTES + " bytes: " + maxOutputBytes);
        }
        this.allowed = allowed;
        this.folder = folder;
        this.time = time;
        this.maxOutputBytes = maxOutputBytes;
    }

    /** What the command wrote on both outputs, in the order it did; or one line that says why it was not run. Never empty. */
    public byte[] answer(String line) {
        try {
            byte[] output = run(allowed.check(line));
            return output.length == 0 ? bytes("(no output)\n") : output;
        } catch (Refusal e) {
            return bytes(e.getMessage() + "\n");
        } catch (IOException e) {
            return bytes("cannot run " + Plain.quoted(line) + "\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return bytes("cut: the server is stopping\n");
        }
    }

    private byte[] run(List<String> words) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        // The server's variables may hold secrets.
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH", "LANG", "LC_ALL", "TZ", "SystemRoot"));
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            return Output.of(process, time, maxOutputBytes);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
