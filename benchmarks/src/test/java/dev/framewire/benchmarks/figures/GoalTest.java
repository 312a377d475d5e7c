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
        assertThat(new Goal.TimeRatio("peer", 0.5).judge(ours, all))
                .contains(new Verdict("0.50 (0.50–0.50) ×", true, true));
        assertThat(new Goal.TimeRatio("peer", 0.49)
                        .judge(ours, all)
                        .orElseThrow()
                        .met())
                .isFalse();
        assertThat(new Goal.RateRatio("peer", 2).judge(ours, all))
                .contains(new Verdict("2.00 (2.00–2.00) ×", true, true));
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
    void garbage_beyond_that_of_a_peer_is_a_difference() {
        assertThat(new Goal.BytesBeyond("peer", Series.ALLOCATED, 54).judge(ours, all))
                .contains(new Verdict("54 B more: 64 B and 10 B", true, true));
        assertThat(new Goal.BytesBeyond("ours", Series.ALLOCATED, 0).judge(peer, all))
                .contains(new Verdict("54 B less: 10 B and 64 B", true, true));
    }

    @Test
    void what_only_some_rounds_reached_is_told() {
        Series wide = Series.of("wide", List.of(0.4, 0.5, 0.6), Map.of());
        assertThat(new Goal.Seconds(0.5).judge(wide, all).orElseThrow().text())
                .isEqualTo("met, but not in every round");
        assertThat(new Goal.Seconds(0.45).judge(wide, all).orElseThrow().text())
                .isEqualTo("**missed**, though met in some rounds");
        assertThat(new Goal.Seconds(0.6).judge(wide, all).orElseThrow().text()).isEqualTo("met");
        assertThat(new Goal.PerSecond(2.2).judge(wide, all).orElseThrow().text())
                .isEqualTo("**missed**, though met in some rounds");
        assertThat(new Goal.PerSecond(2.6).judge(wide, all).orElseThrow().text())
                .isEqualTo("**missed**");
    }

    @Test
    void a_peer_that_was_not_measured_gives_no_verdict() {
        assertThat(new Goal.TimeRatio("nobody", 1).judge(ours, all)).isEmpty();
        assertThat(new Goal.RateRatio("nobody", 1).judge(ours, all)).isEmpty();
        assertThat(new Goal.Bytes(Series.PEAK, 1).judge(ours, all)).isEmpty();
    }
}
