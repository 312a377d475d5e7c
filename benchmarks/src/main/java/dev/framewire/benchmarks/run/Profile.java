package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.contest.Contest;
import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.process.Leftovers;
import dev.framewire.benchmarks.profile.Recorded;
import dev.framewire.benchmarks.profile.Recordings;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Runs our contestants of one measurement in JVMs that record themselves, and says where the time goes. */
final class Profile {
    private final RunContext context;
    private final PrintStream out;

    Profile(RunContext context, PrintStream out) {
        this.context = context;
        this.out = out;
    }

    /** A round that warms up, and so many that count; answers the report. */
    <S extends Closeable> String run(ContestMeasurement<S> measurement, int rounds)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(context.work().resolve("stage"));
        Recordings recordings =
                new Recordings(Files.createDirectories(context.work().resolve("recordings")));
        RunContext recording =
                context.recorded(recordings.options(context.newest().major()));
        try (S stage = measurement.stage().open(recording, folder, out::println)) {
            List<Recorded> ours = measurement.casting().contestants(stage).stream()
                    .filter(contestant -> contestant.name().startsWith("framewire")
                            || contestant.name().startsWith("netdisk"))
                    .map(Recorded::new)
                    .toList();
            if (ours.isEmpty()) {
                throw new IOException(measurement.id() + " has no contestant of ours");
            }
            new Contest(ours, out::println, Duration.ofSeconds(measurement.seconds())).run(rounds);
            dump(ours, recordings);
            return recordings.report(ours);
        } finally {
            Leftovers.remove(folder);
        }
    }

    /** What goes on to run is asked for its recording; what has ended has left it. */
    private void dump(List<? extends Contestant> contestants, Recordings recordings)
            throws IOException, InterruptedException {
        Set<Long> servers = new TreeSet<>();
        contestants.forEach(contestant -> contestant.servers().forEach(process -> servers.add(process.pid())));
        Command jcmd = Command.in(context.work());
        for (long pid : servers) {
            jcmd.run(List.of(
                    context.newest().program("jcmd"),
                    String.valueOf(pid),
                    "JFR.dump",
                    "filename=" + recordings.file(pid)));
        }
    }
}
