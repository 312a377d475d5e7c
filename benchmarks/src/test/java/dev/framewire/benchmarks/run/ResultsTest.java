package dev.framewire.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.framewire.benchmarks.figures.Curve;
import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.figures.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static final Path MODULE = Path.of("").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void what_is_written_is_read_again() throws IOException {
        Results results = new Results(
                Options.Size.SHORT,
                Map.of(Machine.JDKS, "17.0.1 Debian; 25 Eclipse Adoptium"),
                Map.of(
                        "a/b@17",
                        new Outcome("a/b@17", Map.of(), List.of(Series.of("x", List.of(1.0), Map.of())), List.of())));
        results.write(folder);
        assertThat(Results.in(folder)).contains(results);
        assertThat(results.plan().measurements())
                .extracting(Measurement::id)
                .contains("framing/split@17", "framing/split@25");
        assertThat(Results.in(folder.resolve("elsewhere"))).isEmpty();
    }

    private static Outcome split(String commit) {
        return new Outcome("framing/split@17", Map.of(Outcome.COMMIT, commit), List.of(), List.of());
    }

    private static Results of(String machine, Outcome... outcomes) {
        return new Results(
                Options.Size.SHORT,
                Map.of(Machine.JDKS, "17", "processor", machine),
                Arrays.stream(outcomes).collect(Collectors.toMap(Outcome::id, o -> o)));
    }

    @Test
    void a_part_replaces_what_it_measured_and_keeps_the_rest() {
        Outcome read = new Outcome("framing/read@17", Map.of(), List.of(), List.of());
        Results older = of("one", split("old"), read);
        assertThat(of("one", split("new")).over(older).outcomes())
                .containsExactly(Map.entry("framing/split@17", split("new")), Map.entry("framing/read@17", read));
        assertThat(of("other", split("new")).over(older)).isEqualTo(of("other", split("new")));
        assertThat(of("other").over(older)).isEqualTo(older);
    }

    /** If this fails: {@code benchmarks/run --page}. */
    @Test
    void the_committed_page_says_what_the_committed_results_say() throws IOException {
        Results committed = Results.in(MODULE).orElse(Results.none(Options.Size.SHORT));
        assumeTrue(!committed.outcomes().isEmpty(), "nothing is committed");
        assertThat(Files.readString(MODULE.resolve("RESULTS.md"))).isEqualTo(committed.page(false));
        for (Curve curve : committed.plan().curves()) {
            if (committed.outcomes().containsKey(curve.measurement())) {
                assertThat(MODULE.resolve("plots/" + curve.id() + ".svg")).exists();
            }
        }
    }
}
