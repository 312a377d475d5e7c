package dev.framewire.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.benchmarks.figures.Bend.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BendTest {
    private static final double PER_BYTE = 1.0 / (1 << 30);

    private static Bend bend(Curve.Shape shape, String x, double... points) {
        Curve curve = new Curve(
                "c", "c", "m", x, Curve.Value.TIME, shape, List.of("ours"), new Curve.Why("before", "beyond", "rise"));
        List<Series> all = new ArrayList<>();
        for (int i = 0; i < points.length; i += 2) {
            all.add(new Series("ours", points[i], List.of(points[i + 1]), Map.of()));
        }
        return Bend.of(curve, all);
    }

    @Test
    void a_line_bends_where_the_fixed_cost_equals_that_of_the_bytes() {
        Bend bend = bend(
                Curve.Shape.LINEAR, "bytes", 0, 0.5, 1 << 20, 0.5 + PER_BYTE * (1 << 20), 1 << 30, 1.5, 1L << 32, 4.5);
        assertThat(bend.text())
                .isEqualTo("500 ms fixed and 977 µs a MiB; it bends where these are equal, at 512 MiB; all points lie "
                        + "within 0 % of that line");
        assertThat(bend.parts()).containsExactly(Part.BEFORE, Part.BEYOND);
    }

    @Test
    void a_bend_that_no_point_reaches_is_told_as_such() {
        Bend bend = bend(Curve.Shape.LINEAR, "bytes", 1, 1, 2, 1.0001, 3, 1.0002);
        assertThat(bend.text()).contains("beyond all that was measured");
        assertThat(bend.parts()).containsExactly(Part.BEFORE);
        assertThat(bend(Curve.Shape.LINEAR, "connections", 100, 1, 1000, 9.5, 10_000, 95)
                        .text())
                .contains("before all that was measured");
    }

    @Test
    void no_slope_and_no_fixed_cost_are_named() {
        assertThat(bend(Curve.Shape.LINEAR, "bytes", 1, 2, 2, 2, 3, 2).text())
                .isEqualTo("2.00 s for all, no slope to be seen; all points lie within 0 % of that line");
        Bend falling = bend(Curve.Shape.LINEAR, "bytes", 1, 2, 2, 1.9, 3, 1.8);
        assertThat(falling.text()).contains("no slope to be seen");
        assertThat(falling.parts()).containsExactly(Part.BEFORE);
        Bend steep = bend(Curve.Shape.LINEAR, "connections", 1, 0.5, 10, 10, 100, 100);
        assertThat(steep.text()).startsWith("no fixed cost to be seen, ").contains("for each of the connections");
        assertThat(steep.parts()).contains(Part.BEYOND).doesNotContain(Part.BEFORE);
    }

    @Test
    void points_above_the_line_at_the_end_are_a_rise() {
        Bend bend = bend(Curve.Shape.LINEAR, "connections", 1, 1, 2, 1, 3, 1, 4, 1, 5, 1, 6, 4);
        assertThat(bend.parts()).contains(Part.RISE);
        assertThat(bend.text()).contains("farthest from that line is the point at 6, ", " above");
    }

    @Test
    void the_slope_over_milliseconds_of_round_trip_is_a_number_of_round_trips() {
        assertThat(bend(Curve.Shape.LINEAR, "ms round trip", 0, 0.1, 10, 0.13, 100, 0.4)
                        .text())
                .startsWith("100 ms fixed and 3.0 round trips; it bends where these are equal, at 33.3 ms");
    }

    @Test
    void a_flat_line_is_told_from_one_that_rises() {
        Bend flat = bend(Curve.Shape.FLAT, "connections", 1, 2, 10, 1, 100, 1.4);
        assertThat(flat.text())
                .isEqualTo("falls from 2.00 s at 1 to the least, 1.00 s, at 10; within 1.5 × that to the end");
        assertThat(flat.parts()).containsExactly(Part.BEFORE, Part.BEYOND);
        Bend rising = bend(Curve.Shape.FLAT, "connections", 1, 1.1, 10, 1, 100, 1.6, 1000, 3);
        assertThat(rising.text())
                .isEqualTo("the least, 1.00 s, at 10; it bends at 100, the first above 1.5 × that; 3.00 s at 1,000");
        assertThat(rising.parts()).containsExactly(Part.BEYOND, Part.RISE);
    }

    @Test
    void two_points_have_no_bend_and_none_at_all_neither() {
        assertThat(bend(Curve.Shape.LINEAR, "bytes", 1, 1, 2, 2).text()).isEmpty();
        assertThat(bend(Curve.Shape.FLAT, "bytes").parts()).isEmpty();
    }

    @Test
    void a_cost_of_nothing_has_no_bend() {
        assertThat(bend(Curve.Shape.LINEAR, "bytes", 1, 0, 2, 0, 3, 0).text())
                .isEqualTo("none, and so not in the plot");
        assertThat(bend(Curve.Shape.LINEAR, "bytes", 1, 0, 2, 0, 3, 1).text()).isEmpty();
    }
}
