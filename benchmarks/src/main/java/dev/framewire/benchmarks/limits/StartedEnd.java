package dev.framewire.benchmarks.limits;

import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.programs.Delivering;
import dev.framewire.benchmarks.programs.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two ends of a transfer without all that a transfer is, of which one is a JVM that is started for it, as a command is, and the
 * other one a warm one, as a server is. The time of both is measured, the start included.
 *
 * @param command how the one is run that is started
 * @param warm the other end
 */
record StartedEnd(String name, Command command, WorkerJvm warm, Told told, Copied copied) implements Delivering {
    /**
     * What the two are told.
     *
     * @param warm a command for the warm one, which begins first
     * @param started the command line of the other one
     * @param meet whether that one is told the port, too, on which the warm one listens
     */
    record Told(List<String> warm, List<String> started, boolean meet) {
        /** Of two that are connected. */
        static Told whoMeet(List<String> warm, List<String> started) {
            return new Told(warm, started, true);
        }

        /** Of two that do not know of each other. */
        static Told apart(List<String> warm, List<String> started) {
            return new Told(warm, started, false);
        }
    }

    /**
     * What they do it to.
     *
     * @param from the content
     * @param to where it arrives
     * @param there how much of it is there before
     */
    record Copied(Path from, Path to, long there) {}

    @Override
    public Path arriving() {
        return copied.to;
    }

    @Override
    public Optional<Path> expected() {
        return Optional.of(copied.from);
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        Delivering.super.prepare();
        if (copied.there > 0) {
            Trees.copyFirst(copied.from, copied.to, copied.there);
        }
    }

    @Override
    public double run() throws IOException, InterruptedException {
        warm.begin(told.warm.toArray(String[]::new));
        List<String> words = new ArrayList<>(told.started);
        if (told.meet) {
            words.add(warm.port());
        }
        long start = System.nanoTime();
        try {
            command.run(words);
        } catch (IOException e) {
            warm.close(); // it would wait for its other end for ever
            throw e;
        }
        warm.seconds();
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public List<ProcessHandle> servers() {
        return List.of(warm.handle());
    }
}
