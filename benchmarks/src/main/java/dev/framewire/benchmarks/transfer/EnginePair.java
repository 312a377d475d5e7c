package dev.framewire.benchmarks.transfer;

import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.process.Leftovers;
import dev.framewire.benchmarks.programs.Trees;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A serving and an asking JVM, warmed by some transfers. */
final class EnginePair implements Closeable {
    private static final int WARM_UPS = 3;
    static final int WARM_UP_BYTES = 128 << 20;

    private final Path home;
    private final Command command;
    private final Process server;
    private final Process client;
    private final BufferedReader answers;
    private int port;
    private long idleBytes;

    /** What the client answered. */
    record Answer(double seconds, double sent, double reused) {}

    /**
     * Starts both.
     *
     * @param java the program
     * @param options of both JVMs
     * @param warmUpBytes of each transfer before the first that counts
     */
    EnginePair(Path folder, Path jar, String java, List<String> options, int warmUpBytes) throws IOException {
        Files.createDirectories(folder);
        home = folder.resolve("home");
        command = Command.in(folder).log(folder.resolve("engine.log"));
        server = command.start(words(java, options, jar, EngineServer.class, home));
        client = command.start(words(java, options, jar, EngineClient.class, folder.resolve("client")));
        answers = reader(client);
        try {
            Optional<String> first = Command.line(reader(server), "[0-9]+");
            if (first.isEmpty()) {
                throw new IOException("the serving JVM ended: " + command.tail());
            }
            port = Integer.parseInt(first.get());
            warmUp(folder, warmUpBytes);
            idleBytes = residentBytes("VmRSS:");
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static List<String> words(String java, List<String> options, Path jar, Class<?> main, Path folder) {
        List<String> words = new ArrayList<>(List.of(java));
        words.addAll(options);
        words.addAll(List.of("-cp", jar.toString(), main.getName(), folder.toString()));
        return words;
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private void warmUp(Path folder, int bytes) throws IOException {
        Path file = folder.resolve("warm-up");
        Trees.fill(file, bytes, 3);
        Path back = folder.resolve("client/warm-up");
        for (int i = 0; i < WARM_UPS; i++) {
            ask("put", port, file, "warm-up");
            ask("get", port, "warm-up", back);
            Leftovers.remove(back);
            Leftovers.remove(home.resolve("warm-up"));
        }
        Leftovers.remove(file);
    }

    int port() {
        return port;
    }

    /** Where the server keeps its files. */
    Path home() {
        return home;
    }

    List<ProcessHandle> processes() {
        return List.of(server.toHandle(), client.toHandle());
    }

    /** What the serving JVM has taken more than when it was warm and idle. */
    double grownBytes() throws IOException {
        return Math.max(0, residentBytes("VmHWM:") - idleBytes);
    }

    private long residentBytes(String field) throws IOException {
        Path status = Path.of("/proc", String.valueOf(server.pid()), "status");
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith(field)) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException("no " + field + " in " + status);
    }

    /**
     * Has the client do something.
     *
     * @throws IOException if it failed
     */
    Answer ask(Object... words) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Object word : words) {
            texts.add(word.toString());
        }
        Command.tell(client, String.join("\t", texts));
        Optional<String> line = Command.line(answers, "(ok|failed) .*");
        if (line.isEmpty()) {
            throw new IOException(
                    "the asking JVM ended with " + client.onExit().join().exitValue() + ": " + command.tail());
        }
        String answer = line.get();
        if (!answer.startsWith("ok ")) {
            throw new IOException("engine: " + answer);
        }
        String[] numbers = answer.split(" ");
        return new Answer(
                Double.parseDouble(numbers[1]), Double.parseDouble(numbers[2]), Double.parseDouble(numbers[3]));
    }

    @Override
    public void close() {
        Leftovers.end(server);
        Leftovers.end(client);
    }
}
