package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.auth.Certificates.Held;
import dev.framewire.framing.Transport;
import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ties a login to the TLS connection it runs in, over real sockets. */
class TlsBindingTest extends TlsEnds {
    /** Both ends do TLS, with a man in the middle whose certificate the client was made to trust. */
    @Test
    void aManInTheMiddleWhoHasACertificateOfTheHostIsFoundOut() throws Exception {
        TlsClient client = TlsClient.to("netdisk.example", AUTHORITY.trusting())
                .deadline(Meeting.AMPLE)
                .watchdog(meeting.watchdog);
        Meeting.Outcomes outcomes;
        try (Loopback front = Loopback.open();
                Loopback back = Loopback.open()) {
            Thread mallory = new Thread(() -> {
                try {
                    SecureSession victim = serving(IMPOSTOR, TlsBinding.NONE).accept(front.server());
                    SecureSession server = pinned.binding(TlsBinding.NONE).connect(back.client());
                    Thread answers = new Thread(() -> pass(server, victim));
                    answers.start();
                    pass(victim, server);
                    answers.join();
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            mallory.start();
            outcomes = meeting.run(
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
                    SecureSession channel = pinned.connect(transport);
                    Transport in = channel.transport();
                    in.outputStream()
                            .write(HandshakeFrames.frame(
                                    HandshakeFrames.header(LoginFrames.LOGIN)
                                            .put(LoginFrames.MECHANISM, LoginFrames.SCRAM)
                                            .toByteArray(),
                                    ScramText.bytes(gs2Header + "n=alice,r=" + "a".repeat(32))));
                    in.outputStream().flush();
                    new HandshakeFrames(in).receive(LoginFrames.CHALLENGE, 1, 1);
                    throw new AssertionError("challenged");
                },
                accepting(serving(SERVER, TlsBinding.SERVER_END_POINT)));
        assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.CHANNEL_BINDING);
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.REFUSED);
    }

    @Test
    void oneEndThatBindsAndOneThatDoesNotNeverMeet() throws Exception {
        Meeting.Outcomes bound = meet(login(pinned, "pencil"), accepting(serving(SERVER, TlsBinding.NONE)));
        Meeting.Outcomes loose = meet(
                login(pinned.binding(TlsBinding.NONE), "pencil"),
                accepting(serving(SERVER, TlsBinding.SERVER_END_POINT)));
        for (Meeting.Outcomes outcomes : new Meeting.Outcomes[] {bound, loose}) {
            assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.CHANNEL_BINDING);
            assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.REFUSED);
        }
    }

    @Test
    void withoutBindingThePasswordStillDecidesAndTheSessionSaysSo() throws Exception {
        Meeting.Outcomes outcomes =
                meet(login(pinned.binding(TlsBinding.NONE), "pencil"), accepting(serving(SERVER, TlsBinding.NONE)));
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

    @Test
    @EnabledForJreRange(minVersion = 25)
    void exporterDiffersWithEachConnectionAndIsTheSameAtBothEnds() throws Exception {
        byte[][] seen = new byte[2][];
        for (int i = 0; i < 2; i++) {
            Meeting.Outcomes outcomes =
                    meet(pinned.binding(TlsBinding.EXPORTER)::connect, serving(SERVER, TlsBinding.EXPORTER)::accept);
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
        assertThatThrownBy(() -> pinned.binding(TlsBinding.EXPORTER)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> serving(SERVER, TlsBinding.EXPORTER)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void requiredOrNotButNeverBoth() {
        assertThatThrownBy(() -> serving(SERVER, TlsBinding.NONE).binding(TlsBinding.NONE, TlsBinding.SERVER_END_POINT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @EnabledForJreRange(minVersion = 25)
    void passwordLogsInBoundToTheConnectionItself() throws Exception {
        // an Ed25519 certificate has no end point, and needs none here
        for (Held held : new Held[] {SERVER, ED25519}) {
            TlsClient client = client(held.fingerprint()).binding(TlsBinding.EXPORTER);
            assertLoggedIn(meet(login(client, "pencil"), accepting(serving(held, TlsBinding.EXPORTER))));
            assertLoggedIn(meet(
                    login(client, "pencil"),
                    accepting(TlsServer.with(held.serving()).deadline(Meeting.AMPLE))));
        }
    }

    /** A client of ours has the server show its certificate on every connection. */
    @Test
    void ourClientsResumeNoSession() throws Exception {
        AtomicInteger shown = new AtomicInteger();
        TlsServer server = serving(SERVER, TlsBinding.SERVER_END_POINT);
        TlsClient byName = TlsClient.to("netdisk.example", counting(shown))
                .deadline(Meeting.AMPLE)
                .watchdog(meeting.watchdog);
        TlsClient byCertificate = TlsClient.with(certificate -> shown.incrementAndGet() > 0)
                .deadline(Meeting.AMPLE)
                .watchdog(meeting.watchdog);
        for (TlsClient client : List.of(byName, byName, byCertificate, byCertificate)) {
            int before = shown.get();
            assertLoggedIn(meet(login(client, "pencil"), accepting(server)));
            assertThat(shown).hasValue(before + 1);
        }
    }

    /** A client of others may resume, and sees no certificate then. */
    @Test
    void aResumedSessionIsBoundToTheCertificateOfItsBeginningOrToItsOwnConnection() throws Exception {
        for (TlsBinding binding : boundBindings()) {
            AtomicInteger shown = new AtomicInteger();
            SSLContext context = counting(shown);
            TlsServer server = serving(SERVER, binding);
            List<byte[]> data = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Meeting.Outcomes outcomes = meet(resuming(context, binding), accepting(server));
                assertLoggedIn(outcomes);
                SecureSession session = Objects.requireNonNull(outcomes.server().session());
                data.add(session.channelBindings().get(0).data());
            }
            assertThat(shown).as("certificates shown").hasValue(1);
            assertThat(Arrays.equals(data.get(0), data.get(1))).isEqualTo(binding == TlsBinding.SERVER_END_POINT);
        }
    }

    private static List<TlsBinding> boundBindings() {
        return TlsBinding.EXPORTER.available()
                ? List.of(TlsBinding.SERVER_END_POINT, TlsBinding.EXPORTER)
                : List.of(TlsBinding.SERVER_END_POINT);
    }

    /** With a host and a port the JDK looks for a session that it can resume. */
    private Meeting.Side resuming(SSLContext context, TlsBinding binding) {
        return transport -> {
            SSLEngine engine = context.createSSLEngine("netdisk.example", 443);
            engine.setUseClientMode(true);
            engine.setEnabledProtocols(TlsServer.PROTOCOLS);
            TlsChannel channel = new TlsChannel(transport, engine, meeting.watchdog);
            channel.handshake();
            ChannelBinding used = binding == TlsBinding.EXPORTER
                    ? TlsExporter.binding(engine.getSession())
                    : TlsServerEndPoint.binding(
                            (X509Certificate) engine.getSession().getPeerCertificates()[0]);
            return alice("pencil")
                    .login(new SecureSession(channel, Peer.ANONYMOUS, TlsServer.security(channel), List.of(used)));
        };
    }

    /** A context that trusts every certificate and counts those it is shown. */
    private static SSLContext counting(AtomicInteger shown) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String authType) {
                            shown.incrementAndGet();
                        }

                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String authType) {
                            throw new AssertionError("a client's certificate");
                        }

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                null);
        return context;
    }

    /** OpenSSL exports the same bytes for the label of RFC 9266. */
    @Test
    @NeedsTool("openssl")
    @EnabledForJreRange(minVersion = 25)
    void exporterIsWhatOpensslExports() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process openssl = new ProcessBuilder(
                            "openssl",
                            "s_client",
                            "-connect",
                            "127.0.0.1:" + listener.getLocalPort(),
                            "-tls1_3",
                            "-keymatexport",
                            "EXPORTER-Channel-Binding",
                            "-keymatexportlen",
                            "32")
                    .redirectErrorStream(true)
                    .start();
            SecureSession session = serving(SERVER, TlsBinding.EXPORTER).accept(Transport.of(listener.accept()));
            openssl.getOutputStream().close();
            String ours =
                    HexFormat.of().formatHex(session.channelBindings().get(0).data());
            assertThat(openssl.getInputStream().readAllBytes()).asString().containsIgnoringCase(ours);
            session.close();
            openssl.waitFor();
        }
    }

    @Test
    void aSharedKeyIsProvedInsideAndBoundToTheChannel() throws Exception {
        for (TlsBinding binding : boundBindings()) {
            Meeting.Outcomes outcomes = meet(
                    keyed(pinned.binding(binding)),
                    keyed(TlsServer.with(SERVER.serving()).deadline(Meeting.AMPLE)));
            assertLoggedIn(outcomes);
            assertThat(Objects.requireNonNull(outcomes.server().session()).peer())
                    .isEqualTo(new Peer(Suites.CLIENT, Suites.KEY.id()));
        }
    }

    @Test
    void aSharedKeyBoundAtOneEndOnlyIsRefused() throws Exception {
        Meeting.Outcomes bound = meet(keyed(pinned), keyed(serving(SERVER, TlsBinding.NONE)));
        Meeting.Outcomes loose =
                meet(keyed(pinned.binding(TlsBinding.NONE)), keyed(serving(SERVER, TlsBinding.SERVER_END_POINT)));
        for (Meeting.Outcomes outcomes : List.of(bound, loose)) {
            assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.CHANNEL_BINDING);
            assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.REFUSED);
        }
    }

    private Meeting.Side keyed(TlsClient tls) {
        HmacClient client = HmacClient.with(Suites.KEY).as(Suites.CLIENT).options(meeting.options);
        return transport -> client.connectInside(tls.connect(transport));
    }

    private Meeting.Side keyed(TlsServer tls) {
        HmacServer server = HmacServer.with(Suites.KEY).options(meeting.options);
        return transport -> server.acceptInside(tls.accept(transport));
    }
}
