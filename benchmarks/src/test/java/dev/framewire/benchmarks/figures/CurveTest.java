package dev.framewire.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CurveTest {
    private static Curve curve(Curve.Shape shape, String x) {
        return new Curve("c", "c", "m", x, Curve.Value.TIME, shape, List.of("ours"), new Curve.Why("", "", ""));
    }

    @Test
    void places_on_the_curve_have_the_digits_they_need() {
        assertThat(curve(Curve.Shape.FLAT, "connections").x(10_000)).isEqualTo("10,000");
        assertThat(curve(Curve.Shape.FLAT, "percent").x(0.001)).isEqualTo("0.00100 %");
        assertThat(curve(Curve.Shape.FLAT, "bytes").x(65_536)).isEqualTo("64 KiB");
    }
}
