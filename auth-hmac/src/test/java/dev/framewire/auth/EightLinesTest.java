package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The programs that README and Javadoc show for a login with a password. */
class EightLinesTest {
    static String client(String host, int port, String fingerprint, char[] password) throws IOException {
        // tag::client
        try (Socket socket = new Socket(host, port);
                SecureSession channel = NoiseNxClient.with(ServerKeyVerifier.pinned(fingerprint))
                        .connect(Transport.of(socket));
                SecureSession session =
                        LoginClient.withPassword("alice", password).login(channel)) {
            session.outputStream().write("hello".getBytes(UTF_8));
            session.shutdownOutput();
            return new String(session.inputStream().readAllBytes(), UTF_8);
        }
        // end::client
    }

    static void server(Socket socket, ServerIdentity identity, ScramServer.Config users) throws IOException {
        try (SecureSession channel =
                        NoiseNxServer.with(identity).deadline(Meeting.AMPLE).accept(Transport.of(socket));
                SecureSession session =
                        LoginServer.with(users).deadline(Meeting.AMPLE).accept(channel)) {
            String heard = new String(session.inputStream().readAllBytes(), UTF_8);
            session.outputStream().write((heard + ", " + session.peer().identity()).getBytes(UTF_8));
            session.shutdownOutput();
        }
    }

    @Test
    void aPasswordInEightLines() throws Exception {
        ServerIdentity identity = ServerIdentity.generate();
        ScramVerifier verifier = ScramVerifier.derive("pencil".toCharArray(), ScramLimits.DEFAULT_MIN_ITERATIONS);
        ScramServer.Config users =
                ScramTest.config(Map.of("alice", verifier), Map.of(ScramLimits.DEFAULT_MIN_ITERATIONS, 1));
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> {
                try (Socket socket = listening.accept()) {
                    server(socket, identity, users);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(client("127.0.0.1", listening.getLocalPort(), identity.fingerprint(), "pencil".toCharArray()))
                    .isEqualTo("hello, alice");
            serving.get();
        }
    }
}
