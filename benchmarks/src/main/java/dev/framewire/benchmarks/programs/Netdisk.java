package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.figures.Json;
import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.process.Leftovers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Our netdisk, by its launcher, as people run it: encrypted with AES-256-GCM, every chunk and the whole checked with SHA-256. */
final class Netdisk extends HomePeer {
    static final String USER = "bench";
    static final String PASSWORD = "not a secret";
    private static final String READY = "netdisk: listening on ";

    private final String launcher;
    private final Process process;
    private final Command client;
    private final int port;

    /**
     * Starts a server, registers a user and logs in, so that clients have a token.
     *
     * @param jvmOptions of all JVMs, besides their own
     */
    Netdisk(Path folder, Path root, Path javaHome, List<String> jvmOptions) throws IOException, InterruptedException {
        this(folder, root, javaHome, jvmOptions, Map.of(), List.of());
    }

    /** With variables and options of the server. */
    Netdisk(
            Path folder,
            Path root,
            Path javaHome,
            List<String> jvmOptions,
            Map<String, String> variables,
            List<String> options)
            throws IOException, InterruptedException {
        super("netdisk", folder, folder.resolve("data/homes").resolve(USER));
        launcher = root.resolve(Programs.NETDISK).toString();
        Command plain = Command.in(folder)
                .with("JAVA_HOME", javaHome.toString())
                .with("NETDISK_CONFIG_DIR", folder.resolve("client").toString());
        Command here = jvmOptions.isEmpty() ? plain : plain.with("JAVA_TOOL_OPTIONS", String.join(" ", jvmOptions));
        Command serving = here.log(folder.resolve("server.log"));
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            serving = serving.with(variable.getKey(), variable.getValue());
        }
        String data = folder.resolve("data").toString();
        List<String> words = command("serve", "--data", data, "--listen", "127.0.0.1:0", "--quota", "1TiB");
        words.addAll(options);
        process = serving.start(words);
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Optional<String> line = Command.line(out, READY + ".*");
        if (line.isEmpty()) {
            Leftovers.end(process);
            throw new IOException("netdisk serve ended: "
                    + here.log(folder.resolve("server.log")).tail());
        }
        String address = line.get().substring(READY.length()).replaceFirst(",.*", "");
        port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        client = here.log(folder.resolve("client.log"))
                .with("NETDISK_SERVER", address)
                .with("NETDISK_USER", USER)
                .with("NETDISK_PASSWORD", PASSWORD);
        client.run(List.of(launcher, "--accept-new", "register"));
        client.run(List.of(launcher, "login"));
    }

    private List<String> command(String... words) {
        List<String> all = new ArrayList<>(List.of(launcher));
        all.addAll(List.of(words));
        return all;
    }

    int port() {
        return port;
    }

    /** Of the server: the launcher becomes the JVM. */
    long pid() {
        return process.pid();
    }

    /** The end of what the server has written: why it cut somebody off. */
    String serverLog() throws IOException {
        return Command.in(folder).log(folder.resolve("server.log")).tail();
    }

    List<String> ls() {
        return command("ls");
    }

    List<String> shell() {
        return command("shell");
    }

    /** The same with the password instead of the token: without what the client remembers but the server's identity. */
    Command withPassword() throws IOException {
        Path settings = folder.resolve("client-without-token");
        if (Files.notExists(settings)) {
            Trees.copy(folder.resolve("client"), settings);
            for (Path file : Files.list(settings).toList()) {
                if (file.getFileName().toString().equals("tokens")) {
                    Leftovers.remove(file);
                }
            }
        }
        return client.with("NETDISK_CONFIG_DIR", settings.toString());
    }

    @Override
    public Command client() {
        return client;
    }

    @Override
    public List<ProcessHandle> servers() {
        return List.of(process.toHandle());
    }

    @Override
    public List<String> put(Path local, String name) {
        return command("--json", "put", local.toString(), name);
    }

    @Override
    public List<String> get(String name, Path local) {
        return command("--json", "get", name, local.toString());
    }

    @Override
    public List<String> putTree(Path local, String name) {
        return command("put", "-r", local.toString(), name);
    }

    @Override
    public List<String> getTree(String name, Path local) {
        return command("get", "-r", name, local.toString());
    }

    @Override
    public Optional<List<String>> resumePut(Path local, String name) {
        return Optional.of(command("--json", "put", "--resume", local.toString(), name));
    }

    @Override
    public Optional<List<String>> resumeGet(String name, Path local) {
        return Optional.of(command("--json", "get", "--resume", name, local.toString()));
    }

    @Override
    public Optional<List<String>> update(Path local, String name) {
        return Optional.of(put(local, name));
    }

    /** Through the front door: what is in a home is the server's to write. */
    @Override
    public void place(Path local, String name) throws IOException, InterruptedException {
        client.run(Files.isDirectory(local) ? putTree(local, name) : put(local, name));
    }

    @Override
    public void placeHalf(Path local, String name) throws IOException, InterruptedException {
        breakOff(Files.size(local), command("--progress=json", "put", "--rate", "400M", local.toString(), name));
    }

    @Override
    public void placeHalfOfDownload(Path source, String name, Path local) throws IOException, InterruptedException {
        breakOff(Files.size(source), command("--progress=json", "get", "--rate", "400M", name, local.toString()));
    }

    /** Kills a client when half is written. At its full rate it would be over before one could look. */
    private void breakOff(long size, List<String> words) throws IOException {
        List<String> merged = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 2>&1", "sh"));
        merged.addAll(words);
        Process broken = client.start(merged);
        try (BufferedReader events =
                new BufferedReader(new InputStreamReader(broken.getInputStream(), StandardCharsets.UTF_8))) {
            String last = "";
            for (String line = events.readLine(); line != null; line = events.readLine()) {
                last = line;
                if (line.startsWith("{")) {
                    Map<String, Object> event = Json.object(Json.read(line));
                    if (event.get("written") instanceof Double written && written >= size / 2.0) {
                        return;
                    }
                }
            }
            throw new IOException("netdisk ended before it was half-way: " + last);
        } finally {
            Leftovers.end(broken);
        }
    }

    @Override
    public void close() {
        Leftovers.end(process);
    }
}
