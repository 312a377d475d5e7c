package dev.framewire.benchmarks.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.benchmarks.contest.Contest;
import dev.framewire.benchmarks.contest.Contestant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordedTest {
    private int runs;

    private final Contestant counting = new Contestant() {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public double run() {
            return ++runs;
        }

        @Override
        public Map<String, Double> measures() {
            return Map.of("runs", (double) runs);
        }
    };

    private static void contest(Recorded recorded, int rounds) throws InterruptedException {
        new Contest(List.of(recorded), note -> {}, Duration.ofHours(1)).run(rounds);
    }

    @Test
    void the_first_round_is_not_remembered() throws InterruptedException {
        Recorded recorded = new Recorded(counting);
        contest(recorded, 2);
        assertThat(recorded.spans()).extracting(Recorded.Span::seconds).containsExactly(2.0, 3.0);
    }

    @Test
    void who_warms_up_longer_is_as_warm_as_in_a_contest_and_that_is_not_remembered_either()
            throws InterruptedException {
        Recorded recorded = new Recorded(counting.warmed(3));
        contest(recorded, 2);
        assertThat(recorded.spans()).extracting(Recorded.Span::seconds).containsExactly(5.0, 6.0);
    }

    @Test
    void what_failed_while_it_warmed_up_has_no_spans() throws InterruptedException {
        List<Integer> failed = new ArrayList<>();
        Recorded recorded = new Recorded(
                new Contestant() {
                    @Override
                    public String name() {
                        return "failing";
                    }

                    @Override
                    public double run() {
                        failed.add(1);
                        throw new IllegalStateException("broken");
                    }
                }.warmed(3));
        contest(recorded, 2);
        assertThat(failed).hasSize(1);
        assertThat(recorded.spans()).isEmpty();
    }

    @Test
    void what_it_measures_is_the_contestants() throws InterruptedException {
        Recorded recorded = new Recorded(counting);
        contest(recorded, 1);
        assertThat(recorded.measures()).containsExactly(Map.entry("runs", 2.0));
    }
}
