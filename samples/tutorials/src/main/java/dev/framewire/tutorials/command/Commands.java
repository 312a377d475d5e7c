package dev.framewire.tutorials.command;

import dev.framewire.tutorials.program.Plain;
import dev.framewire.tutorials.program.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
        process.getOutputStream().close();
        Output output = new Output(process.getInputStream(), maxOutputBytes);
        // A thread of its own, because a grandchild that outlives the kill may hold the pipe open for ever.
        Thread reader = new Thread(output, "output-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        try {
            boolean ended = output.done.await(time.toMillis(), TimeUnit.MILLISECONDS);
            return output.withNote(ended ? "" : "\ncut: it ran for more than " + time.toMillis() + " ms\n");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Output implements Runnable {
        private final InputStream in;
        private final int maxBytes;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final CountDownLatch done = new CountDownLatch(1);

        Output(InputStream in, int maxBytes) {
            this.in = in;
            this.maxBytes = maxBytes;
        }

        @Override
        public void run() {
            byte[] buffer = new byte[8192];
            try {
                int n;
                while ((n = in.read(buffer, 0, Math.min(buffer.length, maxBytes - bytes.size() + 1))) > 0) {
                    bytes.write(buffer, 0, n);
                    if (bytes.size() > maxBytes) {
                        break;
                    }
                }
            } catch (IOException e) {
                // The pipe was closed under us by the kill; what came until then is the output.
            } finally {
                done.countDown();
            }
        }

        byte[] withNote(String note) {
            byte[] all = bytes.toByteArray();
            String end = all.length > maxBytes ? "\ncut: its output is longer than " + maxBytes + " bytes\n" : note;
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.write(all, 0, Math.min(all.length, maxBytes));
            whole.writeBytes(bytes(end));
            return whole.toByteArray();
        }
    }
}
