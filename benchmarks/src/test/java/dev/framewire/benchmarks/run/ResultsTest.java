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
import java.util.LinkedHashMap;
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

    private static Results on(String kernel, String programs, Outcome... outcomes) {
        Map<String, String> machine = new LinkedHashMap<>(of("one").machine());
        machine.put(Outcome.SYSTEM, kernel);
        machine.put(Outcome.PROGRAMS, programs);
        return new Results(Options.Size.SHORT, machine, of("one", outcomes).outcomes());
    }

    @Test
    void what_is_kept_of_another_kernel_or_of_other_peers_says_so() {
        Outcome read = new Outcome("framing/read@17", Map.of(Outcome.COMMIT, "old"), List.of(), List.of());
        Results first = on("kernel 1", "rsync 1", split("old"), read);
        Results second = on("kernel 2", "rsync 1", split("new")).over(first);
        assertThat(second.outcomes())
                .containsEntry("framing/split@17", split("new"))
                .containsEntry("framing/read@17", read.with(Outcome.SYSTEM, "kernel 1"));
        assertThat(second.page(false))
                .contains("| kernel 2; 1 of the measurements below: kernel 1 |", "| programs | rsync 1 |")
                .contains("commit old, on a busy machine; system: kernel 1\n")
                .contains("commit new, on a busy machine\n");

        // once more: it still is of the first, and those of the second are of that
        Results third = on("kernel 3", "rsync 2", new Outcome("framing/heap@17", Map.of(), List.of(), List.of()))
                .over(second);
        assertThat(third.outcomes().get("framing/read@17").context())
                .containsEntry(Outcome.SYSTEM, "kernel 1")
                .containsEntry(Outcome.PROGRAMS, "rsync 1");
        assertThat(third.outcomes().get("framing/split@17").context())
                .containsEntry(Outcome.SYSTEM, "kernel 2")
                .containsEntry(Outcome.PROGRAMS, "rsync 1");
        assertThat(third.outcomes().get("framing/heap@17").context()).isEmpty();
    }

    @Test
    void nothing_is_said_where_all_is_of_one_kernel() {
        Outcome read = new Outcome("framing/read@17", Map.of(Outcome.COMMIT, "old"), List.of(), List.of());
        Results merged = on("kernel 1", "rsync 1", split("new")).over(on("kernel 1", "rsync 1", read));
        assertThat(merged.outcomes()).containsEntry("framing/read@17", read);
        assertThat(merged.page(false)).doesNotContain("of the measurements below", "; system:", "; programs:");
    }

    /** Measured one by one, with few rounds: {@code --full --only programs/put-4GiB --rounds 2}. */
    @Test
    void what_only_the_full_run_has_belongs_to_the_page_of_the_short_one() {
        Outcome large = new Outcome(
                "programs/put-4GiB",
                Map.of(Outcome.COMMIT, "c"),
                List.of(
                        Series.of("netdisk", List.of(20.0, 22.0), Map.of()),
                        Series.of("rsync daemon", List.of(10.0, 11.0), Map.of())),
                List.of());
        Results merged = of("one", split("new")).over(of("one", large));
        assertThat(merged.outcomes()).containsKey("programs/put-4GiB");
        assertThat(merged.page(false))
                .contains(
                        "parts of `--full`",
                        "| 4 GiB, encrypted and verified, put (2 rounds) | 21.0 (20.0–22.0) s |",
                        "| time ≤ 1.25 × rsync daemon | 2.00 (2.00–2.00) × | **missed** |")
                .containsPattern(
                        "4 GiB, encrypted and verified, get \\|  \\|  \\| [^|]+ \\|  \\| only in the full run");
        assertThat(of("one", split("new")).page(false)).doesNotContain("parts of `--full`", "8 GiB");
        Outcome curve = new Outcome(
                "curves/file-size-8GiB",
                Map.of(),
                List.of(new Series("framewire", 1024, List.of(1.0), Map.of())),
                List.of());
        assertThat(of("one", curve).page(false)).contains("over its size, to 8 GiB");
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
