package dev.framewire.benchmarks.contest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.benchmarks.figures.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContestTest {
    private final List<String> runs = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Contestant contestant(String name, int failingCheck) {
        return new Contestant() {
            private int checks;

            @Override
            public String name() {
                return name;
            }

            @Override
            public double run() {
                runs.add(name);
                return runs.size();
            }

            @Override
            public void check() throws IOException {
                if (++checks == failingCheck) {
                    throw new IOException("differs at byte 7");
                }
            }

            @Override
            public Map<String, Double> measures() {
                return Map.of("sentBytes", (double) checks);
            }
        };
    }

    @Test
    void contestants_take_turns_and_each_round_begins_with_another() throws InterruptedException {
        List<Series> series = new Contest(List.of(contestant("a", 0), contestant("b", 0)), notes::add).run(2);
        assertThat(runs).containsExactly("a", "b", "b", "a", "a", "b");
        assertThat(series).extracting(Series::name).containsExactly("a", "b");
        assertThat(series.get(0).seconds()).as("the first round is not timed").containsExactly(4.0, 5.0);
        assertThat(series.get(0).measures()).containsEntry("sentBytes", 3.0);
        assertThat(notes).isEmpty();
    }

    @Test
    void who_delivers_wrong_content_once_has_no_time_at_all() throws InterruptedException {
        List<Series> series = new Contest(List.of(contestant("a", 2), contestant("b", 0)), notes::add).run(3);
        assertThat(series.get(0).seconds()).isEmpty();
        assertThat(series.get(1).seconds()).hasSize(3);
        assertThat(notes).containsExactly("a: differs at byte 7");
    }
}
