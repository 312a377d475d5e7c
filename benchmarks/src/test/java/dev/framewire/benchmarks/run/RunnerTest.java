package dev.framewire.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.figures.Series;
import dev.framewire.benchmarks.programs.Programs;
import dev.framewire.testtools.NeedsTool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerTest {
    @TempDir
    Path folder;

    private final List<String> measured = new ArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private boolean broken = true;

    private Measurement measurement(String name, boolean failsWhileBroken) {
        return new Measurement() {
            @Override
            public String id() {
                return name;
            }

            @Override
            public int seconds() {
                return name.equals("long") ? 3000 : 100;
            }

            @Override
            public Measurement limitedTo(int rounds) {
                return this;
            }

            @Override
            public Outcome run(RunContext context) throws IOException {
                measured.add(name);
                if (broken && failsWhileBroken) {
                    throw new IOException("no peer");
                }
                return context.outcome(name, List.of(Series.of("x", List.of(1.0), Map.of())), List.of());
            }
        };
    }

    @Test
    void a_run_that_is_continued_measures_only_what_is_missing() throws IOException, InterruptedException {
        Runner runner =
                new Runner(folder, Options.parse(), new PrintStream(said, true, StandardCharsets.UTF_8), () -> true);
        RunFolder done = new RunFolder(folder.resolve("run"));
        RunContext context =
                new RunContext(folder, folder, folder, folder, new Jdk(17, folder, "17"), Map.of(Outcome.COMMIT, "c"));
        List<Measurement> all = List.of(measurement("a", false), measurement("b", true), measurement("c", false));

        assertThat(runner.measure(all, context, done)).isFalse();
        assertThat(measured).containsExactly("a", "b", "c");
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("3 of 3 are to be measured, in about   5:00", "no peer")
                .containsPattern(" [0-9]+:[0-9]{2}  1/3  a, about   1:40");

        broken = false;
        assertThat(runner.measure(all, context, done)).isTrue();
        assertThat(measured).containsExactly("a", "b", "c", "b");
        assertThat(done.find("b").orElseThrow().context())
                .containsEntry(Outcome.COMMIT, "c")
                .containsEntry(Outcome.IDLE, "true")
                .containsKey(Outcome.STARTED);
    }

    @Test
    void an_error_costs_the_measurement_that_has_it_and_no_other() throws IOException, InterruptedException {
        List<String> waits = new ArrayList<>();
        Runner runner = new Runner(folder, Options.parse(), new PrintStream(said, true, StandardCharsets.UTF_8), () -> {
            waits.add("wait");
            if (waits.size() == 1) {
                throw new IOException("nobody knows whether it is idle");
            }
            return true;
        });
        Measurement exhausted = new Measurement() {
            @Override
            public String id() {
                return "exhausted";
            }

            @Override
            public int seconds() {
                return 100;
            }

            @Override
            public Measurement limitedTo(int rounds) {
                return this;
            }

            @Override
            public Outcome run(RunContext context) {
                throw new OutOfMemoryError("of the test");
            }
        };
        RunContext context = new RunContext(folder, folder, folder, folder, new Jdk(17, folder, "17"), Map.of());
        List<Measurement> all = List.of(measurement("a", false), exhausted, measurement("c", false));
        assertThat(runner.measure(all, context, new RunFolder(folder.resolve("run"))))
                .isFalse();
        assertThat(measured).containsExactly("c");
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("nobody knows whether it is idle", "OutOfMemoryError: of the test");
    }

    @Test
    @NeedsTool("sh")
    void the_netdisk_is_built_before_the_first_measurement_that_needs_it() throws IOException, InterruptedException {
        broken = false;
        Path launcher = folder.resolve(Programs.NETDISK);
        Files.createDirectories(launcher.getParent());
        Files.writeString(launcher, "#!/bin/sh\necho \"$1\" >> built\n");
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        Runner runner =
                new Runner(folder, Options.parse(), new PrintStream(said, true, StandardCharsets.UTF_8), () -> true);
        RunContext context = new RunContext(folder, folder, folder, folder, new Jdk(17, folder, "17"), Map.of());

        runner.measure(List.of(measurement("a", false)), context, new RunFolder(folder.resolve("run")));
        assertThat(folder.resolve("built")).doesNotExist();
        List<Measurement> programs = List.of(measurement("programs/a", false), measurement("programs/b", false));
        runner.measure(programs, context, new RunFolder(folder.resolve("run")));
        assertThat(folder.resolve("built")).hasContent("--version\n");
        assertThat(measured).containsExactly("a", "programs/a", "programs/b");
    }

    @Test
    void what_would_take_longer_than_the_run_may_is_left_out() throws IOException, InterruptedException {
        broken = false;
        Runner runner =
                new Runner(folder, Options.parse(), new PrintStream(said, true, StandardCharsets.UTF_8), () -> true);
        RunContext context = new RunContext(folder, folder, folder, folder, new Jdk(17, folder, "17"), Map.of());
        List<Measurement> all = List.of(measurement("long", false), measurement("b", false));
        assertThat(runner.measure(all, context, new RunFolder(folder.resolve("run"))))
                .isTrue();
        assertThat(measured).containsExactly("b");
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("1 left out");
    }

    @Test
    void what_the_page_lacks_is_measured_before_what_is_oldest() throws IOException {
        Outcome older = new Outcome("older", Map.of(Outcome.STARTED, "2026-01-01"), List.of(), List.of());
        Outcome newer = new Outcome("newer", Map.of(Outcome.STARTED, "2026-01-02"), List.of(), List.of());
        assertThat(Runner.oldestFirst(
                        List.of(
                                measurement("newer", false),
                                measurement("older", false),
                                measurement("missing", false)),
                        Map.of("older", older, "newer", newer)))
                .extracting(Measurement::id)
                .containsExactly("missing", "older", "newer");
    }
}
