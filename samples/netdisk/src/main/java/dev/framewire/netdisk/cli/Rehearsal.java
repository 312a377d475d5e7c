package dev.framewire.netdisk.cli;

import dev.framewire.auth.ScramVerifier;
import dev.framewire.netdisk.client.ClientFolder;
import dev.framewire.netdisk.client.HostPort;
import dev.framewire.netdisk.server.Server;
import dev.framewire.netdisk.server.ServerOptions;
import dev.framewire.netdisk.users.User;
import dev.framewire.netdisk.users.UserStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Does once, against a server of its own, what clients do, and leaves nothing behind. The launcher lets a JVM note which
 * classes that takes ({@code -XX:DumpLoadedClassList}) and lays them ready in an archive, from which every later start
 * maps them instead of reading, checking and linking one by one.
 */
final class Rehearsal {
    private static final int LIMIT_SECONDS = 120;
    private static final int FEW_ITERATIONS = 100_000; // the fewest that the client takes; the classes are the same
    private static final String USER = "rehearsal";

    private final Path folder;
    private final ClientFolder config;
    private final String password;
    private int worst = ExitCode.DONE;

    private Rehearsal(Path folder) throws IOException {
        this.folder = folder;
        this.config = new ClientFolder(folder.resolve("config"));
        this.password =
                Files.writeString(folder.resolve("password"), "of nobody").toString();
    }

    public static void main(String[] args) throws IOException {
        Thread limit = new Thread(Rehearsal::giveUp, "netdisk-rehearsal-limit");
        limit.setDaemon(true);
        limit.start();
        System.exit(run());
    }

    private static void giveUp() {
        try {
            TimeUnit.SECONDS.sleep(LIMIT_SECONDS);
            Runtime.getRuntime().halt(ExitCode.REFUSED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns 0 when every command did what it should. */
    static int run() throws IOException {
        Path folder = Files.createTempDirectory("netdisk-rehearsal");
        try {
            return new Rehearsal(folder).play();
        } finally {
            Removal.of(folder);
        }
    }

    private int play() throws IOException {
        Path data = folder.resolve("data");
        Path sheet = data.resolve("users.xlsx");
        Files.createDirectories(data);
        try (UserStore users = UserStore.open(sheet)) {
            users.add(
                    USER,
                    ScramVerifier.derive("of nobody".toCharArray(), FEW_ITERATIONS)
                            .encoded(),
                    User.DEFAULT_QUOTA);
        }
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Server server = Server.start(ServerOptions.of(data, anyPort))) {
            HostPort address = new HostPort(
                    server.address().getAddress().getHostAddress(),
                    server.address().getPort());
            config.pin(address, server.fingerprint());
            String file = Files.writeString(folder.resolve("file"), "content").toString();
            String tree = Files.createDirectory(folder.resolve("tree")).toString();
            Files.writeString(Path.of(tree, "1"), "one");
            Files.writeString(Path.of(tree, "2"), "two");
            for (List<String> command : List.of(
                    List.of("login"), // with the password; the commands behind it take the token
                    List.of("put", file),
                    List.of("ls", "-l"),
                    List.of("--json", "stat", "file"),
                    List.of("df"),
                    List.of("get", "file", file + ".copy"),
                    List.of("mkdir", "-p", "a/b"),
                    List.of("mv", "file", "a"),
                    List.of("rm", "a/file"),
                    List.of("put", "-r", tree, "tree"),
                    List.of("get", "-r", "tree", tree + ".copy"),
                    List.of("logout"))) {
                client(address, command);
            }
        }
        return worst;
    }

    private void client(HostPort server, List<String> command) {
        String[] who = {"-s", server.toString(), "-u", USER, "--password-file", password};
        String[] all = java.util.stream.Stream.concat(java.util.Arrays.stream(who), command.stream())
                .toArray(String[]::new);
        worst = Math.max(worst, Root.run(Screen.hidden(), config, all));
    }
}
