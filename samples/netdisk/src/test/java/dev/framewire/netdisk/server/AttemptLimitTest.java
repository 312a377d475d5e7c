package dev.framewire.netdisk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptLimitTest {
    private long nanos = 1_000_000_000_000L;
    private final AttemptLimit limit = new AttemptLimit(3, Duration.ofSeconds(10), () -> nanos);

    @Test
    void aBurstThenOneEachInterval() {
        for (int i = 0; i < 3; i++) {
            assertThat(limit.tryTake("a")).isTrue();
        }
        assertThat(limit.tryTake("a")).isFalse();
        nanos += Duration.ofSeconds(10).toNanos();
        assertThat(limit.tryTake("a")).isTrue();
        assertThat(limit.tryTake("a")).isFalse();
        assertThat(limit.tryTake("b")).isTrue();
    }

    @Test
    void aSuccessGivesBackItsOwnAttemptOnly() {
        limit.tryTake("a");
        limit.tryTake("a");
        for (int i = 0; i < 100; i++) {
            assertThat(limit.tryTake("a")).isTrue();
            limit.giveBack("a");
        }
        assertThat(limit.tryTake("a")).isTrue();
        assertThat(limit.allows("a")).isFalse();
    }

    @Test
    void aNetworkOfSixtyFourBitsIsOneSource() throws UnknownHostException {
        String one = AttemptLimit.source(InetAddress.getByName("2001:db8::1"));
        assertThat(AttemptLimit.source(InetAddress.getByName("2001:db8::ffff"))).isEqualTo(one);
        assertThat(AttemptLimit.source(InetAddress.getByName("2001:db8:1::1"))).isNotEqualTo(one);
    }
}
