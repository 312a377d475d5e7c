package dev.framewire.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void the_median_of_an_odd_and_of_an_even_number_of_samples() {
        assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(2.5, 1, 4));
        assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7));
    }

    @Test
    void no_samples_are_a_mistake() {
        assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_slowest_time_is_the_lowest_rate() {
        assertThat(new Spread(2, 1, 4).inverse()).isEqualTo(new Spread(0.5, 0.25, 1));
    }

    @Test
    void a_ratio_divides_samples_of_the_same_round_so_that_a_slow_round_does_not_show() {
        Series ours = Series.of("ours", List.of(1.0, 10.0, 1.1), Map.of());
        Series theirs = Series.of("theirs", List.of(2.0, 20.0, 2.2), Map.of());
        assertThat(ours.timeRatio(theirs)).isEqualTo(new Spread(0.5, 0.5, 0.5));
    }

    @Test
    void without_pairs_a_ratio_divides_by_the_median() {
        Series ours = Series.of("ours", List.of(1.0, 3.0), Map.of());
        Series theirs = Series.of("theirs", List.of(4.0, 2.0, 100.0), Map.of());
        assertThat(ours.timeRatio(theirs)).isEqualTo(new Spread(0.5, 0.25, 0.75));
    }

    @Test
    void a_ratio_has_as_many_digits_as_one_can_trust() {
        assertThat(new Spread(0.4234, 0.4, 0.45678).ratio()).isEqualTo("0.42 (0.40–0.46)");
        assertThat(new Spread(12.34, 0.012, 100).ratio()).isEqualTo("12.3 (0.012–100.0)");
    }
}
