package dev.framewire.benchmarks.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.benchmarks.contest.Contestant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldMemoryTest {
    @TempDir
    Path folder;

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void holds_what_each_point_says_whatever_came_before_it() throws IOException, InterruptedException {
        try (HeldMemory memory = new HeldMemory(folder, 1000)) {
            List<Contestant> points = new ArrayList<>(memory.written(300_000, List.of(1, 4, 2)));
            points.addAll(memory.written(300_000, List.of(3)));
            assertThat(points).extracting(Contestant::x).containsExactly(1000.0, 4000.0, 2000.0, 3000.0);
            for (Contestant point : points) {
                point.prepare();
                assertThat(bytes()).isEqualTo((long) point.x());
                assertThat(point.run()).isPositive();
                assertThat(bytes()).isEqualTo((long) point.x() + 300_000);
                point.tidy();
            }
        }
        assertThat(bytes()).isZero();
    }

    @Test
    void fills_no_disk() throws IOException {
        try (HeldMemory memory = new HeldMemory(folder, 1L << 40)) {
            assertThatThrownBy(() -> memory.written(1, List.of(1, 1 << 20)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("free");
        }
        assertThat(bytes()).isZero();
    }
}
