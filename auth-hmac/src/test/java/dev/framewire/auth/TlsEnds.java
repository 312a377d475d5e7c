package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import dev.framewire.auth.Certificates.Held;
import dev.framewire.framing.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;

/** Two ends that speak TLS on real sockets, and the certificates they know each other by. */
abstract class TlsEnds {
    static final Held AUTHORITY = Certificates.authority();
    static final Held SERVER = Certificates.issued(AUTHORITY, "netdisk.example");
    static final Held IMPOSTOR = Certificates.issued(AUTHORITY, "netdisk.example");
    static final Held ED25519 = Certificates.selfSigned("Ed25519", "netdisk.example");
    private static final ScramServer.Config USERS = ScramTest.config(
            Map.of("alice", ScramVerifier.derive("pencil".toCharArray(), 4096, Suites.bytes(9, 16))), Map.of(4096, 1));

    final Meeting meeting = new Meeting();
    final LoginServer logins =
            LoginServer.with(USERS).watchdog(meeting.watchdog).deadline(Meeting.AMPLE);
    final TlsClient pinned = client(SERVER.fingerprint());

    @AfterEach
    void close() {
        meeting.close();
    }

    static SSLSocket over(Loopback loopback, SSLContext context) throws IOException {
        return (SSLSocket) context.getSocketFactory().createSocket(loopback.clientSocket(), "netdisk.example", 0, true);
    }

    static void assertLoggedIn(Meeting.Outcomes outcomes) {
        assertThat(outcomes.client().failure()).isNull();
        assertThat(outcomes.server().failure()).isNull();
        assertThat(outcomes.client().heard()).isEqualTo(Meeting.FROM_SERVER);
        assertThat(outcomes.server().heard()).isEqualTo(Meeting.FROM_CLIENT);
        for (Meeting.Outcome outcome : new Meeting.Outcome[] {outcomes.client(), outcomes.server()}) {
            Security security = Objects.requireNonNull(outcome.session()).security();
            assertThat(security.channelBound()).isTrue();
            assertThat(security.encrypted() && security.mutual() && security.forwardSecret())
                    .isTrue();
        }
    }

    static void pass(SecureSession from, SecureSession to) {
        byte[] buffer = new byte[8192];
        try {
            for (int n = from.inputStream().read(buffer);
                    n >= 0;
                    n = from.inputStream().read(buffer)) {
                to.outputStream().write(buffer, 0, n);
                to.outputStream().flush();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            to.transport().abort();
        }
    }

    TlsClient client(String fingerprint) {
        return TlsClient.with(CertificateVerifier.pinned(fingerprint))
                .deadline(Meeting.AMPLE)
                .watchdog(meeting.watchdog);
    }

    TlsServer serving(Held held, TlsBinding binding) {
        return TlsServer.with(held.serving())
                .binding(binding)
                .deadline(Meeting.AMPLE)
                .watchdog(meeting.watchdog);
    }

    Meeting.Side login(TlsClient tls, String password) {
        LoginClient login = alice(password);
        return transport -> login.login(tls.connect(transport));
    }

    LoginClient alice(String password) {
        return LoginClient.withPassword("alice", password.toCharArray())
                .limits(new ScramLimits(4096, 10_000))
                .deadline(Meeting.AMPLE)
                .watchdog(meeting.watchdog);
    }

    Meeting.Side accepting(TlsServer tls) {
        return transport -> logins.accept(tls.accept(transport));
    }

    Meeting.Outcomes meet(Meeting.Side client, Meeting.Side server) throws IOException {
        try (Loopback loopback = Loopback.open()) {
            return meeting.run(loopback.client(), loopback.server(), client, server);
        }
    }

    /** The JDK's own socket, with a SCRAM client and an end point that others wrote. */
    Meeting.Outcome meetForeign(SSLContext context, Meeting.Side server) throws IOException {
        try (Loopback loopback = Loopback.open()) {
            SSLSocket jdk = over(loopback, context);
            return meeting.run(
                            loopback.client(),
                            loopback.server(),
                            transport -> {
                                foreignLogin(jdk);
                                jdk.getOutputStream().write(Meeting.FROM_CLIENT.getBytes(StandardCharsets.US_ASCII));
                                byte[] heard = jdk.getInputStream().readNBytes(Meeting.FROM_SERVER.length());
                                assertThat(heard).asString().isEqualTo(Meeting.FROM_SERVER);
                                jdk.close();
                                throw new IOException("done");
                            },
                            server)
                    .server();
        }
    }

    private static void foreignLogin(SSLSocket socket) throws IOException {
        socket.startHandshake();
        try {
            byte[] endPoint = TlsServerEndpoint.getChannelBindingData(
                    (X509Certificate) socket.getSession().getPeerCertificates()[0]);
            com.ongres.scram.client.ScramClient scram = com.ongres.scram.client.ScramClient.builder()
                    .advertisedMechanisms(List.of("SCRAM-SHA-256-PLUS"))
                    .username("alice")
                    .password("pencil".toCharArray())
                    .channelBinding(ChannelBinding.TLS_SERVER_END_POINT, endPoint)
                    .build();
            HandshakeFrames frames = new HandshakeFrames(Transport.of(socket));
            frames.send(
                    HandshakeFrames.header(LoginFrames.LOGIN).put(LoginFrames.MECHANISM, LoginFrames.SCRAM),
                    ScramText.bytes(scram.clientFirstMessage().toString()));
            scram.serverFirstMessage(ScramText.decode(
                    frames.receiveUpTo(LoginFrames.CHALLENGE, 1, 1024).body()));
            frames.send(
                    HandshakeFrames.header(LoginFrames.PROOF),
                    ScramText.bytes(scram.clientFinalMessage().toString()));
            scram.serverFinalMessage(ScramText.decode(
                    frames.receiveUpTo(LoginFrames.FINISH, 1, 1024).body()));
        } catch (ScramException | CertificateEncodingException e) {
            throw new IOException(e);
        }
    }
}
