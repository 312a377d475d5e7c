package dev.framewire.benchmarks.profile;

import dev.framewire.benchmarks.contest.Contestant;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A contestant whose runs are remembered, so that samples taken meanwhile are known to be its own. */
public final class Recorded implements Contestant {
    private final Contestant contestant;
    private final List<Span> spans = new ArrayList<>();

    /** From when to when it ran, and how long that was by its own clock. */
    record Span(Instant from, Instant to, double seconds) {
        boolean holds(Instant time) {
            return !time.isBefore(from) && time.isBefore(to);
        }
    }

    /** Of a contestant. */
    public Recorded(Contestant contestant) {
        this.contestant = contestant;
    }

    /** Of all runs but the first, which warms up. */
    List<Span> spans() {
        return spans.subList(Math.min(1, spans.size()), spans.size());
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
    public void prepare() throws IOException, InterruptedException {
        contestant.prepare();
    }

    @Override
    public double run() throws IOException, InterruptedException {
        Instant from = Instant.now();
        double seconds = contestant.run();
        spans.add(new Span(from, Instant.now(), seconds));
        return seconds;
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
}
