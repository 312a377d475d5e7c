package dev.framewire.benchmarks.programs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** rsync through ssh: encrypted with AES-128-GCM. */
final class RsyncOverSsh extends Rsync {
    private final SshServer server;

    RsyncOverSsh(Path folder, SshServer server) throws IOException {
        super(Programs.RSYNC_SSH, folder);
        this.server = server;
    }

    @Override
    List<String> options() {
        return List.of("-e", "ssh -p " + server.port() + " " + String.join(" ", server.options()));
    }

    @Override
    String remote(String name) {
        return server.user() + ":" + home().resolve(name);
    }

    @Override
    public List<ProcessHandle> servers() {
        return server.servers();
    }

    /** The server is shared with sftp, and closed by who made it. */
    @Override
    public void close() {}
}
