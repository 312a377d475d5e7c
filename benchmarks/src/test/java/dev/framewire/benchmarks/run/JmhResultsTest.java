package dev.framewire.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.framewire.benchmarks.figures.Series;
import org.junit.jupiter.api.Test;

class JmhResultsTest {
    /** As JMH 1.37 writes it, less what is not read. */
    private static final String RUN = """
            [{"benchmark": "dev.framewire.X.split", "params": {"bodyBytes": "64", "pieceBytes": "0"},
              "primaryMetric": {"score": 3.0, "scoreError": "NaN", "scoreUnit": "ns/op", "rawData": [[2.0, 4.0]]},
              "secondaryMetrics": {"gc.alloc.rate": {"score": 1.0}, "·gc.alloc.rate.norm": {"score": 24.0}}},
             {"benchmark": "dev.framewire.X.seal",
              "primaryMetric": {"score": 1000.0, "scoreUnit": "ops/s", "rawData": [[1000.0]]}, "secondaryMetrics": {}}]
            """;

    @Test
    void runs_add_up_and_all_are_times_of_one_operation() {
        JmhResults results = new JmhResults("");
        results.add(RUN);
        results.add(RUN);
        assertThat(results.series()).hasSize(2);
        Series split = results.series().get(0);
        assertThat(split.name()).isEqualTo("split bodyBytes=64 pieceBytes=0");
        assertThat(split.x()).isNaN();
        assertThat(split.seconds()).containsExactly(2e-9, 4e-9, 2e-9, 4e-9);
        assertThat(split.measure(Series.ALLOCATED)).hasValue(24);
        assertThat(results.series().get(1).seconds()).containsExactly(1e-3, 1e-3);
    }

    @Test
    void a_parameter_can_be_the_x_of_a_curve() {
        JmhResults results = new JmhResults("bodyBytes");
        results.add(RUN);
        assertThat(results.series().get(0).name()).isEqualTo("split pieceBytes=0");
        assertThat(results.series().get(0).x()).isEqualTo(64);
    }

    @Test
    void every_unit_of_JMH() {
        assertThat(JmhResults.secondsPerOperation(2, "us/op")).isCloseTo(2e-6, within(1e-18));
        assertThat(JmhResults.secondsPerOperation(2, "ops/ms")).isCloseTo(5e-4, within(1e-18));
        assertThatThrownBy(() -> JmhResults.secondsPerOperation(2, "furlongs"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
