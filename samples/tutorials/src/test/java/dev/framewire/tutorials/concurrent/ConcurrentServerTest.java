package dev.framewire.tutorials.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.tutorials.program.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConcurrentServerTest {
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final Console console = new Console(new ByteArrayInputStream(new byte[0]), log, log);

    private ConcurrentServer start(Bounds bounds) throws IOException {
        return ConcurrentServer.start(
                "test",
                0,
                bounds,
                client -> {
                    int b;
                    while ((b = client.getInputStream().read()) >= 0) {
                        client.getOutputStream().write(b);
                    }
                },
                console);
    }

    private static void answered(Socket client, int b) throws IOException {
        client.getOutputStream().write(b);
        assertThat(client.getInputStream().read()).isEqualTo(b);
    }

    @Test
    void aClientThatSaysNothingHoldsUpNobody() throws IOException {
        try (ConcurrentServer server = start(Bounds.defaults());
                Socket silent = new Socket("127.0.0.1", server.port());
                Socket other = new Socket("127.0.0.1", server.port())) {
            answered(other, 'x');
            answered(silent, 'y');
        }
    }

    @Test
    void oneTooManyWaitsAndIsServedWhenAPlaceIsFree() throws IOException {
        Bounds one = new Bounds(1, Duration.ofSeconds(60), Duration.ofSeconds(60));
        try (ConcurrentServer server = start(one);
                Socket first = new Socket("127.0.0.1", server.port())) {
            answered(first, '1');
            try (Socket second = new Socket("127.0.0.1", server.port())) {
                second.getOutputStream().write('2');
                first.shutdownOutput();
                assertThat(second.getInputStream().read()).isEqualTo('2');
            }
        }
    }

    @Test
    void aSilentConnectionIsCut() throws IOException {
        try (ConcurrentServer server = start(new Bounds(1, Duration.ofMillis(50), Duration.ofSeconds(60)));
                Socket client = new Socket("127.0.0.1", server.port())) {
            assertThat(client.getInputStream().read()).isNegative();
        }
    }

    @Test
    void aConnectionThatLastsTooLongIsCut() throws IOException {
        try (ConcurrentServer server = start(new Bounds(1, Duration.ofSeconds(60), Duration.ofMillis(100)));
                Socket client = new Socket("127.0.0.1", server.port())) {
            assertThat(client.getInputStream().read()).isNegative();
        }
    }

    @Test
    void anAcceptThatFailsEndsNobody() throws IOException {
        AtomicInteger failures = new AtomicInteger();
        ServerSocket broken = new ServerSocket() {
            @Override
            public Socket accept() throws IOException {
                Socket client = super.accept();
                if (failures.getAndIncrement() == 0) {
                    client.close();
                    throw new IOException("Too many open files");
                }
                return client;
            }
        };
        try (ConcurrentServer server = ConcurrentServer.start(
                        "test",
                        broken,
                        0,
                        Bounds.defaults(),
                        client -> client.getInputStream().transferTo(client.getOutputStream()),
                        console);
                Socket refused = new Socket("127.0.0.1", server.port())) {
            assertThat(refused.getInputStream().read()).isNegative();
            try (Socket next = new Socket("127.0.0.1", server.port())) {
                answered(next, 'x');
            }
            assertThat(log.toString(StandardCharsets.UTF_8))
                    .containsOnlyOnce("test: cannot accept: Too many open files");
        }
    }

    @Test
    void closingCutsEverybody() throws IOException {
        ConcurrentServer server = start(Bounds.defaults());
        try (Socket client = new Socket("127.0.0.1", server.port())) {
            answered(client, 'x');
            server.close();
            assertThat(client.getInputStream().read()).isNegative();
        }
        assertThat(log.toString(StandardCharsets.UTF_8))
                .isEqualTo("test: listening on 127.0.0.1:" + server.port() + "\n");
    }

    @Test
    void boundsHaveRanges() {
        assertThatThrownBy(() -> new Bounds(0, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .hasMessageContaining("0");
        assertThatThrownBy(() -> new Bounds(1, Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("idle");
        assertThatThrownBy(() -> new Bounds(1, Duration.ofSeconds(1), Duration.ofDays(2)))
                .hasMessageContaining("lifetime");
    }
}
