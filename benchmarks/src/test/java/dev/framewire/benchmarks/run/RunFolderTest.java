package dev.framewire.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.figures.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    Path folder;

    private final Outcome outcome =
            new Outcome("a/b@17", Map.of(), List.of(Series.of("x", List.of(1.0), Map.of())), List.of());

    @Test
    void what_is_finished_is_found_by_the_next_run() throws IOException {
        new RunFolder(folder).save(outcome);
        assertThat(new RunFolder(folder).find("a/b@17")).contains(outcome);
        assertThat(new RunFolder(folder).find("a/b@25")).isEmpty();
    }

    @Test
    void a_file_that_was_cut_counts_as_not_measured() throws IOException {
        RunFolder run = new RunFolder(folder);
        run.save(outcome);
        Path file;
        try (Stream<Path> all = Files.list(folder)) {
            file = all.findFirst().orElseThrow();
        }
        Files.writeString(file, Files.readString(file).substring(0, 20));
        assertThat(run.find("a/b@17")).isEmpty();
    }

    @Test
    void what_is_measured_again_is_forgotten_and_nothing_else() throws IOException {
        RunFolder run = new RunFolder(folder);
        run.save(outcome);
        run.save(new Outcome("a/c", Map.of(), List.of(), List.of()));
        run.forget("a/b@17");
        run.forget("a/never");
        assertThat(run.find("a/b@17")).isEmpty();
        assertThat(run.find("a/c")).isPresent();
    }

    @Test
    void replacing_leaves_no_other_file() throws IOException {
        RunFolder.replace(folder.resolve("page"), "old");
        RunFolder.replace(folder.resolve("page"), "new");
        assertThat(folder.resolve("page")).hasContent("new");
        assertThat(folder.toFile().list()).hasSize(1);
    }
}
