package dev.framewire.benchmarks.contest;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Another contestant, except for what is overridden. */
public abstract class ForwardingContestant implements Contestant {
    private final Contestant contestant;

    protected ForwardingContestant(Contestant contestant) {
        this.contestant = contestant;
    }

    @Override
    public String name() {
        return contestant.name();
    }

    @Override
    public double x() {
        return contestant.x();
    }

    @Override
    public int warmUps() {
        return contestant.warmUps();
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
    }

    @Override
    public void tidy() {
        contestant.tidy();
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
