package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Passwords and tokens inside a session. */
class LoginTest {
    private static final Meeting MEETING = new Meeting();
    private static final ScramLimits LOW = new ScramLimits(4096, 10_000);
    private static final ScramVerifier VERIFIER =
            ScramVerifier.derive("pencil".toCharArray(), 4096, Suites.bytes(9, 16));
    private static final ScramServer.Config USERS = ScramTest.config(Map.of("alice", VERIFIER), Map.of(4096, 1));
    private static final ChannelBinding HERE = new ChannelBinding(ChannelBinding.NOISE, Suites.bytes(1, 32));
    private static final ChannelBinding ELSEWHERE = new ChannelBinding(ChannelBinding.NOISE, Suites.bytes(2, 32));
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

    @AfterAll
    static void close() {
        MEETING.close();
    }

    @Test
    void wrongPasswordAndUnknownUserLookAlikeToTheClient() {
        Meeting.Outcomes wrong = meet(password("alice", "pencils"), LoginServer.with(USERS));
        Meeting.Outcomes nobody = meet(password("bob", "pencil"), LoginServer.with(USERS));
        for (Meeting.Outcomes outcomes : new Meeting.Outcomes[] {wrong, nobody}) {
            assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.REFUSED);
            assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.CREDENTIALS);
            assertThat(outcomes.client().heard() + outcomes.server().heard()).isEmpty();
        }
        assertThat(wrong.client().failure())
                .hasMessage(nobody.client().failure().getMessage());
    }

    @Test
    void tokenIsRefusedWhereNoneAreTaken() {
        ReloginToken token = ReloginToken.generate("alice", NOW, new SecureRandom());
        Meeting.Outcomes outcomes = meet(LoginClient.withToken(token), LoginServer.with(USERS));
        assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.UNSUPPORTED);
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.REFUSED);
    }

    @Test
    void passwordIsNotSentOverAReadableChannel() {
        LoginClient login = password("alice", "pencil");
        Meeting.Outcomes outcomes = MEETING.run(
                Wire.honest(),
                transport -> {
                    SecureSession channel =
                            Suites.HMAC_INTEGRITY_ONLY.client(MEETING.options).meet(transport);
                    assertThatThrownBy(() -> login.login(channel)).isInstanceOf(IllegalStateException.class);
                    assertThatThrownBy(() -> ScramClient.start(channel, "alice", "pencil".toCharArray()))
                            .isInstanceOf(IllegalStateException.class);
                    assertThatThrownBy(() -> ScramServer.start(channel, USERS))
                            .isInstanceOf(IllegalStateException.class);
                    throw new IOException("checked");
                },
                Suites.HMAC_INTEGRITY_ONLY.server(MEETING.options));
        assertThat(outcomes.client().failure()).hasMessage("checked");
    }

    @Test
    void passwordLogsIn() {
        Meeting.Outcomes outcomes = meet(password("alice", "pencil"), LoginServer.with(USERS));
        assertThat(outcomes.client().failure()).isNull();
        assertThat(outcomes.server().failure()).isNull();
        assertThat(outcomes.client().heard()).isEqualTo(Meeting.FROM_SERVER);
        assertThat(outcomes.server().heard()).isEqualTo(Meeting.FROM_CLIENT);
        assertThat(outcomes.server().session().peer().identity()).isEqualTo("alice");
        Security security = outcomes.server().session().security();
        assertThat(security.suite()).endsWith("+scram-sha-256");
        assertThat(security.mutual()).isTrue();
        assertThat(security.channelBound()).isTrue();
    }

    @Test
    void tokenLogsInAgainAndAgainUntilRevoked() {
        ReloginTokens tokens = ReloginTokens.in(ReloginTokenStore.inMemory());
        ReloginToken token = ReloginToken.parse(tokens.issue("alice").export());
        LoginServer server = LoginServer.with(USERS).tokens(tokens);
        for (int i = 0; i < 2; i++) {
            Meeting.Outcomes outcomes = meet(LoginClient.withToken(token), server);
            assertThat(outcomes.client().heard()).isEqualTo(Meeting.FROM_SERVER);
            assertThat(outcomes.server().session().peer().identity()).isEqualTo("alice");
        }
        tokens.revokeAll("alice");
        Meeting.Outcomes outcomes = meet(LoginClient.withToken(token), server);
        assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.CREDENTIALS);
        assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.REFUSED);
    }

    @Test
    void tokenOfAnotherChannelIsRefusedBothWays() throws Exception {
        ReloginTokens tokens = tokensAt(NOW);
        ReloginToken token = tokens.issue("alice");
        byte[] message = token.message(HERE);
        assertRefused(tokens, ELSEWHERE, message);
        byte[] answer = tokens.check(HERE, message).answer();
        assertThatThrownBy(() -> token.verify(ELSEWHERE, answer)).isInstanceOf(AuthException.class);
        token.verify(HERE, answer);
    }

    @Test
    void anyBitOfATokenMessageFlippedFails() {
        ReloginTokens tokens = tokensAt(NOW);
        byte[] message = tokens.issue("alice").message(HERE);
        for (int bit = 0; bit < message.length * 8; bit++) {
            byte[] bad = message.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            assertRefused(tokens, HERE, bad);
        }
        assertThatThrownBy(() -> tokens.check(HERE, new byte[47])).isInstanceOf(AuthException.class);
    }

    @Test
    void unknownTokenWithAProofMadeForZerosIsRefused() {
        // The stand-in keys are public: nobody may log in with what fits them.
        byte[] message = new byte[ReloginToken.MESSAGE_BYTES];
        assertRefused(tokensAt(NOW), HERE, message);
    }

    @Test
    void tokenExpiresAndIsForgotten() throws Exception {
        ReloginTokenStore store = ReloginTokenStore.inMemory();
        ReloginToken token = tokens(store, NOW).issue("alice");
        byte[] message = token.message(HERE);
        assertThat(token.expires()).isEqualTo(NOW.plus(ReloginTokens.DEFAULT_LIFETIME));
        assertThat(tokens(store, token.expires().minusSeconds(1))
                        .check(HERE, message)
                        .user())
                .isEqualTo("alice");
        assertRefused(tokens(store, token.expires()), HERE, message);
        tokens(store, token.expires()).issue("bob");
        assertThat(store.find(token.id())).isEmpty();
    }

    @Test
    void storeDoesNotHoldWhatLogsIn() {
        ReloginTokenStore store = ReloginTokenStore.inMemory();
        ReloginToken token = tokens(store, NOW).issue("alice");
        String keys = store.find(token.id()).orElseThrow().keys();
        assertThat(keys).doesNotContain(ScramText.base64(token.clientKey()));
        assertThat(store.find(token.id()).orElseThrow().toString()).doesNotContain(keys);
    }

    @Test
    void tokenTextsAndRedaction() {
        ReloginToken token = tokensAt(NOW).issue("\u7528\u6237");
        ReloginToken again = ReloginToken.parse(token.export());
        assertThat(again.export()).isEqualTo(token.export()).matches("[A-Za-z0-9._-]+");
        assertThat(again.user()).isEqualTo("\u7528\u6237");
        String secret = token.export().split("\\.")[2];
        assertThat(token.toString()).doesNotContain(secret);
        for (String bad : new String[] {
            "", "fwtoken1....", token.export() + "x", token.export().substring(3)
        }) {
            assertThatThrownBy(() -> ReloginToken.parse(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aTokenTextHasOneSpellingAndARefusalRepeatsNothingOfIt() {
        String text = tokensAt(NOW).issue("alice").export();
        String[] parts = text.split("\\.", -1);
        String stray = parts[2].substring(1) + "*";
        for (String bad : List.of(
                text.replace(parts[2], stray), // no Base64url
                text.replace(parts[3], parts[3] + "="), // padding
                text.replace("." + parts[4], ".0" + parts[4]))) {
            assertThatThrownBy(() -> ReloginToken.parse(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasNoCause()
                    .hasMessageStartingWith("re-login token ")
                    .message()
                    .doesNotContain("*");
        }
    }

    @Test
    void aUserHasSoManyTokensAndTheOldestGoesFirst() {
        ReloginTokenStore store = ReloginTokenStore.inMemory();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i <= ReloginTokens.MAX_TOKENS_PER_USER; i++) {
            ids.add(tokens(store, NOW.plusSeconds(i)).issue("alice").id());
        }
        String other = tokens(store, NOW).issue("bob").id();
        assertThat(store.find(ids.get(0))).isEmpty();
        for (String id : ids.subList(1, ids.size())) {
            assertThat(store.find(id)).isPresent();
        }
        assertThat(store.find(other)).isPresent();
    }

    @Test
    void aDeadlineOfAgesIsNever() {
        assertThat(HandshakeOptions.defaults()
                        .withDeadline(Duration.ofSeconds(Long.MAX_VALUE))
                        .deadlineNanos())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void lifetimesOutOfRangeAreRefused() {
        ReloginTokens tokens = tokensAt(NOW);
        assertThatThrownBy(() -> tokens.lifetime(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tokens.lifetime(Duration.ofDays(367))).isInstanceOf(IllegalArgumentException.class);
    }

    static void assertClosed(SecureSession channel) {
        assertThatThrownBy(() -> channel.outputStream().write(1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> channel.inputStream().read()).isInstanceOf(IOException.class);
    }

    @Test
    void theCallersMistakeClosesTheChannelToo() {
        Meeting.Side mistaken = t -> {
            SecureSession channel = Suites.NOISE_NX.client(MEETING.options).meet(t);
            assertThatThrownBy(() ->
                            password("alice", "a control character \u0007").login(channel))
                    .isInstanceOf(IllegalArgumentException.class);
            assertClosed(channel);
            throw new IOException("checked");
        };
        Meeting.Outcomes outcomes = MEETING.run(Wire.honest(), mistaken, Suites.NOISE_NX.server(MEETING.options));
        assertThat(outcomes.client().failure()).hasMessage("checked");
    }

    private static void assertRefused(ReloginTokens tokens, ChannelBinding binding, byte[] message) {
        assertThatThrownBy(() -> tokens.check(binding, message))
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.CREDENTIALS));
    }

    private static ReloginTokens tokensAt(Instant now) {
        return tokens(ReloginTokenStore.inMemory(), now);
    }

    private static ReloginTokens tokens(ReloginTokenStore store, Instant now) {
        return new ReloginTokens(
                store, ReloginTokens.DEFAULT_LIFETIME, Clock.fixed(now, ZoneOffset.UTC), new SecureRandom());
    }

    private static LoginClient password(String user, String password) {
        return LoginClient.withPassword(user, password.toCharArray()).limits(LOW);
    }

    private static Meeting.Outcomes meet(LoginClient login, LoginServer server) {
        return MEETING.run(
                Wire.honest(),
                (Transport t) -> login.deadline(Meeting.AMPLE)
                        .watchdog(MEETING.watchdog)
                        .login(Suites.NOISE_NX.client(MEETING.options).meet(t)),
                (Transport t) -> server.deadline(Meeting.AMPLE)
                        .watchdog(MEETING.watchdog)
                        .accept(Suites.NOISE_NX.server(MEETING.options).meet(t)));
    }
}
