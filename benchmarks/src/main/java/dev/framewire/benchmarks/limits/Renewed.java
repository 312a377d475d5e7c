package dev.framewire.benchmarks.limits;

import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.contest.ForwardingContestant;
import dev.framewire.benchmarks.process.Leftovers;
import dev.framewire.benchmarks.programs.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One that makes a new file of an old one, which is written anew before each round, as it is for the others: memory that has
 * just been written and freed is had faster than other memory.
 */
final class Renewed extends ForwardingContestant {
    private final Path content;
    private final Path older;

    /** @param content of the old file */
    Renewed(Contestant contestant, Path content, Path older) {
        super(contestant);
        this.content = content;
        this.older = older;
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        super.prepare();
        Trees.copyFirst(content, older, Files.size(content));
    }

    @Override
    public void tidy() {
        super.tidy();
        Leftovers.remove(older);
    }
}
