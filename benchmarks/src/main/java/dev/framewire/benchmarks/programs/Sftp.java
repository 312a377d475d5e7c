package dev.framewire.benchmarks.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** OpenSSH sftp: encrypted with AES-128-GCM; a file's content is not checked as a whole, a resumed one not at all. */
final class Sftp extends HomePeer {
    private final SshServer server;
    private final String sftp = Tool.SFTP.path();

    Sftp(Path folder, SshServer server) throws IOException {
        super(Programs.SFTP, folder);
        this.server = server;
    }

    /** A batch file is all that sftp runs without a person; one file per line of commands. */
    private List<String> batch(String line) throws IOException {
        Path file = folder.resolve("batch-" + Integer.toHexString(line.hashCode()));
        Files.writeString(file, line + "\n");
        List<String> all = new ArrayList<>(List.of(sftp, "-P", String.valueOf(server.port())));
        all.addAll(server.options());
        all.addAll(List.of("-b", file.toString(), server.user()));
        return all;
    }

    @Override
    public List<ProcessHandle> servers() {
        return server.servers();
    }

    @Override
    public List<String> put(Path local, String name) throws IOException {
        return batch("put " + local + " " + home().resolve(name));
    }

    @Override
    public List<String> get(String name, Path local) throws IOException {
        return batch("get " + home().resolve(name) + " " + local);
    }

    @Override
    public List<String> putTree(Path local, String name) throws IOException {
        return batch("mkdir " + home().resolve(name) + "\nput -r " + local + "/* " + home().resolve(name));
    }

    @Override
    public List<String> getTree(String name, Path local) throws IOException {
        return batch("get -r " + home().resolve(name) + " " + local);
    }

    @Override
    public Optional<List<String>> resumePut(Path local, String name) throws IOException {
        return Optional.of(batch("reput " + local + " " + home().resolve(name)));
    }

    @Override
    public Optional<List<String>> resumeGet(String name, Path local) throws IOException {
        return Optional.of(batch("reget " + home().resolve(name) + " " + local));
    }

    /** The server is shared, and closed by who made it. */
    @Override
    public void close() {}
}
