package dev.framewire.benchmarks.profile;

import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.contest.ForwardingContestant;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A contestant whose runs are remembered, so that samples taken meanwhile are known to be its own. */
public final class Recorded extends ForwardingContestant {
    private final List<Span> spans = new ArrayList<>();

    /** From when to when it ran, and how long that was by its own clock. */
    record Span(Instant from, Instant to, double seconds) {
        boolean holds(Instant time) {
            return !time.isBefore(from) && time.isBefore(to);
        }
    }

    /** Of a contestant. */
    public Recorded(Contestant contestant) {
        super(contestant);
    }

    /** Of all runs but those that warm up: as many as it asks for, and the first round. */
    List<Span> spans() {
        return spans.subList(Math.min(warmUps() + 1, spans.size()), spans.size());
    }

    @Override
    public double run() throws IOException, InterruptedException {
        Instant from = Instant.now();
        double seconds = super.run();
        spans.add(new Span(from, Instant.now(), seconds));
        return seconds;
    }
}
