package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.process.Leftovers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A contestant by whom a file or a folder arrives, which is removed before a round and after it. */
public interface Delivering extends Contestant {
    /** Where. */
    Path arriving();

    /** What must have arrived there; empty to compare nothing. */
    Optional<Path> expected();

    @Override
    default void prepare() throws IOException, InterruptedException {
        Leftovers.remove(arriving());
    }

    @Override
    default void check() throws IOException {
        Optional<Path> expected = expected();
        if (expected.isPresent()) {
            Trees.compare(expected.get(), arriving());
        }
    }

    @Override
    default void tidy() {
        Leftovers.remove(arriving());
    }
}
