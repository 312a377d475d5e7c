package dev.framewire.netdisk.server;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.netdisk.client.HostPort;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.users.LockHolder;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.RefusedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client is told of the server's own trouble. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TroubleTest {
    private static final char[] PASSWORD = "of a test".toCharArray();

    @TempDir
    Path data;

    @Test
    void whoRegistersWhileTheUsersAreLockedIsToldToTryLaterAndThenMay() throws Exception {
        ServerOptions options = ServerOptions.of(data, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        try (Server server = Server.start(options)) {
            HostPort address = new HostPort("127.0.0.1", server.address().getPort());
            try (NetdiskClient client = NetdiskClient.connect(address, server.fingerprint())) {
                try (LockHolder suspended = LockHolder.of(data.resolve("users.lock"))) {
                    assertThat(suspended).isNotNull();
                    assertThatThrownBy(() -> client.register("lin", PASSWORD))
                            .isInstanceOfSatisfying(
                                    RefusedException.class,
                                    e -> assertThat(e.code()).isEqualTo(ErrorCode.TRY_LATER))
                            .hasMessageContaining("another program on the server")
                            .hasMessageNotContaining(data.toString());
                    client.ping();
                }
                client.register("lin", PASSWORD);
                client.login("lin", PASSWORD);
            }
            patiently().until(() -> server.openConnections() == 0);
        }
    }
}
