package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import dev.framewire.auth.Certificates.Held;
import dev.framewire.framing.Transport;
import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins over TLS, on real sockets. */
class TlsTest {
    private static final Meeting MEETING = new Meeting();
    private static final Held AUTHORITY = Certificates.authority();
    private static final Held SERVER = Certificates.issued(AUTHORITY, "netdisk.example");
    private static final Held IMPOSTOR = Certificates.issued(AUTHORITY, "netdisk.example");
    private static final Held ED25519 = Certificates.selfSigned("Ed25519", "netdisk.example");
    private static final ScramServer.Config USERS = ScramTest.config(
            Map.of("alice", ScramVerifier.derive("pencil".toCharArray(), 4096, Suites.bytes(9, 16))), Map.of(4096, 1));
    private static final LoginServer LOGINS =
            LoginServer.with(USERS).watchdog(MEETING.watchdog).deadline(Duration.ofSeconds(60));
    private static final TlsClient PINNED = client(SERVER.fingerprint());

    @AfterAll
    static void close() {
        MEETING.close();
    }

    // --- who the server is ---------------------------------------------------------------------------------------

    @Test
    void anotherCertificateThanThePinnedOneIsRefusedBeforeAnythingIsSent() throws Exception {
        Meeting.Outcomes outcomes =
                meet(client(IMPOSTOR.fingerprint())::connect, serving(SERVER, TlsBinding.SERVER_END_POINT)::accept);
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.SERVER);
        assertThat(outcomes.client().failure()).hasMessageContaining(SERVER.fingerprint());
        assertThat(outcomes.server().failure()).isInstanceOf(SSLException.class);
        assertThat(outcomes.server().heard()).isEmpty();
    }

    @Test
    void aVerifierThatCannotDecideIsANo() throws Exception {
        TlsClient client = TlsClient.with(certificate -> {
            throw new IOException("the list of pins cannot be read");
        });
        Meeting.Outcomes outcomes = meet(client::connect, serving(SERVER, TlsBinding.NONE)::accept);
        assertThat(outcomes.client().failure()).hasMessage("the list of pins cannot be read");
        assertThat(outcomes.server().session()).isNull();
    }

    @Test
    void certificateOfAnotherHostIsRefused() throws Exception {
        TlsClient client = TlsClient.to("other.example", AUTHORITY.trusting()).watchdog(MEETING.watchdog);
        Meeting.Outcomes outcomes = meet(client::connect, serving(SERVER, TlsBinding.SERVER_END_POINT)::accept);
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.SERVER);
        assertThat(outcomes.server().session()).isNull();
    }

    @Test
    void certificateOfAnUnknownAuthorityIsRefused() throws Exception {
        TlsClient client = TlsClient.to(
                        "netdisk.example", Certificates.authority().trusting())
                .watchdog(MEETING.watchdog);
        Meeting.Outcomes outcomes = meet(client::connect, serving(SERVER, TlsBinding.SERVER_END_POINT)::accept);
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.SERVER);
    }

    @Test
    void certificateOfTheHostIsAccepted() throws Exception {
        TlsClient client = TlsClient.to("netdisk.example", AUTHORITY.trusting()).watchdog(MEETING.watchdog);
        TlsServer server = serving(SERVER, TlsBinding.SERVER_END_POINT);
        // the second time TLS resumes the session of the first, and shows no certificate
        for (int i = 0; i < 2; i++) {
            Meeting.Outcomes outcomes = meet(login(client, "pencil"), accepting(server));
            assertLoggedIn(outcomes);
            Peer peer = Objects.requireNonNull(outcomes.client().session()).peer();
            assertThat(peer).isEqualTo(new Peer("netdisk.example", SERVER.fingerprint()));
        }
    }

    @Test
    void oldTlsIsRefused() throws Exception {
        try (Loopback loopback = Loopback.open()) {
            SSLSocket old = over(loopback, AUTHORITY.trusting());
            old.setEnabledProtocols(new String[] {"TLSv1.2"});
            Meeting.Outcomes outcomes = MEETING.run(
                    loopback.client(),
                    loopback.server(),
                    transport -> {
                        old.startHandshake();
                        throw new AssertionError("shook hands");
                    },
                    serving(SERVER, TlsBinding.SERVER_END_POINT)::accept);
            assertThat(outcomes.client().failure()).isInstanceOf(SSLException.class);
            assertThat(outcomes.server().failure()).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void aClientWithoutTlsGetsNothing() throws Exception {
        Meeting.Outcomes outcomes = meet(
                NoiseNxClient.with(key -> true).options(MEETING.options)::connect,
                serving(SERVER, TlsBinding.NONE)::accept);
        assertThat(outcomes.client().session()).isNull();
        assertThat(outcomes.server().failure()).isInstanceOf(SSLException.class);
    }

    @Test
    void aServerThatIsSilentMeetsTheDeadline() throws Exception {
        try (Loopback loopback = Loopback.open()) {
            TlsClient hasty = PINNED.deadline(Duration.ofMillis(50));
            assertThatThrownBy(() -> hasty.connect(loopback.client()))
                    .isInstanceOfSatisfying(
                            AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.TIMEOUT));
        }
    }

    // --- what the login is bound to ------------------------------------------------------------------------------

    /** Both ends do TLS, with a man in the middle whose certificate the client was made to trust. */
    @Test
    void aManInTheMiddleWhoHasACertificateOfTheHostIsFoundOut() throws Exception {
        TlsClient client = TlsClient.to("netdisk.example", AUTHORITY.trusting()).watchdog(MEETING.watchdog);
        Meeting.Outcomes outcomes;
        try (Loopback front = Loopback.open();
                Loopback back = Loopback.open()) {
            Thread mallory = new Thread(() -> {
                try {
                    SecureSession victim = serving(IMPOSTOR, TlsBinding.NONE).accept(front.server());
                    SecureSession server = PINNED.binding(TlsBinding.NONE).connect(back.client());
                    Thread answers = new Thread(() -> pass(server, victim));
                    answers.start();
                    pass(victim, server);
                    answers.join();
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            mallory.start();
            outcomes = MEETING.run(
                    front.client(),
                    back.server(),
                    login(client, "pencil"),
                    accepting(serving(SERVER, TlsBinding.SERVER_END_POINT)));
            mallory.join();
        }
        assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.CHANNEL_BINDING);
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.REFUSED);
        assertThat(outcomes.client().failure()).hasMessage("the peer refused");
        assertThat(outcomes.client().heard() + outcomes.server().heard()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"n,,", "y,,", "p=tls-unique,,", "p=tls-exporter,,", "p=framewire-noise,,"})
    void aLoginThatIsNotBoundAsRequiredIsRefused(String gs2Header) throws Exception {
        Meeting.Outcomes outcomes = meet(
                transport -> {
                    SecureSession channel = PINNED.connect(transport);
                    Transport in = channel.transport();
                    in.outputStream()
                            .write(HandshakeFrames.frame(
                                    HandshakeFrames.header(LoginFrames.LOGIN)
                                            .put(LoginFrames.MECHANISM, LoginFrames.SCRAM)
                                            .toByteArray(),
                                    ScramText.bytes(gs2Header + "n=alice,r=" + "a".repeat(32))));
                    in.outputStream().flush();
                    new HandshakeFrames(in, new byte[0]).receive(LoginFrames.CHALLENGE, 1, 1);
                    throw new AssertionError("challenged");
                },
                accepting(serving(SERVER, TlsBinding.SERVER_END_POINT)));
        assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.CHANNEL_BINDING);
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.REFUSED);
    }

    @Test
    void oneEndThatBindsAndOneThatDoesNotNeverMeet() throws Exception {
        Meeting.Outcomes bound = meet(login(PINNED, "pencil"), accepting(serving(SERVER, TlsBinding.NONE)));
        Meeting.Outcomes loose = meet(
                login(PINNED.binding(TlsBinding.NONE), "pencil"),
                accepting(serving(SERVER, TlsBinding.SERVER_END_POINT)));
        for (Meeting.Outcomes outcomes : new Meeting.Outcomes[] {bound, loose}) {
            assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.CHANNEL_BINDING);
            assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.REFUSED);
        }
    }

    @Test
    void withoutBindingThePasswordStillDecidesAndTheSessionSaysSo() throws Exception {
        Meeting.Outcomes outcomes =
                meet(login(PINNED.binding(TlsBinding.NONE), "pencil"), accepting(serving(SERVER, TlsBinding.NONE)));
        assertThat(outcomes.server().heard()).isEqualTo(Meeting.FROM_CLIENT);
        for (Meeting.Outcome outcome : new Meeting.Outcome[] {outcomes.client(), outcomes.server()}) {
            Security security = Objects.requireNonNull(outcome.session()).security();
            assertThat(security.channelBound()).isFalse();
            assertThat(security.mutual()).isTrue();
        }
    }

    @Test
    void aCertificateWithoutASignatureHashIsRefusedByEitherEndThatRequiresIt() throws Exception {
        Meeting.Outcomes byClient =
                meet(client(ED25519.fingerprint())::connect, serving(ED25519, TlsBinding.NONE)::accept);
        assertThat(byClient.client().kind()).isEqualTo(AuthException.Kind.CHANNEL_BINDING);
        Meeting.Outcomes byServer = meet(
                client(ED25519.fingerprint()).binding(TlsBinding.NONE)::connect,
                serving(ED25519, TlsBinding.SERVER_END_POINT)::accept);
        assertThat(byServer.server().kind()).isEqualTo(AuthException.Kind.CHANNEL_BINDING);
        assertThat(byServer.server().heard()).isEmpty();
    }

    // --- logins --------------------------------------------------------------------------------------------------

    @Test
    void passwordLogsIn() throws Exception {
        Meeting.Outcomes outcomes =
                meet(login(PINNED, "pencil"), accepting(serving(SERVER, TlsBinding.SERVER_END_POINT)));
        assertLoggedIn(outcomes);
        SecureSession session = Objects.requireNonNull(outcomes.server().session());
        assertThat(session.peer().identity()).isEqualTo("alice");
        assertThat(session.security().suite()).startsWith("TLSv1.3:TLS_").endsWith("+scram-sha-256");
        Peer server = Objects.requireNonNull(outcomes.client().session()).peer();
        assertThat(server).isEqualTo(new Peer(SERVER.fingerprint(), SERVER.fingerprint()));
    }

    @Test
    void wrongPasswordIsRefused() throws Exception {
        Meeting.Outcomes outcomes =
                meet(login(PINNED, "pencils"), accepting(serving(SERVER, TlsBinding.SERVER_END_POINT)));
        assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.CREDENTIALS);
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.REFUSED);
    }

    @Test
    @EnabledForJreRange(minVersion = 25)
    void passwordLogsInBoundToTheConnectionItself() throws Exception {
        // an Ed25519 certificate has no end point, and needs none here
        for (Held held : new Held[] {SERVER, ED25519}) {
            TlsClient client = client(held.fingerprint()).binding(TlsBinding.EXPORTER);
            assertLoggedIn(meet(login(client, "pencil"), accepting(serving(held, TlsBinding.EXPORTER))));
            assertLoggedIn(meet(login(client, "pencil"), accepting(TlsServer.with(held.serving()))));
        }
    }

    @Test
    @EnabledForJreRange(minVersion = 25)
    void exporterDiffersWithEachConnectionAndIsTheSameAtBothEnds() throws Exception {
        byte[][] seen = new byte[2][];
        for (int i = 0; i < 2; i++) {
            Meeting.Outcomes outcomes =
                    meet(PINNED.binding(TlsBinding.EXPORTER)::connect, serving(SERVER, TlsBinding.EXPORTER)::accept);
            SecureSession client = Objects.requireNonNull(outcomes.client().session());
            SecureSession server = Objects.requireNonNull(outcomes.server().session());
            seen[i] = client.channelBindings().get(0).data();
            assertThat(seen[i])
                    .hasSize(32)
                    .isEqualTo(server.channelBindings().get(0).data());
        }
        assertThat(seen[0]).isNotEqualTo(seen[1]);
    }

    @Test
    @EnabledForJreRange(maxVersion = 24)
    void exporterIsRefusedWhereTheJdkHasNone() {
        assertThatThrownBy(() -> PINNED.binding(TlsBinding.EXPORTER)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> serving(SERVER, TlsBinding.EXPORTER)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void requiredOrNotButNeverBoth() {
        assertThatThrownBy(() -> serving(SERVER, TlsBinding.NONE).binding(TlsBinding.NONE, TlsBinding.SERVER_END_POINT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @EnabledForJreRange(minVersion = 25)
    void tokenLogsInAgainBoundToTheConnection() throws Exception {
        ReloginTokens tokens = ReloginTokens.in(ReloginTokenStore.inMemory());
        LoginClient again = LoginClient.withToken(tokens.issue("alice"));
        TlsClient client = PINNED.binding(TlsBinding.EXPORTER);
        Meeting.Outcomes outcomes = meet(
                transport -> again.login(client.connect(transport)),
                transport -> LOGINS.tokens(tokens)
                        .accept(TlsServer.with(SERVER.serving()).accept(transport)));
        assertLoggedIn(outcomes);
    }

    @Test
    void tokenIsNotSentNorTakenWhereItCouldBePlayedAgain() throws Exception {
        ReloginTokens tokens = ReloginTokens.in(ReloginTokenStore.inMemory());
        ReloginToken token = tokens.issue("alice");
        Meeting.Outcomes outcomes = meet(
                transport -> {
                    SecureSession channel = PINNED.connect(transport);
                    assertThatThrownBy(() -> LoginClient.withToken(token).login(channel))
                            .isInstanceOf(IllegalStateException.class);
                    // a client that does it all the same
                    HandshakeFrames frames = new HandshakeFrames(channel.transport(), new byte[0]);
                    frames.send(
                            HandshakeFrames.header(LoginFrames.LOGIN).put(LoginFrames.MECHANISM, LoginFrames.TOKEN),
                            token.message(channel.channelBindings().get(0)));
                    frames.receive(LoginFrames.FINISH, 1, HmacSha256.BYTES);
                    throw new AssertionError("logged in");
                },
                transport -> LOGINS.tokens(tokens)
                        .accept(serving(SERVER, TlsBinding.SERVER_END_POINT).accept(transport)));
        assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.UNSUPPORTED);
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.REFUSED);
    }

    // --- the streams ---------------------------------------------------------------------------------------------

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
            SecureSession client = PINNED.connect(loopback.client());
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
            Meeting.Outcomes outcomes = MEETING.run(
                    loopback.client(),
                    loopback.server(),
                    transport -> {
                        SecureSession session = PINNED.connect(transport);
                        loopback.clientSocket().shutdownOutput(); // TCP ends, and TLS has not
                        session.inputStream().read();
                        throw new AssertionError("answered");
                    },
                    transport -> {
                        serving(SERVER, TlsBinding.NONE)
                                .accept(transport)
                                .inputStream()
                                .read();
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
        Meeting.Outcomes outcomes = MEETING.run(wire, PINNED::connect, serving(SERVER, TlsBinding.NONE)::accept);
        assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.TAMPERED);
        assertThat(outcomes.server().heard()).isEmpty();
    }

    // --- programs of others --------------------------------------------------------------------------------------

    /** The JDK's own socket, and a SCRAM client and an end point that others wrote. */
    @Test
    void aClientOfOthersLogsInToOurServer() throws Exception {
        try (Loopback loopback = Loopback.open()) {
            SSLSocket jdk = over(loopback, AUTHORITY.trusting());
            Meeting.Outcome server = MEETING.run(
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
                            accepting(serving(SERVER, TlsBinding.SERVER_END_POINT)))
                    .server();
            assertThat(server.failure()).isNull();
            assertThat(server.heard()).isEqualTo(Meeting.FROM_CLIENT);
            assertThat(Objects.requireNonNull(server.session()).peer().identity())
                    .isEqualTo("alice");
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
            HandshakeFrames frames = new HandshakeFrames(Transport.of(socket), new byte[0]);
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

    /** A line of K makes this client change its key and ask us to change ours. */
    @Test
    @Timeout(60)
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

    private static SSLSocket over(Loopback loopback, javax.net.ssl.SSLContext context) throws IOException {
        return (SSLSocket) context.getSocketFactory().createSocket(loopback.clientSocket(), "netdisk.example", 0, true);
    }

    private static void assertLoggedIn(Meeting.Outcomes outcomes) {
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

    private static void pass(SecureSession from, SecureSession to) {
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

    private static TlsClient client(String fingerprint) {
        return TlsClient.with(CertificateVerifier.pinned(fingerprint))
                .deadline(Duration.ofSeconds(60))
                .watchdog(MEETING.watchdog);
    }

    private static TlsServer serving(Held held, TlsBinding binding) {
        return TlsServer.with(held.serving())
                .binding(binding)
                .deadline(Duration.ofSeconds(60))
                .watchdog(MEETING.watchdog);
    }

    private static Meeting.Side login(TlsClient tls, String password) {
        LoginClient login = LoginClient.withPassword("alice", password.toCharArray())
                .limits(new ScramLimits(4096, 10_000))
                .deadline(Duration.ofSeconds(60))
                .watchdog(MEETING.watchdog);
        return transport -> login.login(tls.connect(transport));
    }

    private static Meeting.Side accepting(TlsServer tls) {
        return transport -> LOGINS.accept(tls.accept(transport));
    }

    private static Meeting.Outcomes meet(Meeting.Side client, Meeting.Side server) throws IOException {
        try (Loopback loopback = Loopback.open()) {
            return MEETING.run(loopback.client(), loopback.server(), client, server);
        }
    }
}
