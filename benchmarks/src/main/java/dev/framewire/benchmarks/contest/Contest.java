package dev.framewire.benchmarks.contest;

import dev.framewire.benchmarks.figures.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs contestants in turns. The first round warms up and is not timed; in it memory is watched, which would disturb the
 * clock. Each round begins with another contestant.
 */
public final class Contest {
    private final List<Contestant> contestants;
    private final Consumer<String> notes;
    private final Map<Contestant, List<Double>> seconds = new LinkedHashMap<>();
    private final Map<Contestant, Map<String, Double>> measures = new HashMap<>();
    private final Set<Contestant> out = new HashSet<>();

    /** With somebody to tell about those that failed. */
    public Contest(List<? extends Contestant> contestants, Consumer<String> notes) {
        this.contestants = List.copyOf(contestants);
        this.notes = notes;
        this.contestants.forEach(c -> {
            seconds.put(c, new ArrayList<>());
            measures.put(c, new HashMap<>());
        });
    }

    /**
     * Runs.
     *
     * @return a series for each contestant; without samples for one that failed
     */
    public List<Series> run(int rounds) throws InterruptedException {
        for (int round = 0; round <= rounds; round++) {
            for (int i = 0; i < contestants.size(); i++) {
                Contestant contestant = contestants.get((i + round) % contestants.size());
                if (!out.contains(contestant)) {
                    once(contestant, round);
                }
            }
        }
        List<Series> series = new ArrayList<>();
        seconds.forEach((contestant, samples) ->
                series.add(new Series(contestant.name(), contestant.x(), samples, measures.get(contestant))));
        return series;
    }

    private void once(Contestant contestant, int round) throws InterruptedException {
        try {
            contestant.prepare();
            if (round == 0) {
                try (MemoryWatch watch = MemoryWatch.start(contestant.servers())) {
                    contestant.run();
                    see(contestant, Map.of(Series.PEAK, (double) watch.peakBytes()));
                }
            } else {
                seconds.get(contestant).add(contestant.run());
            }
            contestant.check();
            see(contestant, contestant.measures());
        } catch (IOException | RuntimeException e) {
            out.add(contestant);
            seconds.get(contestant).clear(); // what answers wrongly once has no time
            notes.accept(contestant.name() + ": " + e.getMessage());
        }
    }

    private void see(Contestant contestant, Map<String, Double> seen) {
        seen.forEach((name, value) -> {
            if (value > 0) {
                measures.get(contestant).merge(name, value, Math::max);
            }
        });
    }
}
