package dev.framewire.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CurveTest {
    private static Curve curve(Curve.Shape shape, String x) {
        return new Curve("c", "c", "m", x, Curve.Value.TIME, shape, List.of("ours"), "why");
    }

    private static Series at(double x, double seconds) {
        return new Series("ours", x, List.of(seconds), Map.of());
    }

    @Test
    void a_line_bends_where_the_fixed_cost_equals_that_of_the_bytes() {
        double perByte = 1.0 / (1 << 30);
        assertThat(curve(Curve.Shape.LINEAR, "bytes")
                        .bend(List.of(at(0, 0.5), at(1 << 20, 0.5 + perByte * (1 << 20)), at(1 << 30, 1.5))))
                .isEqualTo("500 ms fixed, 977 µs a MiB; equal at 512 MiB");
    }

    @Test
    void the_slope_over_milliseconds_of_round_trip_is_a_number_of_round_trips() {
        assertThat(curve(Curve.Shape.LINEAR, "ms round trip").bend(List.of(at(0, 0.1), at(10, 0.13), at(100, 0.4))))
                .isEqualTo("100 ms fixed, 3.0 round trips; equal at 33.3");
    }

    @Test
    void a_flat_line_is_told_from_one_that_rises() {
        Curve flat = curve(Curve.Shape.FLAT, "connections");
        assertThat(flat.bend(List.of(at(1, 2), at(10, 1), at(100, 1.4))))
                .isEqualTo("least (1.00 s) at 10, within 1.5 × of it to the end");
        assertThat(flat.bend(List.of(at(1, 2), at(10, 1), at(100, 1.6))))
                .isEqualTo("least (1.00 s) at 10, more than 1.5 × that from 100 on");
    }

    @Test
    void places_on_the_curve_have_the_digits_they_need() {
        assertThat(curve(Curve.Shape.FLAT, "connections").x(10_000)).isEqualTo("10,000");
        assertThat(curve(Curve.Shape.FLAT, "percent").x(0.001)).isEqualTo("0.00100");
        assertThat(curve(Curve.Shape.FLAT, "bytes").x(65_536)).isEqualTo("64 KiB");
    }

    @Test
    void two_points_have_no_bend() {
        assertThat(curve(Curve.Shape.LINEAR, "bytes").bend(List.of(at(1, 1), at(2, 2))))
                .isEmpty();
    }
}
