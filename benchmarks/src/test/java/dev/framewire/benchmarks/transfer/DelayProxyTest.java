package dev.framewire.benchmarks.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DelayProxyTest {
    private static final SlowWay.Link LINK = new SlowWay.Link(2_000_000, 100_000_000, 0.01);

    @Test
    void bytes_pass_in_order_both_ways_and_so_does_the_end() throws IOException {
        byte[] bytes = new byte[300_000];
        new SplittableRandom(1).nextBytes(bytes);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DelayProxy proxy = new DelayProxy(listener.getLocalPort(), LINK);
                Socket near = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
                Socket far = listener.accept()) {
            near.getOutputStream().write(bytes);
            near.shutdownOutput();
            assertThat(far.getInputStream().readAllBytes()).isEqualTo(bytes);
            far.getOutputStream().write(bytes);
            far.shutdownOutput();
            assertThat(near.getInputStream().readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void the_loss_of_a_piece_is_that_of_any_of_its_segments() {
        assertThat(DelayProxy.lossOf(LINK, 1)).isCloseTo(0.01, within(1e-12));
        assertThat(DelayProxy.lossOf(LINK, 1449)).isCloseTo(1 - 0.99 * 0.99, within(1e-12));
        assertThat(DelayProxy.lossOf(LINK, 0)).isZero();
        assertThat(DelayProxy.lossOf(new SlowWay.Link(1, 1, 0), 1 << 20)).isZero();
    }

    @Test
    void what_fills_the_link_has_room() {
        SlowWay.Link far = new SlowWay.Link(200_000_000, 125_000_000, 0);
        assertThat((long) DelayProxy.pieces(far) * (64 << 10)).isGreaterThan(125_000_000 / 5);
    }
}
