package dev.framewire.benchmarks.contest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.benchmarks.figures.Series;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContestTest {
    private final List<String> runs = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int tidied;

    private static final Duration LONG = Duration.ofHours(1);

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
            public void tidy() {
                tidied++;
            }

            @Override
            public Map<String, Double> measures() {
                return Map.of("sentBytes", (double) checks);
            }
        };
    }

    @Test
    void contestants_take_turns_and_each_round_begins_with_another() throws InterruptedException {
        List<Series> series = new Contest(List.of(contestant("a", 0), contestant("b", 0)), notes::add, LONG).run(2);
        assertThat(runs).containsExactly("a", "b", "b", "a", "a", "b");
        assertThat(series).extracting(Series::name).containsExactly("a", "b");
        assertThat(series.get(0).seconds()).as("the first round is not timed").containsExactly(4.0, 5.0);
        assertThat(series.get(0).measures()).containsEntry("sentBytes", 3.0);
        assertThat(notes).isEmpty();
    }

    @Test
    void who_warms_up_longer_takes_part_unseen_before_the_first_round() throws InterruptedException {
        List<Series> series =
                new Contest(List.of(contestant("a", 0).warmed(2), contestant("b", 0)), notes::add, LONG).run(1);
        assertThat(runs).containsExactly("a", "a", "a", "b", "b", "a");
        assertThat(series.get(0).seconds()).containsExactly(6.0);
        assertThat(tidied).isEqualTo(6);
    }

    /** A clock that goes on by a second whenever it is looked at: twice a round. */
    private static final class Ticking extends Clock {
        private long seconds;

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(seconds++);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void no_round_begins_that_would_end_too_late_but_one_is_always_timed() throws InterruptedException {
        List<Contestant> one = List.of(contestant("a", 0));
        // a round takes a second, and the next begins a second later
        assertThat(new Contest(one, notes::add, Duration.ofSeconds(6), new Ticking())
                        .run(9)
                        .get(0)
                        .seconds())
                .hasSize(2);
        assertThat(notes).containsExactly("2 of 9 rounds: more would take longer than meant");
        assertThat(new Contest(one, notes::add, Duration.ZERO, new Ticking())
                        .run(9)
                        .get(0)
                        .seconds())
                .hasSize(1);
    }

    @Test
    void who_delivers_wrong_content_once_has_no_time_at_all() throws InterruptedException {
        List<Series> series = new Contest(List.of(contestant("a", 2), contestant("b", 0)), notes::add, LONG).run(3);
        assertThat(series.get(0).seconds()).isEmpty();
        assertThat(series.get(1).seconds()).hasSize(3);
        assertThat(notes).containsExactly("a: differs at byte 7");
        assertThat(tidied).as("also after what failed").isEqualTo(6);
    }
}
