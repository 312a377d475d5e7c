package dev.framewire.benchmarks.contest;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryWatchTest {
    @Test
    void a_child_counts_once_it_is_another_program() throws Exception {
        try (MemoryWatch watch = MemoryWatch.start(List.of())) {
            watch.look(ProcessHandle.current().pid()); // as each child looks until it has become another program
            assertThat(watch.peakBytes()).isZero();
            Process child = new ProcessBuilder("cat").start();
            try {
                patiently().until(() -> watch.peakBytes() > 0);
                assertThat(watch.peakBytes()).isLessThan(64 << 20);
            } finally {
                child.destroy();
                child.waitFor();
            }
        }
    }
}
