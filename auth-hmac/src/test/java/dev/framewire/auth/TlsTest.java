package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/** Who is at the other end of a TLS connection, and how a login goes in it. */
class TlsTest extends TlsEnds {
    private static final String NOT_THE_HOSTS = "the server's certificate was not accepted, or is not that of the host";

    @Test
    void anotherCertificateThanThePinnedOneIsRefusedBeforeAnythingIsSent() throws Exception {
        Meeting.Outcomes outcomes =
                meet(client(IMPOSTOR.fingerprint())::connect, serving(SERVER, TlsBinding.SERVER_END_POINT)::accept);
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.SERVER);
        assertThat(outcomes.client().failure())
                .hasMessage("the server's certificate was not accepted: " + SERVER.fingerprint());
        assertThat(outcomes.server().failure()).isInstanceOf(SSLException.class);
        assertThat(outcomes.server().heard()).isEmpty();
    }

    @Test
    void aVerifierThatCannotDecideIsANo() throws Exception {
        TlsClient client = TlsClient.with(certificate -> {
                    throw new IOException("the list of pins cannot be read");
                })
                .deadline(Meeting.AMPLE);
        Meeting.Outcomes outcomes = meet(client::connect, serving(SERVER, TlsBinding.NONE)::accept);
        assertThat(outcomes.client().failure()).hasMessage("the list of pins cannot be read");
        assertThat(outcomes.server().session()).isNull();
    }

    @Test
    void certificateOfAnotherHostIsRefused() throws Exception {
        TlsClient client = TlsClient.to("other.example", AUTHORITY.trusting())
                .deadline(Meeting.AMPLE)
                .watchdog(meeting.watchdog);
        Meeting.Outcomes outcomes = meet(client::connect, serving(SERVER, TlsBinding.SERVER_END_POINT)::accept);
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.SERVER);
        assertThat(outcomes.client().failure()).hasMessage(NOT_THE_HOSTS);
        assertThat(outcomes.server().session()).isNull();
    }

    @Test
    void certificateOfAnUnknownAuthorityIsRefused() throws Exception {
        TlsClient client = TlsClient.to(
                        "netdisk.example", Certificates.authority().trusting())
                .deadline(Meeting.AMPLE)
                .watchdog(meeting.watchdog);
        Meeting.Outcomes outcomes = meet(client::connect, serving(SERVER, TlsBinding.SERVER_END_POINT)::accept);
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.SERVER);
        assertThat(outcomes.client().failure()).hasMessage(NOT_THE_HOSTS);
    }

    @Test
    void certificateOfTheHostIsAccepted() throws Exception {
        TlsClient client = TlsClient.to("netdisk.example", AUTHORITY.trusting())
                .deadline(Meeting.AMPLE)
                .watchdog(meeting.watchdog);
        TlsServer server = serving(SERVER, TlsBinding.SERVER_END_POINT);
        Meeting.Outcomes outcomes = meet(login(client, "pencil"), accepting(server));
        assertLoggedIn(outcomes);
        Peer peer = Objects.requireNonNull(outcomes.client().session()).peer();
        assertThat(peer).isEqualTo(new Peer("netdisk.example", SERVER.fingerprint()));
    }

    @Test
    void oldTlsIsRefused() throws Exception {
        try (Loopback loopback = Loopback.open()) {
            SSLSocket old = over(loopback, AUTHORITY.trusting());
            old.setEnabledProtocols(new String[] {"TLSv1.2"});
            Meeting.Outcomes outcomes = meeting.run(
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
                NoiseNxClient.with(key -> true).options(meeting.options)::connect,
                serving(SERVER, TlsBinding.NONE)::accept);
        assertThat(outcomes.client().session()).isNull();
        assertThat(outcomes.server().failure()).isInstanceOf(SSLException.class);
    }

    @Test
    void aServerThatIsSilentMeetsTheDeadline() throws Exception {
        try (Loopback loopback = Loopback.open()) {
            TlsClient hasty = pinned.deadline(Duration.ofMillis(50));
            assertThatThrownBy(() -> hasty.connect(loopback.client()))
                    .isInstanceOfSatisfying(
                            AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.TIMEOUT));
        }
    }

    @Test
    void passwordLogsIn() throws Exception {
        Meeting.Outcomes outcomes =
                meet(login(pinned, "pencil"), accepting(serving(SERVER, TlsBinding.SERVER_END_POINT)));
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
                meet(login(pinned, "pencils"), accepting(serving(SERVER, TlsBinding.SERVER_END_POINT)));
        assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.CREDENTIALS);
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.REFUSED);
    }

    @Test
    @EnabledForJreRange(minVersion = 25)
    void tokenLogsInAgainBoundToTheConnection() throws Exception {
        ReloginTokens tokens = ReloginTokens.in(ReloginTokenStore.inMemory());
        LoginClient again = LoginClient.withToken(tokens.issue("alice")).deadline(Meeting.AMPLE);
        TlsClient client = pinned.binding(TlsBinding.EXPORTER);
        Meeting.Outcomes outcomes = meet(
                transport -> again.login(client.connect(transport)),
                transport -> logins.tokens(tokens)
                        .accept(TlsServer.with(SERVER.serving())
                                .deadline(Meeting.AMPLE)
                                .accept(transport)));
        assertLoggedIn(outcomes);
    }

    @Test
    void tokenIsNotSentNorTakenWhereItCouldBePlayedAgain() throws Exception {
        ReloginTokens tokens = ReloginTokens.in(ReloginTokenStore.inMemory());
        ReloginToken token = tokens.issue("alice");
        Meeting.Side server = transport -> logins.tokens(tokens)
                .accept(serving(SERVER, TlsBinding.SERVER_END_POINT).accept(transport));
        Meeting.Outcomes unsent = meet(
                transport -> {
                    SecureSession channel = pinned.connect(transport);
                    assertThatThrownBy(() -> LoginClient.withToken(token).login(channel))
                            .isInstanceOf(IllegalStateException.class);
                    throw new IOException("checked");
                },
                server);
        assertThat(unsent.client().failure()).hasMessage("checked");
        assertThat(unsent.server().session()).isNull();
        Meeting.Outcomes outcomes = meet(
                transport -> { // a client that does it all the same
                    SecureSession channel = pinned.connect(transport);
                    HandshakeFrames frames = new HandshakeFrames(channel.transport());
                    frames.send(
                            HandshakeFrames.header(LoginFrames.LOGIN).put(LoginFrames.MECHANISM, LoginFrames.TOKEN),
                            token.message(channel.channelBindings().get(0)));
                    frames.receive(LoginFrames.FINISH, 1, HmacSha256.BYTES);
                    throw new AssertionError("logged in");
                },
                server);
        assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.UNSUPPORTED);
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.REFUSED);
    }
}
