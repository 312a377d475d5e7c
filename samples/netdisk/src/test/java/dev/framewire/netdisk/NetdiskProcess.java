package dev.framewire.netdisk;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.client.ClientFolder;
import dev.framewire.netdisk.client.HostPort;
import dev.framewire.testtools.HeldLine;
import dev.framewire.testtools.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The real jar in real processes: a server and its clients, in a folder of the test's. */
final class NetdiskProcess implements AutoCloseable {
    static final String PASSWORD = "correct horse battery staple";
    private static final int LIMIT_SECONDS = 600;

    /** A client is over before the second compiler has earned anything: a fifth of its time. */
    private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    /** What passes at once of a transfer that is held; a file of {@link #HELD_FILE} has minutes to go then. */
    private static final int HELD_BYTES = 4_000_000;

    static final int HELD_FILE = 16_000_000;

    private final Path folder;
    private final List<Process> started = new ArrayList<>();
    private String address = "127.0.0.1:0";
    private String identity = "";
    private Process server;
    private Path work;
    private int users;
    private List<String> serverOptions = List.of();
    private HeldLine line;

    NetdiskProcess(Path folder) {
        this.folder = folder;
        this.work = folder;
    }

    /** What a command did. */
    record Ran(int exitCode, String out, String err) {
        Ran expect(int code) {
            assertThat(exitCode)
                    .as("exit code; stdout: %s; stderr: %s", out, err)
                    .isEqualTo(code);
            return this;
        }
    }

    Path data() {
        return folder.resolve("data");
    }

    Path home(String user) {
        return data().resolve("homes").resolve(user);
    }

    Path config() {
        return work.resolve("config");
    }

    String address() {
        return address;
    }

    String identity() {
        return identity;
    }

    Process server() {
        return server;
    }

    String serverLog() throws IOException {
        return Files.readString(folder.resolve("server.log"));
    }

    /** Starts the server, at the same port again when it ran before. */
    NetdiskProcess serve(String... more) throws IOException {
        boolean again = server != null;
        if (!tryServe(more)) {
            // somebody's connection may have that port for its own end, for a while
            assertThat(again && serverLog().contains("in use"))
                    .as("the first line; log: %s", serverLog())
                    .isTrue();
            patiently().pollInterval(Duration.ofSeconds(1)).until(() -> tryServe(more));
        }
        return this;
    }

    private boolean tryServe(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("serve", "--data", data().toString(), "--listen", address));
        arguments.addAll(Arrays.asList(more));
        ProcessBuilder builder = builder("nobody", arguments);
        builder.command().remove(QUICK_START);
        builder.command().addAll(1, serverOptions);
        builder.redirectError(
                ProcessBuilder.Redirect.appendTo(folder.resolve("server.log").toFile()));
        server = builder.start();
        started.add(server);
        String first = server.inputReader(StandardCharsets.UTF_8).readLine();
        if (first == null) {
            return false;
        }
        assertThat(first).as("log: %s", serverLog()).startsWith("netdisk: listening on ");
        String[] words = first.split("[ ,]+");
        address = words[3];
        identity = words[5];
        return true;
    }

    /** Options of the JVM in which the server runs from now on. */
    NetdiskProcess serverOptions(String... options) {
        serverOptions = List.of(options);
        return this;
    }

    /** What the server says next on its standard output. */
    String nextLine() throws IOException {
        return server.inputReader(StandardCharsets.UTF_8).readLine();
    }

    void killServer() throws InterruptedException {
        server.toHandle().destroyForcibly();
        assertThat(server.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** A client that is begun. */
    Process begin(String user, String... arguments) throws IOException {
        Process process = builder(user, List.of(arguments)).start();
        started.add(process);
        return process;
    }

    /** A client that is begun, and of whose transfer four megabytes pass, and hardly anything more. */
    Process beginHeld(String user, String... arguments) throws IOException {
        String held = heldAddress(user);
        line.hold();
        return begin(held, user, arguments);
    }

    /** A client run to its end at the same address, which holds nothing now: of another server's files nothing is gone on with. */
    Ran runReleased(String user, String... arguments) throws IOException, InterruptedException {
        String released = heldAddress(user);
        line.release();
        return finish(begin(released, user, arguments));
    }

    private Process begin(String server, String user, String[] arguments) throws IOException {
        ProcessBuilder builder = builder(user, List.of(arguments));
        builder.environment().put("NETDISK_SERVER", server);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** The server's address on a line that holds what is transferred; the user's clients know it as they know the server. */
    String heldAddress(String user) throws IOException {
        if (line == null) {
            line = new HeldLine(HostPort.parse(address).port(), HELD_BYTES);
        }
        ClientFolder kept = new ClientFolder(config());
        kept.pin(HostPort.parse(line.address()), identity);
        Optional<String> token = kept.token(HostPort.parse(address), user);
        if (token.isPresent()) {
            kept.keepToken(HostPort.parse(line.address()), user, token.get());
        }
        return line.address();
    }

    /** Lets the rest pass of what is held now. */
    void release() {
        line.release();
    }

    /** A client run to its end. */
    Ran run(String user, String... arguments) throws IOException, InterruptedException {
        return finish(begin(user, arguments));
    }

    static Ran finish(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        StringBuilder err = new StringBuilder();
        Thread errors = new Thread(() -> {
            try (BufferedReader in = process.errorReader(StandardCharsets.UTF_8)) {
                in.lines().forEach(line -> err.append(line).append('\n'));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        errors.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        errors.join();
        return new Ran(process.exitValue(), out, err.toString());
    }

    ProcessBuilder builder(String user, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Tools.java().toString(), "-XX:+UseSerialGC", QUICK_START));
        command.addAll(ClassArchive.options());
        command.addAll(List.of("-jar", jar().toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("NETDISK_"));
        builder.environment().put("NETDISK_CONFIG_DIR", config().toString());
        builder.environment().put("NETDISK_SERVER", address);
        builder.environment().put("NETDISK_USER", user);
        builder.environment().put("NETDISK_PASSWORD", PASSWORD);
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder;
    }

    static Path jar() {
        return Path.of(System.getProperty("framewire.build", "target"), "netdisk.jar")
                .toAbsolutePath();
    }

    /** Makes a user with the password of all, whose hash is a quick one; the server is known to the clients then. */
    NetdiskProcess registered(String name) throws IOException {
        try (RawPeer peer = new RawPeer(address)) {
            peer.register(name);
            new ClientFolder(config()).pin(HostPort.parse(address), identity);
        }
        return this;
    }

    /** Makes a user who is logged in. */
    NetdiskProcess user(String name) throws IOException {
        registered(name);
        try (RawPeer peer = new RawPeer(address).login(name)) {
            new ClientFolder(config()).keepToken(HostPort.parse(address), name, peer.token());
        }
        return this;
    }

    /** A user of the test's own, on a server that other tests use as well. */
    String newUser() throws IOException {
        String name = "lin" + ++users;
        user(name);
        return name;
    }

    /** Where clients run from now on. */
    NetdiskProcess workIn(Path other) {
        work = other;
        return this;
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
        }
        for (Process process : started) {
            process.destroyForcibly();
        }
        for (Process process : started) {
            process.onExit().join();
        }
    }
}
