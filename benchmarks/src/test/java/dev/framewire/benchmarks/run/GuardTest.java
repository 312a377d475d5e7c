package dev.framewire.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.benchmarks.figures.Figure;
import dev.framewire.benchmarks.figures.Goal;
import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.figures.Series;
import dev.framewire.benchmarks.figures.Spread;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuardTest {
    private static Map<String, Outcome> ratio(double ratio) {
        return Map.of(
                "m",
                new Outcome(
                        "m",
                        Map.of(),
                        List.of(Series.of("ours", List.of(ratio), Map.of()), Series.of("peer", List.of(1.0), Map.of())),
                        List.of()));
    }

    @Test
    void a_change_counts_only_beyond_the_tolerance_and_the_spread_seen_then() {
        Spread then = new Spread(1.0, 0.75, 1.35);
        assertThat(Guard.word(then, new Spread(1.2, 1.2, 1.2))).isEqualTo("same");
        assertThat(Guard.word(then, new Spread(1.34, 1.34, 1.34))).isEqualTo("same");
        assertThat(Guard.word(then, new Spread(1.36, 1.36, 1.4))).isEqualTo("SLOWER");
        assertThat(Guard.word(then, new Spread(0.76, 0.76, 0.76))).isEqualTo("same");
        assertThat(Guard.word(then, new Spread(0.7, 0.6, 0.74))).isEqualTo("faster");
    }

    @Test
    void noise_in_both_directions_is_no_change() {
        assertThat(Guard.word(new Spread(1.0, 0.9, 1.1), new Spread(1.5, 0.95, 2.5)))
                .isEqualTo("same");
    }

    @Test
    void twice_the_time_is_seen_however_wide_the_spread_was() {
        assertThat(Guard.word(new Spread(1.0, 0.3, 4.0), new Spread(2.0, 1.8, 2.2)))
                .isEqualTo("SLOWER");
        assertThat(Guard.word(new Spread(1.0, 0.3, 4.0), new Spread(0.5, 0.4, 0.6)))
                .isEqualTo("faster");
    }

    @Test
    void it_says_what_is_slower_what_is_new_and_what_is_missing() {
        List<Figure> figures =
                List.of(new Figure("module", "text", "m", "ours", List.of("peer"), new Goal.TimeRatio("peer", 1)));
        assertThat(Guard.compare(figures, ratio(0.8), Map.of(), ratio(0.4)))
                .contains("SLOWER", "0.400", "0.800", "text / peer", "1 slower");
        assertThat(Guard.compare(figures, ratio(0.4), Map.of(), ratio(0.4))).contains("same", "nothing is slower");
        assertThat(Guard.compare(figures, ratio(0.2), Map.of(), ratio(0.4))).contains("faster", "nothing is slower");
        assertThat(Guard.compare(figures, ratio(0.4), Map.of(), Map.of())).contains("new", "nothing is slower");
        assertThat(Guard.compare(figures, Map.of(), Map.of(), ratio(0.4)))
                .containsPattern("missing +0.400 +-  text / peer")
                .contains("1 missing", "nothing is slower");
    }

    @Test
    void what_looks_slower_in_one_JVM_is_slower_only_if_it_is_in_another() {
        List<Figure> figures =
                List.of(new Figure("module", "text", "m", "ours", List.of("peer"), new Goal.TimeRatio("peer", 1)));
        assertThat(Guard.doubtful(figures, ratio(0.57), ratio(0.34))).containsExactly("m");
        assertThat(Guard.doubtful(figures, ratio(0.35), ratio(0.34))).isEmpty();
        assertThat(Guard.doubtful(figures, Map.of(), ratio(0.34))).isEmpty();
        assertThat(Guard.doubtful(figures, ratio(0.57), Map.of())).isEmpty();
        assertThat(Guard.compare(figures, ratio(0.57), ratio(0.34), ratio(0.34)))
                .containsPattern("same +0.340 +0.340  text / peer \\(the better of two\\)")
                .contains("nothing is slower");
        assertThat(Guard.compare(figures, ratio(0.57), ratio(0.60), ratio(0.34)))
                .containsPattern("SLOWER +0.340 +0.570")
                .contains("1 slower");
    }
}
