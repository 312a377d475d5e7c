package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.contest.Contest;
import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.figures.Series;
import dev.framewire.benchmarks.process.Leftovers;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A contest on a stage of its own: servers are started, contestants run in turns, the servers end, the folder goes.
 *
 * @param rounds timed ones, if there is time for them
 */
record ContestMeasurement<S extends Closeable>(String id, int rounds, int seconds, Stage<S> stage, Casting<S> casting)
        implements Measurement {
    /** Starts what the contestants need. */
    interface Stage<S extends Closeable> {
        S open(RunContext context, Path folder, Consumer<String> notes) throws IOException, InterruptedException;
    }

    /** Makes the contestants. */
    interface Casting<S> {
        List<? extends Contestant> contestants(S stage) throws IOException, InterruptedException;
    }

    /** The round that warms up takes as long as a timed one. */
    @Override
    public ContestMeasurement<S> limitedTo(int most) {
        int fewer = Math.min(most, rounds);
        return new ContestMeasurement<>(id, fewer, seconds * (fewer + 1) / (rounds + 1), stage, casting);
    }

    @Override
    public Outcome run(RunContext context) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(context.work().resolve("stage"));
        List<String> notes = new ArrayList<>();
        Duration limit = Duration.ofSeconds(seconds);
        Instant start = Instant.now();
        try (S open = stage.open(context, folder, notes::add)) {
            List<Series> series = new Contest(
                            casting.contestants(open), notes::add, limit.minus(Duration.between(start, Instant.now())))
                    .run(rounds);
            if (series.stream().allMatch(s -> s.seconds().isEmpty())) {
                throw new IOException("nothing measured: " + notes);
            }
            return context.outcome(id, series, notes);
        } finally {
            Leftovers.remove(folder);
        }
    }
}
