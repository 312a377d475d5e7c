package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who takes a transport over closes it, also where the fault is the caller's: a peer that waits for the next frame is not
 * left waiting.
 */
class CallersMistakeTest {
    private static final Meeting MEETING = new Meeting();
    private static final ScramServer.Config NOBODY = ScramTest.config(Map.of(), Map.of());

    /** What a caller's own code throws. */
    private static final class Mistake extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** What nobody expects to catch. */
    private static final class Broken extends Error {
        private static final long serialVersionUID = 1;
    }

    @AfterAll
    static void close() {
        MEETING.close();
    }

    /** Throws this, and has closed what it was given before it did. */
    private static Meeting.Side closing(Class<? extends Throwable> thrown, Meeting.Side side) {
        return transport -> {
            assertThatThrownBy(() -> side.meet(transport)).isInstanceOf(thrown);
            assertClosed(transport);
            throw new IOException("checked");
        };
    }

    private static void assertClosed(Transport transport) {
        assertThatThrownBy(() -> transport.outputStream().write(1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> transport.inputStream().read()).isInstanceOf(IOException.class);
    }

    /** The one with the mistake closes; the other hears of it, and has no session. */
    private static void assertClosing(
            Class<? extends Throwable> thrown, boolean byClient, Meeting.Side client, Meeting.Side server) {
        Meeting.Outcomes outcomes = byClient
                ? MEETING.run(Wire.patient(), closing(thrown, client), server)
                : MEETING.run(Wire.patient(), client, closing(thrown, server));
        Meeting.Outcome mistaken = byClient ? outcomes.client() : outcomes.server();
        Meeting.Outcome other = byClient ? outcomes.server() : outcomes.client();
        assertThat(mistaken.failure()).hasMessage("checked");
        assertThat(other.failure()).isNotNull();
        assertThat(other.heard()).isEmpty();
    }

    /** Before anything was said, so without a peer. */
    private static void assertClosingAtOnce(String what, Meeting.Side side) {
        Transport transport = Wire.honest().client();
        assertThatThrownBy(() -> side.meet(transport)).as(what).isInstanceOf(IllegalStateException.class);
        assertClosed(transport);
    }

    private static SharedKey wipedKey() {
        SharedKey key = SharedKey.of(Suites.KEY.id(), Suites.bytes(0, 32));
        key.wipe();
        return key;
    }

    private static KeySet setOfAWipedKey() {
        SharedKey key = SharedKey.of(Suites.KEY.id(), Suites.bytes(0, 32));
        KeySet keys = KeySet.of(key);
        key.wipe();
        return keys;
    }

    @Test
    void aWipedKeyOfAClient() {
        HmacClient hmac = HmacClient.with(wipedKey()).options(MEETING.options);
        assertClosingAtOnce("hmac", hmac::connect);
        assertClosingAtOnce("inside", t -> hmac.connectInside(HmacInsideChannelTest.channel(t)));
        assertClosingAtOnce("noise", NoisePskClient.with(wipedKey(), "a", "b").options(MEETING.options)::connect);
    }

    @Test
    void aWipedKeyOfAServerThatAClientNames() {
        HmacServer hmac = HmacServer.with(setOfAWipedKey()).as(Suites.SERVER).options(MEETING.options);
        assertClosing(
                IllegalStateException.class, false, Suites.HMAC_AES_256_GCM.client(MEETING.options), hmac::accept);
        HmacClient client = HmacClient.with(Suites.KEY).options(MEETING.options);
        assertClosing(
                IllegalStateException.class,
                false,
                t -> client.connectInside(HmacInsideChannelTest.channel(t)),
                t -> hmac.acceptInside(HmacInsideChannelTest.channel(t)));
        assertClosing(
                IllegalStateException.class,
                false,
                Suites.NOISE_NNPSK0.client(MEETING.options),
                NoisePskServer.with(setOfAWipedKey(), Suites.SERVER).options(MEETING.options)::accept);
    }

    /** Every way in, at both ends, with a watchdog that its owner closed too early. */
    @Test
    void aClosedWatchdog() throws Exception {
        Watchdog watchdog = Watchdog.create();
        watchdog.close();
        HandshakeOptions closed = MEETING.options.withWatchdog(watchdog);
        Map<String, Meeting.Side> sides = new LinkedHashMap<>();
        for (Suites suite : Suites.values()) {
            sides.put(suite + " client", suite.client(closed));
            sides.put(suite + " server", suite.server(closed));
        }
        HmacClient client = HmacClient.with(Suites.KEY).options(closed);
        sides.put("inside client", t -> client.connectInside(HmacInsideChannelTest.channel(t)));
        HmacServer server = HmacServer.with(Suites.KEY).options(closed);
        sides.put("inside server", t -> server.acceptInside(HmacInsideChannelTest.channel(t)));
        LoginClient login =
                LoginClient.withPassword("alice", "pencil".toCharArray()).watchdog(watchdog);
        sides.put("login client", t -> login.login(HmacInsideChannelTest.channel(t)));
        LoginServer logins = LoginServer.with(NOBODY).watchdog(watchdog);
        sides.put("login server", t -> logins.accept(HmacInsideChannelTest.channel(t)));
        sides.put(
                "tls client", TlsClient.to("localhost", SSLContext.getDefault()).watchdog(watchdog)::connect);
        sides.put("tls server", TlsServer.with(SSLContext.getDefault()).watchdog(watchdog)::accept);
        for (UnsafeHandshake old :
                List.of(UnsafeHandshake.tutorialMd5(new byte[8]), UnsafeHandshake.pythonMultiprocessing(new byte[8]))) {
            sides.put(old + " client", sessionless(old.watchdog(watchdog)::connect));
            sides.put(old + " server", sessionless(old.watchdog(watchdog)::accept));
        }
        sides.forEach(CallersMistakeTest::assertClosingAtOnce);
    }

    private interface Sessionless {
        void meet(Transport transport) throws IOException;
    }

    private static Meeting.Side sessionless(Sessionless check) {
        return t -> {
            check.meet(t);
            throw new AssertionError("passed");
        };
    }

    @Test
    void aWipedSecretOfAnOldHandshake() {
        UnsafeHandshake old = UnsafeHandshake.tutorialMd5(new byte[8]);
        old.wipe();
        assertClosingAtOnce("client", sessionless(old::connect));
        assertClosingAtOnce("server", sessionless(old::accept));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChannelThatIsNoPlaceForASecret(boolean encrypted) {
        Security unfit = new Security("channel", false, encrypted, !encrypted, true, false);
        HmacClient client = HmacClient.with(Suites.KEY).options(MEETING.options);
        assertClosingAtOnce("hmac client", t -> client.connectInside(HmacInsideChannelTest.channel(t, unfit)));
        HmacServer server = HmacServer.with(Suites.KEY).options(MEETING.options);
        assertClosingAtOnce("hmac server", t -> server.acceptInside(HmacInsideChannelTest.channel(t, unfit)));
        LoginClient login =
                LoginClient.withPassword("alice", "pencil".toCharArray()).watchdog(MEETING.watchdog);
        assertClosingAtOnce("login client", t -> login.login(HmacInsideChannelTest.channel(t, unfit)));
        LoginServer logins = LoginServer.with(NOBODY).watchdog(MEETING.watchdog);
        assertClosingAtOnce("login server", t -> logins.accept(HmacInsideChannelTest.channel(t, unfit)));
    }

    @Test
    void aContextThatNobodyInitialised() throws NoSuchAlgorithmException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        assertClosingAtOnce("client", TlsClient.to("localhost", context).watchdog(MEETING.watchdog)::connect);
        assertClosingAtOnce("server", TlsServer.with(context).watchdog(MEETING.watchdog)::accept);
    }

    @Test
    void aVerifierThatThrows() throws IOException {
        assertClosing(
                Mistake.class,
                true,
                NoiseNxClient.with(key -> {
                            throw new Mistake();
                        })
                        .options(MEETING.options)::connect,
                Suites.NOISE_NX.server(MEETING.options));
        TlsClient tls = TlsClient.with(certificate -> {
                    throw new Mistake();
                })
                .deadline(Meeting.AMPLE)
                .watchdog(MEETING.watchdog);
        TlsServer server =
                TlsServer.with(TlsEnds.SERVER.serving()).deadline(Meeting.AMPLE).watchdog(MEETING.watchdog);
        try (Loopback loopback = Loopback.open()) {
            Meeting.Outcomes outcomes = MEETING.run(
                    loopback.client(), loopback.server(), closing(Mistake.class, tls::connect), server::accept);
            assertThat(outcomes.client().failure()).hasMessage("checked");
            assertThat(outcomes.server().failure()).isNotNull();
        }
    }

    /** The store of a server that is down, or that is written wrongly: whoever logs in must not wait for it for ever. */
    @Test
    void aStoreOfUsersThatThrows() {
        for (Throwable thrown : new Throwable[] {new Mistake(), new Broken()}) {
            LoginServer logins = LoginServer.with(ScramServer.Config.of(user -> unchecked(thrown), new byte[32]));
            assertClosing(
                    thrown.getClass(),
                    false,
                    login(LoginClient.withPassword("alice", "pencil".toCharArray())),
                    accepting(logins));
        }
    }

    @Test
    void aStoreOfTokensThatThrows() {
        ReloginTokenStore store = new ReloginTokenStore() {
            @Override
            public void add(StoredToken token) {}

            @Override
            public Optional<StoredToken> find(String id) {
                throw new Mistake();
            }

            @Override
            public void removeIf(Predicate<StoredToken> which) {}
        };
        ReloginToken token = ReloginToken.generate("alice", Instant.EPOCH, new SecureRandom());
        assertClosing(
                Mistake.class,
                false,
                login(LoginClient.withToken(token)),
                accepting(LoginServer.with(NOBODY).tokens(ReloginTokens.in(store))));
    }

    private static <T> T unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) thrown;
    }

    private static Meeting.Side login(LoginClient client) {
        LoginClient ample = client.deadline(Meeting.AMPLE).watchdog(MEETING.watchdog);
        return t -> ample.login(Suites.NOISE_NX.client(MEETING.options).meet(t));
    }

    private static Meeting.Side accepting(LoginServer server) {
        LoginServer ample = server.deadline(Meeting.AMPLE).watchdog(MEETING.watchdog);
        return t -> ample.accept(Suites.NOISE_NX.server(MEETING.options).meet(t));
    }

    /** What it runs is somebody's code around the handshakes, and may fail outside of them. */
    @Test
    void aGateWhoseHandshakeThrowsAnything() {
        for (Throwable thrown : new Throwable[] {new Mistake(), new Broken()}) {
            Transport transport = Wire.honest().server();
            assertThatThrownBy(() -> HandshakeGate.create().admit("192.0.2.1", transport, t -> unchecked(thrown)))
                    .isSameAs(thrown);
            assertClosed(transport);
        }
        Transport transport = Wire.honest().server();
        assertThatThrownBy(() -> HandshakeGate.create().admit("192.0.2.1", transport, t -> {
                    throw new IOException("not the greeting");
                }))
                .hasMessage("not the greeting");
        assertClosed(transport);
    }
}
