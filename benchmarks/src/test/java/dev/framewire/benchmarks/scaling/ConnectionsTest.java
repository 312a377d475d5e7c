package dev.framewire.benchmarks.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private static void echoes(EchoServer server) throws IOException {
        try (server) {
            for (int count : new int[] {1, 30}) {
                try (Connections connections = new Connections(server.port(), count)) {
                    assertThat(connections.echo(1_000)).isPositive();
                    assertThat(connections.echo(10)).isPositive();
                }
            }
        }
    }

    @Test
    void every_message_comes_back_from_ours() throws IOException {
        echoes(new FramewireEcho());
    }

    @Test
    void every_message_comes_back_from_netty() throws IOException {
        echoes(new NettyEcho());
    }

    @Test
    void a_server_that_hangs_up_is_an_error() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> hangUp = CompletableFuture.runAsync(() -> {
                try {
                    listener.accept().close();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            try (Connections connections = new Connections(listener.getLocalPort(), 1)) {
                assertThatThrownBy(() -> connections.echo(5)).isInstanceOf(IOException.class);
            }
            hangUp.join();
        }
    }
}
