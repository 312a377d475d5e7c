package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.process.Leftovers;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Works a plan off, keeps what is finished, and writes the page. */
final class Runner {
    private static final Path RAM = Path.of("/dev/shm");

    private final Path root;
    private final Options options;
    private final PrintStream out;
    private final IdleWait idle;
    private final Clock clock = Clock.systemUTC();

    /** Waits for an idle machine before a measurement. */
    interface IdleWait {
        boolean await() throws IOException, InterruptedException;
    }

    Runner(Path root, Options options, PrintStream out) {
        this(root, options, out, () -> Idle.await(2, options.size().pick(8, 120, 4)));
    }

    Runner(Path root, Options options, PrintStream out, IdleWait idle) {
        this.root = root;
        this.options = options;
        this.out = out;
        this.idle = idle;
    }

    /** False if a measurement failed. */
    boolean run() throws IOException, InterruptedException {
        List<Jdk> jdks = Jdk.find();
        Plan plan = Plan.of(options.size(), jdks);
        List<Measurement> measurements = plan.measurements().stream()
                .filter(m -> options.only().matcher(m.id()).find())
                .toList();
        if (options.list()) {
            measurements.forEach(m -> out.println(m.id()));
            return true;
        }
        RunFolder done = new RunFolder(
                root.resolve("benchmarks/.run").resolve(options.size().word()));
        if (!options.resume()) {
            for (Measurement measurement : measurements) {
                done.forget(measurement.id());
            }
        }
        Instant start = clock.instant();
        boolean whole = options.page() || measure(measurements, context(done), done);
        write(plan, done, jdks);
        out.println(elapsed(start) + "  done" + (whole ? "" : ", but not all could be measured"));
        return whole;
    }

    /** Measures what is not finished; false if some of it failed. */
    boolean measure(List<Measurement> measurements, RunContext context, RunFolder done)
            throws IOException, InterruptedException {
        Instant start = clock.instant();
        boolean whole = true;
        for (int i = 0; i < measurements.size(); i++) {
            Measurement measurement = measurements.get(i);
            if (Duration.between(start, clock.instant()).toMinutes() >= options.minutes()) {
                out.println(elapsed(start) + "  stopping here, for the time is up");
                return whole;
            }
            if (done.find(measurement.id()).isEmpty()) {
                out.printf("%s  %d/%d  %s%n", elapsed(start), i + 1, measurements.size(), measurement.id());
                whole &= measure(measurement, context, done);
            }
        }
        return whole;
    }

    private RunContext context(RunFolder done) throws IOException, InterruptedException {
        Path work = Leftovers.folder(Files.isWritable(RAM) ? RAM : Path.of(System.getProperty("java.io.tmpdir")));
        Path jar = work.resolve("benchmarks.jar");
        Files.copy(root.resolve("benchmarks/target/benchmarks.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
        Map<String, String> facts = Map.of(Outcome.COMMIT, Machine.commit(root));
        return new RunContext(root, jar, work, done.folder(), Jdk.newest(Jdk.find()), facts);
    }

    private boolean measure(Measurement measurement, RunContext context, RunFolder done)
            throws IOException, InterruptedException {
        Map<String, String> facts = new LinkedHashMap<>(context.facts());
        facts.put(Outcome.IDLE, String.valueOf(idle.await()));
        facts.put(
                Outcome.STARTED, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        try {
            Outcome outcome = measurement.run(context.with(facts));
            outcome.notes().forEach(note -> out.println("        " + note));
            done.save(outcome);
            return true;
        } catch (IOException | RuntimeException e) {
            out.println("        failed: " + e);
            return false;
        }
    }

    private void write(Plan plan, RunFolder done, List<Jdk> jdks) throws IOException, InterruptedException {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (Measurement measurement : plan.measurements()) {
            done.find(measurement.id()).ifPresent(outcome -> outcomes.put(outcome.id(), outcome));
        }
        Path module = root.resolve("benchmarks");
        Optional<Results> committed = Results.in(module);
        if (options.size() == Options.Size.GUARD) {
            out.println(Guard.compare(
                    plan.figures(),
                    outcomes,
                    committed.orElse(Results.none(options.size())).outcomes()));
            return;
        }
        if (options.isPart()) {
            outcomes.keySet().removeIf(id -> !options.only().matcher(id).find());
        }
        if (outcomes.isEmpty() && committed.isEmpty()) {
            throw new IOException("nothing is measured yet");
        }
        Results fresh = new Results(options.size(), Machine.facts(jdks), outcomes);
        Results results = options.isPart() || committed.isEmpty() ? fresh : fresh.over(committed.get());
        Path target = options.isPart() ? done.folder() : module;
        results.writePage(target, options.isPart());
        if (!options.isPart()) {
            results.write(target);
        }
        out.println("wrote " + target.resolve("RESULTS.md"));
    }

    private String elapsed(Instant start) {
        Duration elapsed = Duration.between(start, clock.instant());
        return String.format(java.util.Locale.ROOT, "%3d:%02d", elapsed.toMinutes(), elapsed.toSecondsPart());
    }
}
