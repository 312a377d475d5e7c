package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.framing.Transport;
import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The two streams of a TLS session, and what programs of others make of them. */
class TlsStreamsTest extends TlsEnds {
    @Test
    void streamsCarryMuchBothWaysAtOnceAndEndOneByOne() throws Exception {
        byte[] bytes = new byte[3_000_017];
        new Random(1).nextBytes(bytes);
        try (Loopback loopback = Loopback.open()) {
            SecureSession[] server = new SecureSession[1];
            Thread accepting = new Thread(() -> {
                try {
                    server[0] = serving(SERVER, TlsBinding.NONE).accept(loopback.server());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            accepting.start();
            SecureSession client = pinned.connect(loopback.client());
            accepting.join();
            Thread echo = new Thread(() -> pass(server[0], server[0]));
            echo.start();
            Thread writer = new Thread(() -> {
                try {
                    int at = 0;
                    for (int n = 1; at < bytes.length; at += n, n = Math.min(2 * n + 1, bytes.length - at)) {
                        client.outputStream().write(bytes, at, n);
                    }
                    client.shutdownOutput();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            writer.start();
            assertThat(client.inputStream().readAllBytes()).isEqualTo(bytes);
            assertThat(client.inputStream().read()).isEqualTo(-1);
            writer.join();
            echo.join();
            assertThatThrownBy(() -> client.outputStream().write(1)).isInstanceOf(IOException.class);
            client.close();
            server[0].close();
        }
    }

    @Test
    void aStreamThatIsCutIsAnErrorAndNoEnd() throws Exception {
        try (Loopback loopback = Loopback.open()) {
            Meeting.Outcomes outcomes = meeting.run(
                    loopback.client(),
                    loopback.server(),
                    transport -> {
                        SecureSession session = pinned.connect(transport);
                        loopback.clientSocket().shutdownOutput(); // TCP ends, and TLS has not
                        session.inputStream().read();
                        throw new AssertionError("answered");
                    },
                    transport -> {
                        InputStream in = serving(SERVER, TlsBinding.NONE)
                                .accept(transport)
                                .inputStream();
                        assertThatThrownBy(in::read).isInstanceOf(AuthException.class);
                        in.read(); // fails alike
                        throw new AssertionError("ended");
                    });
            assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.TRUNCATED);
        }
    }

    @Test
    void aRecordThatWasChangedEndsTheSession() throws Exception {
        Wire wire = new Wire((fromClient, index, message) -> {
            if (fromClient && new String(message, StandardCharsets.ISO_8859_1).length() < 60 && index > 2) {
                message[message.length - 1] ^= 1;
            }
            return List.of(message);
        });
        Meeting.Outcomes outcomes = meeting.run(wire, pinned::connect, serving(SERVER, TlsBinding.NONE)::accept);
        assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.TAMPERED);
        assertThat(outcomes.server().heard()).isEmpty();
    }

    // --- programs of others --------------------------------------------------------------------------------------

    /** The JDK's own socket, and a SCRAM client and an end point that others wrote. */
    @Test
    void aClientOfOthersLogsInToOurServer() throws Exception {
        Meeting.Outcome server =
                meetForeign(AUTHORITY.trusting(), accepting(serving(SERVER, TlsBinding.SERVER_END_POINT)));
        assertThat(server.failure()).isNull();
        assertThat(server.heard()).isEqualTo(Meeting.FROM_CLIENT);
        assertThat(Objects.requireNonNull(server.session()).peer().identity()).isEqualTo("alice");
    }

    /** A line of K makes this client change its key and ask us to change ours. */
    @Test
    @NeedsTool("openssl")
    void aPeerMayChangeItsKeyAndAskForOurs() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process openssl = new ProcessBuilder(
                            "openssl", "s_client", "-connect", "127.0.0.1:" + listener.getLocalPort(), "-tls1_3")
                    .redirectErrorStream(true)
                    .start();
            SecureSession session = serving(SERVER, TlsBinding.NONE).accept(Transport.of(listener.accept()));
            OutputStream keyboard = openssl.getOutputStream();
            keyboard.write("K\n".getBytes(StandardCharsets.US_ASCII));
            keyboard.flush();
            // it takes what it reads together for one command
            InputStream screen = openssl.getInputStream();
            StringBuilder shown = new StringBuilder();
            while (shown.indexOf("KEYUPDATE") < 0) {
                shown.append((char) screen.read());
            }
            keyboard.write("after\n".getBytes(StandardCharsets.US_ASCII));
            keyboard.flush();
            assertThat(session.inputStream().readNBytes(6)).asString().isEqualTo("after\n");
            session.outputStream().write("under the new key".getBytes(StandardCharsets.US_ASCII));
            session.close();
            assertThat(screen.readAllBytes()).asString().contains("under the new key");
            openssl.destroyForcibly().waitFor();
        }
    }
}
