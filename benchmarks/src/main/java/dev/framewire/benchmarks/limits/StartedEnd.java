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
 * @param warm the other end
 * @param itsWords what that one is told first
 * @param started what the command is told
 * @param meet whether it is told the port, too, on which the other one listens
 * @param from the content
 * @param there how much of it is there before
 */
record StartedEnd(
        String name,
        Command command,
        WorkerJvm warm,
        List<String> itsWords,
        List<String> started,
        boolean meet,
        Path from,
        Path arriving,
        long there)
        implements Delivering {
    @Override
    public Optional<Path> expected() {
        return Optional.of(from);
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        Delivering.super.prepare();
        if (there > 0) {
            Trees.copyFirst(from, arriving, there);
        }
    }

    @Override
    public double run() throws IOException, InterruptedException {
        warm.begin(itsWords.toArray(String[]::new));
        List<String> words = new ArrayList<>(started);
        if (meet) {
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
