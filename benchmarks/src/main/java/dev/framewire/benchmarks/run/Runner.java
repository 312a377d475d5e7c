package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Figure;
import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.process.FreeMemory;
import dev.framewire.benchmarks.process.Leftovers;
import dev.framewire.benchmarks.programs.Programs;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Works a plan off, keeps what is finished, and writes the page. */
final class Runner {
    private static final Path RAM = Path.of("/dev/shm");
    /** So many times the time it is meant to take, and a measurement hangs. */
    private static final long STUCK = 4;
    /** A rehearsal's files are that many times smaller, and fewer; a transfer can still be broken off half-way. */
    private static final int REHEARSED_PART = 8;
    /** For the programs, while the memory of the RAM disk is being touched. */
    private static final long LEFT_UNTOUCHED_BYTES = 4L << 30;

    private final Path root;
    private final Options options;
    private final PrintStream out;
    private final IdleWait idle;
    private final Clock clock = Clock.systemUTC();
    private final List<String> failed = new ArrayList<>();
    private final List<String> notBegun = new ArrayList<>();

    private static final int PROFILED_ROUNDS = 2;

    /** Waits for an idle machine before a measurement. */
    interface IdleWait {
        boolean await() throws IOException, InterruptedException;
    }

    Runner(Path root, Options options, PrintStream out) {
        this(
                root,
                options,
                out,
                () -> Idle.await(2, options.rehearse() ? 1 : options.size().pick(8, 120, 4)));
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
        Plan plan = Plan.of(options.size(), jdks, options.rehearse() ? REHEARSED_PART : 1);
        List<Measurement> measurements = plan.measurements().stream()
                .filter(m -> options.only().matcher(m.id()).find())
                .map(m -> options.rounds() > 0 ? m.limitedTo(options.rounds()) : m)
                .toList();
        if (options.profile().isPresent()) {
            return profile(plan, options.profile().get());
        }
        if (options.list()) {
            measurements.forEach(m -> out.println(m.id() + "  " + clock(m.seconds())));
            out.println("all " + measurements.size() + "  " + clock(estimate(measurements)));
            return true;
        }
        RunFolder done = folder(options.folder());
        if (!options.resume()) {
            for (Measurement measurement : measurements) {
                done.forget(measurement.id());
            }
        }
        Instant start = clock.instant();
        if (options.resume()) {
            Results committed = Results.in(root.resolve("benchmarks")).orElse(Results.none(options.size()));
            measurements = oldestFirst(measurements, committed.outcomes());
        }
        boolean whole;
        if (options.size() == Options.Size.GUARD) {
            whole = guard(plan.figures(), measurements, done, start);
        } else {
            whole = options.page() || measure(measurements, context(done), done);
            write(plan, done, jdks);
        }
        if (!failed.isEmpty()) {
            out.println("failed: " + String.join(", ", failed));
        }
        if (!notBegun.isEmpty()) {
            out.println("no time for: " + String.join(", ", notBegun));
        }
        out.println(clock(Duration.between(start, clock.instant()).toSeconds()) + "  done"
                + (whole ? "" : ", but not all could be measured"));
        return whole;
    }

    /** Measures, what looks slower a second time as far as there is time left, and compares. */
    private boolean guard(List<Figure> all, List<Measurement> measurements, RunFolder done, Instant start)
            throws IOException, InterruptedException {
        List<String> ids = measurements.stream().map(Measurement::id).toList();
        List<Figure> figures = all.stream()
                .filter(figure -> ids.contains(figure.measurement()))
                .toList();
        Map<String, Outcome> then = Results.in(root.resolve("benchmarks"))
                .orElse(Results.none(options.size()))
                .outcomes();
        RunFolder second = new RunFolder(done.folder().resolve("again"));
        boolean whole = true;
        if (!options.page()) {
            RunContext context = context(done);
            whole = measure(measurements, context, done, start);
            for (String id : ids) {
                second.forget(id);
            }
            Set<String> doubtful = Guard.doubtful(figures, done.find(ids), then);
            if (!doubtful.isEmpty()) {
                out.println("again, in another JVM, what looks slower");
                whole &= measure(
                        measurements.stream()
                                .filter(m -> doubtful.contains(m.id()))
                                .toList(),
                        context,
                        second,
                        start);
            }
        }
        out.println(Guard.compare(figures, done.find(ids), second.find(ids), then));
        return whole;
    }

    private boolean profile(Plan plan, Pattern pattern) throws IOException, InterruptedException {
        for (Measurement measurement : plan.measurements()) {
            if (measurement instanceof ContestMeasurement<?> contest
                    && pattern.matcher(contest.id()).find()) {
                out.println(contest.id());
                RunContext context = context(folder("profile"));
                int rounds = options.rounds() > 0 ? options.rounds() : PROFILED_ROUNDS;
                String report = new Profile(context, out).run(contest, rounds);
                out.print(report);
                keep(contest.id(), context.facts().getOrDefault(Outcome.COMMIT, "unknown"), report);
                return true;
            }
        }
        out.println("no contest matches " + pattern);
        return false;
    }

    /** A profile is no measurement: it lies beside the page, the last one of each part. */
    private void keep(String id, String commit, String report) throws IOException {
        Path file = Files.createDirectories(root.resolve("benchmarks/profiles")).resolve(id.replace('/', '-') + ".txt");
        String head = "benchmarks/run --profile " + id + "\n" + clock.instant().truncatedTo(ChronoUnit.SECONDS)
                + ", commit " + commit + "\n\n";
        RunFolder.replace(file, head + report);
        out.println("wrote " + file);
    }

    private RunFolder folder(String run) throws IOException {
        return new RunFolder(root.resolve("benchmarks/.run").resolve(run));
    }

    /** What the committed page lacks comes first, then what was measured longest ago. */
    static List<Measurement> oldestFirst(List<Measurement> measurements, Map<String, Outcome> committed) {
        return measurements.stream()
                .sorted(Comparator.comparing((Measurement m) -> Optional.ofNullable(committed.get(m.id()))
                        .map(outcome -> outcome.context().getOrDefault(Outcome.STARTED, ""))
                        .orElse("")))
                .toList();
    }

    /** Measures what is not finished and can be within the time; false if some of it failed. */
    boolean measure(List<Measurement> measurements, RunContext context, RunFolder done)
            throws IOException, InterruptedException {
        return measure(measurements, context, done, clock.instant());
    }

    /** The same in a run that began then. */
    private boolean measure(List<Measurement> measurements, RunContext context, RunFolder done, Instant start)
            throws IOException, InterruptedException {
        List<Measurement> open = new ArrayList<>();
        for (Measurement measurement : measurements) {
            if (done.find(measurement.id()).isEmpty()) {
                open.add(measurement);
            }
        }
        out.println(
                open.size() + " of " + measurements.size() + " are to be measured, in about " + clock(estimate(open)));
        if (open.stream().anyMatch(measurement -> measurement.id().startsWith(ProgramPlan.PREFIX))) {
            build(context);
        }
        if (!options.rehearse() && options.size() != Options.Size.GUARD) {
            touchMemory(context);
        }
        boolean whole = true;
        int left = notBegun.size();
        for (int i = 0; i < open.size(); i++) {
            Measurement measurement = open.get(i);
            long seconds = Duration.between(start, clock.instant()).toSeconds();
            if (seconds + measurement.seconds() > 60L * options.minutes()) {
                notBegun.add(measurement.id());
                continue;
            }
            out.printf(
                    "%s  %d/%d  %s, about %s%n",
                    clock(seconds), i + 1, open.size(), measurement.id(), clock(measurement.seconds()));
            whole &= measure(measurement, context, done);
        }
        if (notBegun.size() > left) {
            out.println(notBegun.size() - left + " left out, for there was no time for them; --continue measures them");
        }
        return whole;
    }

    /** Here, and not in the time of whoever is the first to use it. */
    private void touchMemory(RunContext context) throws IOException {
        if (FreeMemory.isGivenBack()) {
            out.println(
                    "what is free of the memory is given back to the host, and had again by whoever is measured: README.md, "
                            + "\"What it needs\", says how to keep it");
            return;
        }
        FreeMemory.touch(context.work(), LEFT_UNTOUCHED_BYTES);
    }

    /** The netdisk builds itself before it runs, where it must: here, and not in the time of whoever is measured first. */
    private void build(RunContext context) throws IOException, InterruptedException {
        try {
            Command.in(context.work())
                    .with("JAVA_HOME", context.newest().home().toString())
                    .run(List.of(context.root().resolve(Programs.NETDISK).toString(), "--version"));
        } catch (IOException e) {
            out.println("netdisk: " + e.getMessage());
        }
    }

    private static long estimate(List<Measurement> measurements) {
        return measurements.stream().mapToLong(Measurement::seconds).sum();
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
        Alarm alarm = Alarm.after(STUCK * measurement.seconds());
        try {
            facts.put(Outcome.IDLE, String.valueOf(idle.await()));
            facts.put(
                    Outcome.STARTED,
                    clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
            Outcome outcome = measurement.run(context.with(facts));
            outcome.notes().forEach(note -> out.println("        " + note));
            if (Leftovers.isEnding()) {
                throw new IOException("interrupted");
            }
            if (alarm.rang()) {
                throw new IOException("ended, for it took " + STUCK + " times as long as it is meant to");
            }
            done.save(outcome);
            return true;
        } catch (IOException | RuntimeException | Error e) { // whatever it is, it costs this measurement and no other
            out.println("        failed: " + e);
            failed.add(measurement.id());
            return false;
        } finally {
            alarm.cancel();
        }
    }

    private void write(Plan plan, RunFolder done, List<Jdk> jdks) throws IOException, InterruptedException {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (Measurement measurement : plan.measurements()) {
            done.find(measurement.id()).ifPresent(outcome -> outcomes.put(outcome.id(), outcome));
        }
        Path module = root.resolve("benchmarks");
        Optional<Results> committed = Results.in(module);
        if (options.isPart()) {
            outcomes.keySet().removeIf(id -> !options.only().matcher(id).find());
        }
        Results fresh = new Results(options.size(), Machine.facts(jdks), outcomes);
        if (!options.isPart()) {
            outcomes.putAll(folder(Options.Size.FULL.word()).find(fresh.fullOnly()));
        }
        if (outcomes.isEmpty() && committed.isEmpty()) {
            throw new IOException("nothing is measured yet");
        }
        Results results = options.isPart() || committed.isEmpty() ? fresh : fresh.over(committed.get());
        Path target = options.isPart() ? done.folder() : module;
        results.writePage(target, options.isPart());
        if (!options.isPart()) {
            results.write(target);
        }
        List<String> kept = new ArrayList<>(results.outcomes().keySet());
        kept.removeAll(outcomes.keySet());
        if (!kept.isEmpty()) {
            out.println("kept from results.json, each with its commit: " + String.join(", ", kept));
        }
        if (!options.isPart()) {
            results.goals().forEach(out::println);
        }
        out.println("wrote " + target.resolve("RESULTS.md"));
    }

    private static String clock(long seconds) {
        return String.format(java.util.Locale.ROOT, "%3d:%02d", seconds / 60, seconds % 60);
    }
}
