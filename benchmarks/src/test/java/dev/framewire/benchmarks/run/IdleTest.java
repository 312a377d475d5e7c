package dev.framewire.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleTest {
    @Test
    void busy_is_what_is_neither_idle_nor_waiting_for_a_disk() {
        long[] before = Idle.ticks("cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 …\n");
        long[] now = Idle.ticks("cpu  150 0 100 830 20 0 0 0 0 0\ncpu0 …\n");
        assertThat(Idle.busy(before, now)).isEqualTo(0.5);
    }

    @Test
    void no_time_between_two_looks_counts_as_busy() {
        long[] now = Idle.ticks("cpu  100 0 100 800 0 0 0 0 0 0\n");
        assertThat(Idle.busy(now, now)).isEqualTo(1);
    }
}
