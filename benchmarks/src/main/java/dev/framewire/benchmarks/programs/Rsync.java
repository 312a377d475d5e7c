package dev.framewire.benchmarks.programs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** rsync's commands, however they reach the other side. Whole files are checked with xxh128. */
abstract class Rsync extends HomePeer {
    private final String rsync = Tool.RSYNC.path();

    Rsync(String name, Path folder) throws IOException {
        super(name, folder);
    }

    /** Options of every command. */
    List<String> options() {
        return List.of();
    }

    /** How a command names a file at the other side. */
    abstract String remote(String name);

    final List<String> command(String... words) {
        List<String> all = new ArrayList<>(List.of(rsync));
        all.addAll(options());
        all.addAll(List.of(words));
        return all;
    }

    @Override
    public final List<String> put(Path local, String name) {
        return command("-W", local.toString(), remote(name));
    }

    @Override
    public final List<String> get(String name, Path local) {
        return command("-W", remote(name), local.toString());
    }

    @Override
    public final List<String> putTree(Path local, String name) {
        return command("-r", local + "/", remote(name));
    }

    @Override
    public final List<String> getTree(String name, Path local) {
        return command("-r", remote(name) + "/", local.toString());
    }

    @Override
    public final Optional<List<String>> resumePut(Path local, String name) {
        return Optional.of(command("--append-verify", local.toString(), remote(name)));
    }

    @Override
    public final Optional<List<String>> resumeGet(String name, Path local) {
        return Optional.of(command("--append-verify", remote(name), local.toString()));
    }

    /** Times and sizes may be equal: --ignore-times compares by content, as ours does. */
    @Override
    public final Optional<List<String>> update(Path local, String name) {
        return Optional.of(command("--ignore-times", "--no-whole-file", local.toString(), remote(name)));
    }
}
