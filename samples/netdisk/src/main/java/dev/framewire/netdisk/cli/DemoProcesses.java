package dev.framewire.netdisk.cli;

import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderView;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.RemotePath;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The demo's server and clients, each a process of its own, in a folder of their own. */
final class DemoProcesses implements AutoCloseable {
    static final String USER = "demo";
    /** How long a process may say nothing, or take to end: however loaded the machine is, it hangs then. */
    static final int LIMIT_SECONDS = 120;

    private final List<Process> children = new ArrayList<>(); // under the lock of this, with closed
    private boolean closed;
    private final Path folder;
    private final String password;
    private String address = "127.0.0.1:0";
    private String identity = "";

    DemoProcesses() throws IOException {
        folder = Files.createTempDirectory("netdisk-demo");
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        password = HexFormat.of().formatHex(random);
    }

    /** Where things stand in a put or get of another process. */
    record Event(String phase, long size, long written, long sent, long reused) {
        static Event parse(String line) throws IOException {
            HeaderView v = Header.parse(line.getBytes(StandardCharsets.UTF_8)).view();
            return new Event(
                    v.getString(Json.PHASE),
                    v.getLong(Messages.SIZE),
                    v.getLong(Messages.WRITTEN),
                    v.getLong(Json.SENT),
                    v.getLong(Json.REUSED));
        }
    }

    /** How a command ended: {@code result} is its line of JSON, or empty; {@code errors} what else it said. */
    record Ended(int exitCode, String result, List<String> errors) {}

    synchronized boolean isClosed() {
        return closed;
    }

    Path folder() {
        return folder;
    }

    Path home() {
        return folder.resolve("data").resolve("homes").resolve(USER);
    }

    String address() {
        return address;
    }

    String identity() {
        return identity;
    }

    /** Starts the server and returns when it listens; the second time at the same port, with the same identity. */
    Process startServer() throws IOException, CommandFailure {
        Path log = folder.resolve("server.log");
        Process server = start(
                List.of("serve", "--data", folder.resolve("data").toString(), "--listen", address),
                ProcessBuilder.Redirect.appendTo(log.toFile()));
        String line = lineOf(server, server.inputReader(StandardCharsets.UTF_8));
        String[] words = line == null ? new String[0] : line.split("[ ,]+");
        if (words.length < 6 || !line.startsWith("netdisk: listening on ")) {
            throw new CommandFailure(ExitCode.REFUSED, "the server did not start:\n" + Files.readString(log));
        }
        if (!identity.isEmpty() && !identity.equals(words[5])) {
            throw new CommandFailure(ExitCode.NOT_ACCEPTED, "the server came back with another identity");
        }
        address = words[3];
        identity = words[5];
        return server;
    }

    /** A client command that is begun; {@code put} and {@code get} tell their progress. */
    Process startClient(List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--identity", identity));
        return start(all, ProcessBuilder.Redirect.PIPE);
    }

    /** Follows a command to its end. */
    Ended follow(Process client, Consumer<Event> onEvent) throws IOException, InterruptedException, CommandFailure {
        List<String> errors = new ArrayList<>();
        try (BufferedReader err = client.errorReader(StandardCharsets.UTF_8)) {
            for (String line = lineOf(client, err); line != null; line = lineOf(client, err)) {
                if (line.startsWith("{")) {
                    onEvent.accept(Event.parse(line));
                } else {
                    errors.add(line);
                }
            }
        }
        String result = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!client.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new CommandFailure(ExitCode.REFUSED, "a command did not end within " + LIMIT_SECONDS + " s");
        }
        return new Ended(client.exitValue(), result, errors);
    }

    /** What a process says next; nothing if it ends. One that hangs is killed, which is an end too. */
    private static String lineOf(Process process, BufferedReader said) throws IOException {
        CompletableFuture<Void> limit = CompletableFuture.runAsync(
                () -> process.toHandle().destroyForcibly(),
                CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS));
        try {
            return said.readLine();
        } finally {
            limit.cancel(false);
        }
    }

    private Process start(List<String> arguments, ProcessBuilder.Redirect err) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.framewire.netdisk.Netdisk"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("NETDISK_"));
        environment.put("NETDISK_CONFIG_DIR", folder.resolve("config").toString());
        environment.put("NETDISK_PASSWORD", password);
        environment.put("NETDISK_SERVER", address);
        environment.put("NETDISK_USER", USER);
        synchronized (this) { // a child begun behind the back of close() would outlive us
            if (closed) {
                throw new IOException("the demo is over");
            }
            Process process = builder.start();
            children.add(process);
            return process;
        }
    }

    /** Ends what still runs and removes the folder; nothing can be started after it. May be called again. */
    @Override
    public synchronized void close() {
        closed = true;
        for (Process child : children) {
            child.destroyForcibly();
        }
        try {
            for (Process child : children) {
                child.waitFor(10, TimeUnit.SECONDS);
            }
            Removal.of(folder);
        } catch (IOException e) {
            System.err.println("netdisk: could not remove all of " + folder + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether broken transfers left nothing behind. */
    boolean isTidy() throws IOException {
        Path left = home().resolve(RemotePath.PARTIALS);
        if (!Files.exists(left)) {
            return true;
        }
        try (var files = Files.list(left)) {
            return files.noneMatch(f -> f.getFileName().toString().endsWith(".part"));
        }
    }
}
