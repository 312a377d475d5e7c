package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.Transport;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A shared key, proved inside a channel and bound to it. Over TLS itself: TlsBindingTest. */
class HmacInsideChannelTest {
    private static final ChannelBinding HERE = new ChannelBinding(ChannelBinding.TLS_EXPORTER, Suites.bytes(1, 32));
    private static final ChannelBinding ELSEWHERE =
            new ChannelBinding(ChannelBinding.TLS_EXPORTER, Suites.bytes(2, 32));
    private static final ChannelBinding CERTIFICATE =
            new ChannelBinding(ChannelBinding.TLS_SERVER_END_POINT, Suites.bytes(3, 32));

    private final Meeting meeting = new Meeting();
    private final HmacClient client = HmacClient.with(Suites.KEY)
            .as(Suites.CLIENT)
            .expecting(Suites.SERVER)
            .options(meeting.options);
    private final HmacServer server =
            HmacServer.with(Suites.KEY).as(Suites.SERVER).options(meeting.options);

    @AfterEach
    void close() {
        meeting.close();
    }

    /** A channel that others protect: what is written is on the wire as it is. */
    private static final class Beneath extends SessionChannel {
        private final Transport transport;

        Beneath(Transport transport) {
            super(transport, null, Duration.ofSeconds(5));
            this.transport = transport;
        }

        @Override
        InputStream input() {
            return transport.inputStream();
        }

        @Override
        OutputStream output() {
            return transport.outputStream();
        }

        @Override
        void forget() {}

        @Override
        void shutdownOutput() {
            // the wire ends when both ends wait
        }
    }

    static SecureSession channel(Transport transport, ChannelBinding... bindings) {
        return channel(transport, new Security("channel", false, true, true, true, false), bindings);
    }

    static SecureSession channel(Transport transport, Security security, ChannelBinding... bindings) {
        return new SecureSession(new Beneath(transport), Peer.ANONYMOUS, security, List.of(bindings));
    }

    private Meeting.Outcomes meet(List<ChannelBinding> atClient, List<ChannelBinding> atServer) {
        return meeting.run(
                Wire.honest(),
                transport -> client.connectInside(channel(transport, atClient.toArray(new ChannelBinding[0]))),
                transport -> server.acceptInside(channel(transport, atServer.toArray(new ChannelBinding[0]))));
    }

    @Test
    void bothEndsProveTheKeyAndGoOnInTheChannel() {
        Meeting.Outcomes outcomes = meet(List.of(HERE), List.of(CERTIFICATE, HERE));
        assertThat(outcomes.server().heard()).isEqualTo(Meeting.FROM_CLIENT);
        assertThat(outcomes.client().heard()).isEqualTo(Meeting.FROM_SERVER);
        SecureSession atServer = Objects.requireNonNull(outcomes.server().session());
        assertThat(atServer.peer()).isEqualTo(new Peer(Suites.CLIENT, Suites.KEY.id()));
        SecureSession atClient = Objects.requireNonNull(outcomes.client().session());
        assertThat(atClient.peer()).isEqualTo(new Peer(Suites.SERVER, Suites.KEY.id()));
        for (SecureSession session : List.of(atClient, atServer)) {
            assertThat(session.security()).isEqualTo(new Security("channel+hmac-sha256", true, true, true, true, true));
        }
    }

    @Test
    void whatIsProvedInOneChannelIsWorthNothingInAnother() {
        Meeting.Outcomes outcomes = meet(List.of(HERE), List.of(ELSEWHERE));
        assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.CREDENTIALS);
        assertRefused(outcomes);
    }

    @Test
    void aBindingThatOneSideLacksIsRefused() {
        for (List<ChannelBinding> lacking : List.of(List.<ChannelBinding>of(), List.of(CERTIFICATE))) {
            for (Meeting.Outcomes outcomes : List.of(meet(List.of(HERE), lacking), meet(lacking, List.of(HERE)))) {
                assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.CHANNEL_BINDING);
                assertRefused(outcomes);
            }
        }
    }

    @Test
    void withoutABindingAtEitherEndTheKeyStillDecidesAndTheSessionSaysSo() {
        Meeting.Outcomes outcomes = meet(List.of(), List.of());
        assertThat(outcomes.server().heard()).isEqualTo(Meeting.FROM_CLIENT);
        for (Meeting.Outcome each : List.of(outcomes.client(), outcomes.server())) {
            Security security = Objects.requireNonNull(each.session()).security();
            assertThat(security.channelBound()).isFalse();
            assertThat(security.mutual()).isTrue();
        }
        Meeting.Outcomes stranger = meeting.run(
                Wire.honest(),
                transport -> HmacClient.with(Suites.OTHER_KEY)
                        .as(Suites.CLIENT)
                        .options(meeting.options)
                        .connectInside(channel(transport)),
                transport -> server.acceptInside(channel(transport)));
        assertThat(stranger.server().kind()).isEqualTo(AuthException.Kind.CREDENTIALS);
        assertRefused(stranger);
    }

    /** Whoever ends TLS in between must not turn one into the other. */
    @Test
    void aHandshakeInsideAChannelIsNoneOutsideOfOne() {
        Meeting.Outcomes inside = meeting.run(Wire.honest(), t -> client.connectInside(channel(t)), server::accept);
        Meeting.Outcomes outside = meeting.run(Wire.honest(), client::connect, t -> server.acceptInside(channel(t)));
        for (Meeting.Outcomes outcomes : List.of(inside, outside)) {
            assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.UNSUPPORTED);
            assertRefused(outcomes);
        }
    }

    @Test
    void noiseNxIsAChannelToo() {
        Meeting.Outcomes outcomes = meeting.run(
                Wire.honest(),
                transport ->
                        client.connectInside(NoiseNxClient.with(ServerKeyVerifier.pinned(Suites.IDENTITY.fingerprint()))
                                .options(meeting.options)
                                .connect(transport)),
                transport -> server.acceptInside(NoiseNxServer.with(Suites.IDENTITY)
                        .options(meeting.options)
                        .accept(transport)));
        assertThat(outcomes.server().heard()).isEqualTo(Meeting.FROM_CLIENT);
        Security security = Objects.requireNonNull(outcomes.server().session()).security();
        assertThat(security.suite()).isEqualTo(NoiseSuite.NX + "+hmac-sha256");
        assertThat(security.channelBound() && security.mutual()).isTrue();
    }

    private static void assertRefused(Meeting.Outcomes outcomes) {
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.REFUSED);
        assertThat(outcomes.client().heard() + outcomes.server().heard()).isEmpty();
    }
}
