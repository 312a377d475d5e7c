package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** rsync through ssh: encrypted with AES-128-GCM, whole files checked with xxh128. */
final class RsyncOverSsh implements Peer {
    private final Path home;
    private final SshServer server;
    private final Command client;
    private final String rsync = Tool.RSYNC.path();

    RsyncOverSsh(Path folder, SshServer server) throws IOException {
        this.home = Files.createDirectories(folder.resolve("home"));
        this.server = server;
        this.client = Command.in(folder).log(folder.resolve("client.log"));
    }

    private List<String> command(String... words) {
        List<String> all = new ArrayList<>(List.of(rsync, "-e"));
        all.add("ssh -p " + server.port() + " " + String.join(" ", server.options()));
        all.addAll(List.of(words));
        return all;
    }

    private String remote(String name) {
        return server.user() + ":" + home.resolve(name);
    }

    @Override
    public String name() {
        return "rsync over ssh";
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
        return server.servers();
    }

    @Override
    public List<String> put(Path local, String name) {
        return command("-W", local.toString(), remote(name));
    }

    @Override
    public List<String> get(String name, Path local) {
        return command("-W", remote(name), local.toString());
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
        return Optional.of(command("--ignore-times", "--no-whole-file", local.toString(), remote(name)));
    }

    /** The server is shared with sftp, and closed by who made it. */
    @Override
    public void close() {}
}
