package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What all peers have: a name, a folder of their own with the server's files in it, and a client that logs there. */
abstract class HomePeer implements Peer {
    final Path folder;
    private final String name;
    private final Path home;

    HomePeer(String name, Path folder) throws IOException {
        this(name, folder, Files.createDirectories(folder.resolve("home")));
    }

    /** With a home that the server makes. */
    HomePeer(String name, Path folder, Path home) throws IOException {
        this.name = name;
        this.folder = Files.createDirectories(folder);
        this.home = home;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Path home() {
        return home;
    }

    @Override
    public Command client() {
        return Command.in(folder).log(folder.resolve("client.log"));
    }

    @Override
    public Optional<List<String>> resumePut(Path local, String remote) throws IOException {
        return Optional.empty();
    }

    @Override
    public Optional<List<String>> update(Path local, String remote) throws IOException {
        return Optional.empty();
    }
}
