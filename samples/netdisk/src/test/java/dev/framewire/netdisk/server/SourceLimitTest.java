package dev.framewire.netdisk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SourceLimitTest {
    private long nanos = 1_000_000_000_000L;
    private final SourceLimit limit = new SourceLimit(3, Duration.ofSeconds(10), () -> nanos);

    @Test
    void aBurstThenOneEachInterval() throws UnknownHostException {
        InetAddress a = InetAddress.getByName("192.0.2.1");
        for (int i = 0; i < 3; i++) {
            assertThat(limit.allows(a)).isTrue();
            limit.take(a);
        }
        assertThat(limit.allows(a)).isFalse();
        nanos += Duration.ofSeconds(10).toNanos();
        assertThat(limit.allows(a)).isTrue();
        limit.take(a);
        assertThat(limit.allows(a)).isFalse();
    }

    @Test
    void aNeighbourIsNotPunishedAndANetworkOfSixtyFourBitsIsOneSource() throws UnknownHostException {
        InetAddress one = InetAddress.getByName("2001:db8::1");
        InetAddress sameNetwork = InetAddress.getByName("2001:db8::ffff");
        InetAddress other = InetAddress.getByName("2001:db8:1::1");
        for (int i = 0; i < 5; i++) {
            limit.take(one);
        }
        assertThat(limit.allows(sameNetwork)).isFalse();
        assertThat(limit.allows(other)).isTrue();
        limit.forgive(sameNetwork);
        assertThat(limit.allows(one)).isTrue();
    }
}
