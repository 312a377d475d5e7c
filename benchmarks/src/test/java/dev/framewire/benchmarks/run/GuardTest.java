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
        Spread then = new Spread(1.0, 0.9, 1.3);
        assertThat(Guard.word(then, new Spread(1.1, 1.1, 1.1))).isEqualTo("same");
        assertThat(Guard.word(then, new Spread(1.25, 1.25, 1.25))).isEqualTo("same");
        assertThat(Guard.word(then, new Spread(1.31, 1.3, 1.4))).isEqualTo("SLOWER");
        assertThat(Guard.word(then, new Spread(0.8, 0.8, 0.8))).isEqualTo("faster");
    }

    @Test
    void it_says_what_is_slower_and_what_is_new() {
        List<Figure> figures =
                List.of(new Figure("module", "text", "m", "ours", List.of("peer"), new Goal.TimeRatio("peer", 1)));
        assertThat(Guard.compare(figures, ratio(0.8), ratio(0.4)))
                .contains("SLOWER", "0.400", "0.800", "text / peer", "1 slower");
        assertThat(Guard.compare(figures, ratio(0.4), ratio(0.4))).contains("same", "nothing is slower");
        assertThat(Guard.compare(figures, ratio(0.4), Map.of())).contains("new", "nothing is slower");
    }
}
