package dev.framewire.netdisk.server;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.framing.SetWatchdog;
import dev.framewire.framing.Watchdog;
import dev.framewire.netdisk.client.HostPort;
import dev.framewire.netdisk.client.NetdiskClient;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerTest {
    @TempDir
    Path data;

    private ServerOptions options() {
        return ServerOptions.of(data, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static void hello(Server server) throws Exception {
        HostPort address = new HostPort("127.0.0.1", server.address().getPort());
        NetdiskClient.connect(address, server.fingerprint()).close();
    }

    @Test
    void aConnectionForWhichThereIsNoThreadIsTheOnlyOneLost() throws Exception {
        AtomicInteger started = new AtomicInteger();
        ConnectionThreads threads = new ConnectionThreads(task -> {
            if (started.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread (of the test)");
            }
            new Thread(task).start();
        });
        try (Server server = Server.start(options(), threads, Watchdog.create())) {
            assertThatThrownBy(() -> hello(server))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the server is full, or no netdisk; try later");
            hello(server);
        }
        assertThat(started).hasValue(2);
    }

    @Test
    void theServerStopsAndLetsTheFolderGoWhenTheUsersCannotBeWritten() throws Exception {
        Server server = Server.start(options());
        Path log = data.resolve("users.log");
        Files.createDirectory(log);

        assertThatThrownBy(server::close).isInstanceOf(IOException.class);

        server.awaitStop();
        Files.delete(log);
        Server.start(options()).close();
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress there = (InetSocketAddress) taken.getLocalSocketAddress();
            assertThatThrownBy(() -> Server.start(ServerOptions.of(data, there)))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining(":" + there.getPort() + ": ");
        }
    }

    @Test
    void aStartThatFailsHoldsNothing() throws Exception {
        Files.createDirectory(data.resolve("users.log"));
        assertThatThrownBy(() -> Server.start(options())).isInstanceOf(IOException.class);
        Files.delete(data.resolve("users.log"));
        Server.start(options()).close();
    }

    @Test
    void nothingIsKeptOfConnectionsThatAreGone() throws Exception {
        SetWatchdog time = new SetWatchdog(); // it does not look of itself, and so lets nobody go
        try (Server server = Server.start(options(), ConnectionThreads.create(), time.watchdog())) {
            for (int i = 0; i < 3; i++) {
                hello(server);
                try (Socket rude = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort())) {
                    rude.getOutputStream().write(i);
                }
            }
            patiently().until(() -> server.openConnections() == 0 && time.held() == 0);
        }
    }
}
