package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Seeded states on all cores, others on each JDK. {@code -Dframewire.simulator.states=N} examines that many, {@code -Dframewire.simulator.from=N}
 * begins elsewhere, {@code -Dframewire.simulator.state=N} replays one.
 */
@Timeout(3600)
class SeededStatesTest {
    private static final long STATES = Long.getLong("framewire.simulator.states", 500_000);
    private static final long FROM =
            Long.getLong("framewire.simulator.from", Runtime.version().feature() * 100_000_000L);
    private static final long ONE = Long.getLong("framewire.simulator.state", -1);

    @Test
    void seededStatesKeepEveryPromise() {
        SeededStates states = new SeededStates(Sabotage.NONE);
        if (ONE >= 0) {
            states.examineState(ONE);
            return;
        }
        long from = FROM / SeededStates.A_CASE;
        long cases = (STATES + SeededStates.A_CASE - 1) / SeededStates.A_CASE;
        long began = System.nanoTime();
        LongStream.range(from, from + cases).parallel().forEach(states::examineCase);
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "storage simulator: %d seeded states from %d on, %.1f s, %.0f states/s, %d senders that remembered%n",
                cases * SeededStates.A_CASE,
                from * SeededStates.A_CASE,
                seconds,
                cases * SeededStates.A_CASE / seconds,
                states.recalled());
        assertThat(cases).isPositive();
        assertThat(states.recalled()).isGreaterThan(cases); // of 64 states
    }
}
