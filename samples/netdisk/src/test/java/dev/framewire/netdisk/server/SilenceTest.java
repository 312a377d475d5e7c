package dev.framewire.netdisk.server;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.auth.ScramVerifier;
import dev.framewire.framing.SetWatchdog;
import dev.framewire.netdisk.client.HostPort;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.users.User;
import dev.framewire.netdisk.users.UserStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SilenceTest {
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final Duration ALMOST = FIVE_MINUTES.minusNanos(1);
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final char[] PASSWORD = "of a test".toCharArray();

    @TempDir
    Path data;

    private final SetWatchdog time = new SetWatchdog();

    @Test
    void aClientIsCutBehindFiveMinutesWithoutAFrameAndAPingIsAFrame() throws Exception {
        ServerOptions options = ServerOptions.of(data, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        try (UserStore users = UserStore.open(options.sheet())) {
            users.add(
                    "lin",
                    ScramVerifier.derive(PASSWORD, ServerContext.MIN_ITERATIONS).encoded(),
                    User.DEFAULT_QUOTA);
        }
        try (Server server = Server.start(options, ConnectionThreads.create(), time.watchdog())) {
            NetdiskClient client = NetdiskClient.connect(
                    new HostPort("127.0.0.1", server.address().getPort()), server.fingerprint());
            client.login("lin", PASSWORD);
            for (int i = 0; i < 20; i++) { // one that pings each minute
                awaitSilence();
                time.pass(A_MINUTE);
                client.ping();
            }
            awaitSilence();
            time.pass(ALMOST);
            client.ping();
            awaitSilence();
            assertThat(server.openConnections()).isOne();

            time.pass(FIVE_MINUTES);

            patiently().until(() -> server.openConnections() == 0);
            assertThatThrownBy(client::ping).isInstanceOf(IOException.class);
            assertThatThrownBy(client::close).isInstanceOf(IOException.class);
        }
    }

    /** The server has answered, and waits for the client's next frame from now on. */
    private void awaitSilence() {
        patiently().until(() -> time.untilTheFirstCut().equals(FIVE_MINUTES));
    }
}
