package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - SECOND); // overflows on the way, as nanoTime may

    @Test
    void aSecondOfBytesTakesASecondLessWhatTheBucketHolds() {
        Pace pace = new Pace(1_000_000, clock::get);
        clock.addAndGet(SECOND);
        for (int i = 0; i < 10; i++) {
            pace.take(100_000);
        }
        assertThat(pace.waitNanos()).isEqualTo(SECOND - SECOND / 10);
        clock.addAndGet(SECOND);
        assertThat(pace.waitNanos()).isNegative();
    }

    @Test
    void silenceIsNotSavedUp() {
        Pace pace = new Pace(10_000, clock::get);
        clock.addAndGet(100 * SECOND);
        pace.take(1_000);
        assertThat(pace.waitNanos()).isZero();
        pace.take(1_000);
        assertThat(pace.waitNanos()).isEqualTo(SECOND / 10);
    }

    @Test
    void whatAPeerAsksForBelowTheLeastRateIsTheLeast() {
        Pace pace = new Pace(1, clock::get);
        pace.take(2_048);
        assertThat(pace.waitNanos()).isBetween(SECOND, 2 * SECOND);
        assertThat(pace.piece(1 << 20)).isEqualTo(1_024);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void noRateNeverWaits(long rate) {
        Pace pace = new Pace(rate, clock::get);
        pace.take(Integer.MAX_VALUE);
        assertThat(pace.waitNanos()).isZero();
        assertThat(pace.piece(1 << 20)).isEqualTo(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1, 1_023, Long.MIN_VALUE})
    void aRateThatCannotBeKeptIsRefused(long rate) {
        assertThatThrownBy(() -> PutRequest.to("a").rateBytesPerSecond(rate))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Long.toString(rate));
        assertThatThrownBy(() -> GetRequest.of("a").rateBytesPerSecond(rate))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
