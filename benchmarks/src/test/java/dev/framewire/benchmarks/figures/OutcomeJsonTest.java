package dev.framewire.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeJsonTest {
    @Test
    void an_outcome_survives_being_written_and_read() {
        Outcome outcome = new Outcome(
                "framing/split@17",
                Map.of(Outcome.STARTED, "2026-11-21T08:00:00Z", Outcome.IDLE, "true"),
                List.of(
                        Series.of("framewire", List.of(3.1e-9, 3.0e-9), Map.of(Series.ALLOCATED, 0.0)),
                        new Series("a \"peer\" 粘包", 64, List.of(1.5), Map.of())),
                List.of("nginx: not installed"));
        assertThat(OutcomeJson.outcome(Json.read(Json.write(OutcomeJson.of(outcome)))))
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "null",
                "{\"id\": \"x\", \"context\": {}, \"series\": [null], \"notes\": []}",
                "{\"id\": \"x\", \"context\": {}, \"series\": [{\"name\": \"a\", \"seconds\": [\"1\"], \"measures\": {}}], \"notes\": []}",
                "{\"id\": \"x\", \"context\": {}, \"series\": [], \"notes\": []} {}"
            })
    void anything_else_is_refused(String json) {
        assertThatThrownBy(() -> OutcomeJson.outcome(Json.read(json))).isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_number_that_JSON_does_not_have_is_refused() {
        assertThatThrownBy(() -> Json.write(List.of(Double.NaN))).isInstanceOf(IllegalArgumentException.class);
    }
}
