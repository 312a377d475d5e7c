package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.process.Leftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rsync daemon: nothing encrypted, whole files checked with xxh128. */
public final class RsyncDaemon implements Peer {
    private final Path home;
    private final Command client;
    private final Process process;
    private final int port;
    private final String rsync = Tool.RSYNC.path();

    /** Starts it, on a free port of loopback. */
    public RsyncDaemon(Path folder) throws IOException, InterruptedException {
        home = Files.createDirectories(folder.resolve("home"));
        port = Daemon.freePort();
        Path settings = folder.resolve("rsyncd.conf");
        String root = "root".equals(System.getProperty("user.name")) ? "uid=root\ngid=root\n" : "";
        Files.writeString(
                settings,
                "port=" + port + "\naddress=127.0.0.1\nuse chroot=no\n" + root + "log file=" + folder.resolve("log")
                        + "\npid file=" + folder.resolve("pid") + "\n[home]\npath=" + home + "\nread only=no\n");
        process = Command.in(folder)
                .log(folder.resolve("daemon.log"))
                .launch(List.of(rsync, "--daemon", "--no-detach", "--config=" + settings));
        client = Command.in(folder).log(folder.resolve("client.log"));
        Daemon.awaitPort(process, port, "rsync --daemon");
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    private List<String> command(String... words) {
        List<String> all = new ArrayList<>(List.of(rsync));
        all.addAll(List.of(words));
        return all;
    }

    private String remote(String name) {
        return "rsync://127.0.0.1:" + port + "/home/" + name;
    }

    @Override
    public String name() {
        return "rsync daemon";
    }

    @Override
    public Path home() {
        return home;
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
        return command("-W", local.toString(), remote(name));
    }

    @Override
    public List<String> get(String name, Path local) {
        return command("-W", remote(name), local.toString());
    }

    /** Through another port, for a proxy. */
    public List<String> put(Path local, String name, int through) {
        return command("-W", local.toString(), "rsync://127.0.0.1:" + through + "/home/" + name);
    }

    @Override
    public List<String> putTree(Path local, String name) {
        return command("-r", local + "/", remote(name));
    }

    @Override
    public List<String> getTree(String name, Path local) {
        return command("-r", remote(name) + "/", local.toString());
    }

    @Override
    public Optional<List<String>> resumePut(Path local, String name) {
        return Optional.of(command("--append-verify", local.toString(), remote(name)));
    }

    @Override
    public Optional<List<String>> resumeGet(String name, Path local) {
        return Optional.of(command("--append-verify", remote(name), local.toString()));
    }

    @Override
    public Optional<List<String>> update(Path local, String name) {
        // times and sizes may be equal: --ignore-times compares by content, as ours does
        return Optional.of(command("--ignore-times", "--no-whole-file", local.toString(), remote(name)));
    }

    @Override
    public void close() {
        Leftovers.end(process);
    }
}
