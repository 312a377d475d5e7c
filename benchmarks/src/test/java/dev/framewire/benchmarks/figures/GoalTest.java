package dev.framewire.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.benchmarks.figures.Goal.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GoalTest {
    private final Series ours = Series.of("ours", List.of(0.5, 0.5), Map.of(Series.ALLOCATED, 64.0));
    private final Series peer = Series.of("peer", List.of(1.0, 1.0), Map.of(Series.ALLOCATED, 10.0));
    private final Outcome all = new Outcome("x", Map.of(), List.of(ours, peer), List.of());

    @Test
    void half_the_time_is_twice_the_rate() {
        assertThat(new Goal.TimeRatio("peer", 0.5).judge(ours, all)).contains(new Verdict("0.50 (0.50–0.50) ×", true));
        assertThat(new Goal.TimeRatio("peer", 0.49)
                        .judge(ours, all)
                        .orElseThrow()
                        .met())
                .isFalse();
        assertThat(new Goal.RateRatio("peer", 2).judge(ours, all)).contains(new Verdict("2.00 (2.00–2.00) ×", true));
        assertThat(new Goal.RateRatio("peer", 2.01)
                        .judge(ours, all)
                        .orElseThrow()
                        .met())
                .isFalse();
    }

    @Test
    void absolute_goals() {
        assertThat(new Goal.PerSecond(2).judge(ours, all).orElseThrow().met()).isTrue();
        assertThat(new Goal.PerSecond(2.1).judge(ours, all).orElseThrow().met()).isFalse();
        assertThat(new Goal.Seconds(0.5).judge(ours, all).orElseThrow().met()).isTrue();
        assertThat(new Goal.Seconds(0.4).judge(ours, all).orElseThrow().met()).isFalse();
        assertThat(new Goal.Bytes(Series.ALLOCATED, 64)
                        .judge(ours, all)
                        .orElseThrow()
                        .met())
                .isTrue();
        assertThat(new Goal.Bytes(Series.ALLOCATED, 0)
                        .judge(ours, all)
                        .orElseThrow()
                        .met())
                .isFalse();
        assertThat(new Goal.BytesBeyond("peer", Series.ALLOCATED, 54)
                        .judge(ours, all)
                        .orElseThrow()
                        .met())
                .isTrue();
        assertThat(new Goal.BytesBeyond("peer", Series.ALLOCATED, 53)
                        .judge(ours, all)
                        .orElseThrow()
                        .met())
                .isFalse();
    }

    @Test
    void a_peer_that_was_not_measured_gives_no_verdict() {
        assertThat(new Goal.TimeRatio("nobody", 1).judge(ours, all)).isEmpty();
        assertThat(new Goal.RateRatio("nobody", 1).judge(ours, all)).isEmpty();
        assertThat(new Goal.Bytes(Series.PEAK, 1).judge(ours, all)).isEmpty();
    }
}
