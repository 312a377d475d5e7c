package dev.framewire.benchmarks.limits;

import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.process.Leftovers;
import dev.framewire.benchmarks.programs.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One that makes a new file of an old one, which is written anew before each round, as it is for the others: memory that has
 * just been written and freed is had faster than other memory.
 *
 * @param content of the old file
 */
record Renewed(Contestant contestant, Path content, Path older) implements Contestant {
    @Override
    public String name() {
        return contestant.name();
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        contestant.prepare();
        Trees.copyFirst(content, older, Files.size(content));
    }

    @Override
    public double run() throws IOException, InterruptedException {
        return contestant.run();
    }

    @Override
    public void check() throws IOException {
        contestant.check();
    }

    @Override
    public void tidy() {
        contestant.tidy();
        Leftovers.remove(older);
    }

    @Override
    public List<ProcessHandle> servers() {
        return contestant.servers();
    }
}
