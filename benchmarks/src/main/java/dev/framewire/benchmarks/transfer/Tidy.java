package dev.framewire.benchmarks.transfer;

import dev.framewire.benchmarks.contest.Contestant;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A contestant that prepares again after each round, which removes what arrived: many sizes together would fill a RAM disk. */
record Tidy(Contestant contestant) implements Contestant {
    @Override
    public String name() {
        return contestant.name();
    }

    @Override
    public double x() {
        return contestant.x();
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        contestant.prepare();
    }

    @Override
    public double run() throws IOException, InterruptedException {
        return contestant.run();
    }

    @Override
    public void check() throws IOException {
        contestant.check();
        try {
            contestant.prepare();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public List<ProcessHandle> servers() {
        return contestant.servers();
    }

    @Override
    public Map<String, Double> measures() {
        return contestant.measures();
    }
}
