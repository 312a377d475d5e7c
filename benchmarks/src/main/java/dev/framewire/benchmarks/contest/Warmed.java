package dev.framewire.benchmarks.contest;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A contestant much of whose code runs seldom, so that the JIT has compiled it only after some rounds. */
record Warmed(Contestant cold, int warmUps) implements Contestant {
    @Override
    public String name() {
        return cold.name();
    }

    @Override
    public double x() {
        return cold.x();
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        cold.prepare();
    }

    @Override
    public double run() throws IOException, InterruptedException {
        return cold.run();
    }

    @Override
    public void check() throws IOException {
        cold.check();
    }

    @Override
    public void tidy() {
        cold.tidy();
    }

    @Override
    public List<ProcessHandle> servers() {
        return cold.servers();
    }

    @Override
    public Map<String, Double> measures() {
        return cold.measures();
    }
}
