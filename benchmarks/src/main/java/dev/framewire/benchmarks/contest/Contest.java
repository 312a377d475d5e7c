package dev.framewire.benchmarks.contest;

import dev.framewire.benchmarks.figures.Series;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
    private final Duration limit;
    private final Clock clock;

    /**
     * Of contestants.
     *
     * @param notes are told about those that failed, and of rounds that were left out
     * @param limit no further round begins that would end after that; one is always timed
     */
    public Contest(List<? extends Contestant> contestants, Consumer<String> notes, Duration limit) {
        this(contestants, notes, limit, Clock.systemUTC());
    }

    Contest(List<? extends Contestant> contestants, Consumer<String> notes, Duration limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
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
        Instant start = clock.instant();
        Duration longest = Duration.ZERO;
        for (int round = 0; round <= rounds; round++) {
            Instant began = clock.instant();
            if (round > 1 && Duration.between(start, began).plus(longest).compareTo(limit) > 0) {
                notes.accept((round - 1) + " of " + rounds + " rounds: more would take longer than meant");
                break;
            }
            for (int i = 0; i < contestants.size(); i++) {
                Contestant contestant = contestants.get((i + round) % contestants.size());
                if (!out.contains(contestant)) {
                    once(contestant, round);
                }
            }
            Duration took = Duration.between(began, clock.instant());
            longest = round > 0 && took.compareTo(longest) > 0 ? took : longest;
        }
        List<Series> series = new ArrayList<>();
        seconds.forEach((contestant, samples) ->
                series.add(new Series(contestant.name(), contestant.x(), samples, measures.get(contestant))));
        return series;
    }

    private void once(Contestant contestant, int round) throws InterruptedException {
        try {
            for (int unseen = 0; round == 0 && unseen < contestant.warmUps(); unseen++) {
                contestant.prepare();
                contestant.run();
                contestant.tidy();
            }
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
        } finally {
            contestant.tidy();
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
