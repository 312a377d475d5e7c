package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The vectors of noise-nx, noise-nnpsk0 and the logins inside, which another implementation made from SPEC.md. */
class NoiseAndLoginVectorsTest {
    @Test
    void noiseNx() {
        VectorFile v = VectorFile.load("framewire/noise-nx.txt");
        ServerIdentity identity = ServerIdentity.of(v.hex("server_private_key"));
        try (Meeting meeting = new Meeting()) {
            check(
                    v,
                    meeting,
                    NoiseNxClient.with(ServerKeyVerifier.pinned(identity.fingerprint()))
                            .options(drawing(meeting, v.hex("e_client")))::connect,
                    NoiseNxServer.with(identity).options(drawing(meeting, v.hex("e_server")))::accept);
        }
    }

    @Test
    void noiseNnpsk0() {
        VectorFile v = VectorFile.load("framewire/noise-nnpsk0.txt");
        SharedKey key = SharedKey.of(v.text("key_id"), v.hex("secret"));
        assertThat(key.noisePsk()).isEqualTo(v.hex("psk"));
        try (Meeting meeting = new Meeting()) {
            check(
                    v,
                    meeting,
                    NoisePskClient.with(key, v.text("client"), v.text("server"))
                            .options(drawing(meeting, v.hex("e_client")))::connect,
                    NoisePskServer.with(KeySet.of(key), v.text("server")).options(drawing(meeting, v.hex("e_server")))
                            ::accept);
        }
    }

    private static HandshakeOptions drawing(Meeting meeting, byte[] ephemeral) {
        return meeting.options.withRandom(new FixedRandom(ephemeral));
    }

    private static void check(VectorFile v, Meeting meeting, Meeting.Side client, Meeting.Side server) {
        Wire wire = Wire.honest();
        Meeting.Outcomes outcomes = meeting.run(wire, client, server);
        assertThat(outcomes.client().failure()).isNull();
        assertThat(outcomes.server().failure()).isNull();
        assertThat(Suites.hex(wire.sent(true).subList(0, 2))).isEqualTo(v.text("hello") + " " + v.text("confirm"));
        assertThat(Suites.hex(wire.sent(false).subList(0, 1))).isEqualTo(v.text("reply"));
        SecureSession session = Objects.requireNonNull(outcomes.client().session());
        assertThat(session.channelBindings().get(0).data()).isEqualTo(v.hex("channel_binding"));
        // the first record of each direction opens under the vector's secrets
        opens(v.hex("client_to_server"), wire.sent(true).get(2), Meeting.FROM_CLIENT);
        opens(v.hex("server_to_client"), wire.sent(false).get(1), Meeting.FROM_SERVER);
    }

    private static void opens(byte[] secret, byte[] record, String text) {
        byte[] plain = new byte[text.length()];
        try {
            RecordProtection.AES_256_GCM.opening(secret).open(record, 0, text.length(), plain, 0);
        } catch (AuthException e) {
            throw new AssertionError(e);
        }
        assertThat(new String(plain, UTF_8)).isEqualTo(text);
    }

    @Test
    void loginWithAPassword() throws Exception {
        VectorFile v = VectorFile.load("framewire/login-scram-sha-256.txt");
        ChannelBinding binding = new ChannelBinding(ChannelBinding.NOISE, v.hex("channel_binding"));
        ScramVerifier verifier = ScramVerifier.parse(v.text("verifier"));
        ScramServer server = new ScramServer(
                List.of(binding),
                ScramTest.config(Map.of(v.text("user"), verifier), Map.of(100_000, 1)),
                v.text("server_nonce"));
        try (ScramClient client = new ScramClient(
                binding,
                v.text("user"),
                v.text("password").toCharArray(),
                ScramLimits.defaults(),
                v.text("client_nonce"),
                Pbkdf2.UNCANCELLED)) {
            byte[] clientFirst = client.clientFirst();
            assertThat(new String(clientFirst, UTF_8)).isEqualTo(v.text("client_first"));
            byte[] serverFirst = server.serverFirst(clientFirst);
            assertThat(new String(serverFirst, UTF_8)).isEqualTo(v.text("server_first"));
            byte[] clientFinal = client.clientFinal(serverFirst);
            assertThat(new String(clientFinal, UTF_8)).isEqualTo(v.text("client_final"));
            byte[] serverFinal = server.serverFinal(clientFinal);
            assertThat(new String(serverFinal, UTF_8)).isEqualTo(v.text("server_final"));
            client.verify(serverFinal);
        }
    }

    @Test
    void loginWithAToken() throws Exception {
        VectorFile v = VectorFile.load("framewire/login-token.txt");
        ChannelBinding binding = new ChannelBinding(ChannelBinding.NOISE, v.hex("channel_binding"));
        ReloginToken token = ReloginToken.parse(v.text("text"));
        assertThat(token.export()).isEqualTo(v.text("text"));
        assertThat(token.user()).isEqualTo(v.text("user"));
        assertThat(token.expires()).isEqualTo(Instant.ofEpochSecond(v.number("expires")));
        assertThat(token.message(binding)).isEqualTo(v.hex("client_message"));
        token.verify(binding, v.hex("server_answer"));

        ReloginTokenStore store = ReloginTokenStore.inMemory();
        store.add(new ReloginTokenStore.StoredToken(
                HexFormat.of().formatHex(v.hex("id")),
                v.text("user"),
                Instant.ofEpochSecond(v.number("expires")),
                ScramText.base64(v.hex("stored_key")) + ":" + ScramText.base64(v.hex("server_key"))));
        ReloginTokens tokens = new ReloginTokens(
                store,
                ReloginTokens.DEFAULT_LIFETIME,
                Clock.fixed(Instant.ofEpochSecond(v.number("expires") - 1), ZoneOffset.UTC),
                new SecureRandom());
        ReloginTokens.Login login = tokens.check(binding, v.hex("client_message"));
        assertThat(login.answer()).isEqualTo(v.hex("server_answer"));
        assertThat(login.user()).isEqualTo(v.text("user"));
    }
}
