package dev.framewire.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.figures.Series;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("no peer");

        broken = false;
        assertThat(runner.measure(all, context, done)).isTrue();
        assertThat(measured).containsExactly("a", "b", "c", "b");
        assertThat(done.find("b").orElseThrow().context())
                .containsEntry(Outcome.COMMIT, "c")
                .containsEntry(Outcome.IDLE, "true")
                .containsKey(Outcome.STARTED);
    }
}
