package dev.framewire.netdisk;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.client.HostPort;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of short patience: who keeps it waiting is cut. */
class SilenceIT {
    @TempDir
    static Path folder;

    private static NetdiskProcess netdisk;

    @BeforeAll
    static void aServerOfShortPatience() throws Exception {
        netdisk = new NetdiskProcess(folder).serve().user("lin").user("mia");
        netdisk.killServer();
        netdisk.serve("--login-limit", "4", "--silence-limit", "4", "--stall-limit", "3");
    }

    @AfterAll
    static void stop() {
        netdisk.close();
    }

    @Test
    void whoSaysNothingIsCut() throws Exception {
        HostPort address = HostPort.parse(netdisk.address());
        try (RawPeer loggedIn = loggedIn("lin");
                RawPeer stranger = met(() -> new RawPeer(netdisk.address()));
                Socket mute = new Socket(address.host(), address.port())) {
            assertThat(loggedIn.awaitEnd()).isTrue();
            assertThat(stranger.awaitEnd()).isTrue();
            assertThat(isCut(mute)).isTrue();
        }
    }

    /** At the second try or the third, where this machine is so busy that meeting takes longer than is allowed. */
    private static RawPeer met(Callable<RawPeer> meeting) {
        return patiently().ignoreExceptions().until(meeting, Objects::nonNull);
    }

    private static RawPeer loggedIn(String user) {
        return met(() -> new RawPeer(netdisk.address()).login(user));
    }

    private static boolean isCut(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void whoDoesNotReadTheAnswersIsCut() throws Exception {
        Path many = Files.createDirectory(netdisk.home("mia").resolve("many"));
        for (int i = 0; i < 200; i++) {
            Files.createFile(many.resolve("a file with a name that takes some room " + i));
        }
        // answers of twenty thousand bytes each fill the way back, and then the server waits for us
        try (RawPeer peer = loggedIn("mia")) {
            assertThat(peer.askUntilCut("list", "many")).isTrue();
        }
    }
}
