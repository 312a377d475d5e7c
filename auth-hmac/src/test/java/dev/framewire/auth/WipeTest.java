package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Arrays that held secrets hold zeros when they are needed no more, after success and after failure. */
class WipeTest {
    /** Keeps the arrays that it filled: private keys among them. */
    private static final class KeepingRandom extends SecureRandom {
        private static final long serialVersionUID = 1;
        private final transient List<byte[]> drawn = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            drawn.add(bytes);
        }
    }

    /** The array in a private field, of the class itself or one above. */
    static Object field(Object owner, String name) {
        for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    try {
                        field.setAccessible(true);
                        return Objects.requireNonNull(field.get(owner));
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        }
        throw new AssertionError(owner.getClass() + " has no field " + name);
    }

    private static void assertZeros(Object array) {
        if (array instanceof char[] chars) {
            assertThat(chars).isEqualTo(new char[chars.length]);
        } else {
            byte[] bytes = (byte[]) array;
            assertThat(bytes).isEqualTo(new byte[bytes.length]);
        }
    }

    private static List<RecordCipher> ciphers(SecureSession session) {
        Object channel = field(session, "channel");
        return List.of((RecordCipher) field(field(channel, "input"), "cipher"), (RecordCipher)
                field(field(channel, "output"), "cipher"));
    }

    private static void assertWiped(RecordCipher cipher) {
        assertZeros(field(cipher, "secret"));
        if (cipher instanceof GcmRecordCipher) {
            assertZeros(field(cipher, "iv"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void secretsOfASessionThatBothClosed(Suites suite) {
        try (Meeting meeting = new Meeting()) {
            Meeting.Outcomes outcomes =
                    meeting.run(Wire.honest(), suite.client(meeting.options), suite.server(meeting.options));
            for (Meeting.Outcome outcome : List.of(outcomes.client(), outcomes.server())) {
                assertThat(outcome.failure()).isNull();
                ciphers(Objects.requireNonNull(outcome.session())).forEach(WipeTest::assertWiped);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void secretsOfASessionThatOneClosesOrAbortsBeforeThePeerHasEnded(Suites suite) throws IOException {
        for (boolean aborts : new boolean[] {false, true}) {
            try (Meeting meeting = new Meeting()) {
                List<SecureSession> sessions = Collections.synchronizedList(new ArrayList<>());
                Meeting.Side leaving = t -> {
                    SecureSession session = suite.client(meeting.options).meet(t);
                    sessions.add(session);
                    if (aborts) {
                        session.transport().abort();
                    } else {
                        session.close();
                    }
                    throw new IOException("has left");
                };
                meeting.run(Wire.honest(), leaving, suite.server(meeting.options));
                assertThat(sessions).hasSize(1);
                ciphers(sessions.get(0)).forEach(WipeTest::assertWiped);
                assertThatThrownBy(() -> sessions.get(0).inputStream().read()).isInstanceOf(IOException.class);
                assertThatThrownBy(() -> sessions.get(0).outputStream().write(1))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSecretThatOpenedARecordThatWasChanged(Suites suite) {
        Wire wire = new Wire((fromClient, i, message) -> {
            if (fromClient && i == 2) {
                message[message.length - 1] ^= 1;
            }
            return List.of(message);
        });
        try (Meeting meeting = new Meeting()) {
            Meeting.Outcome server = meeting.run(wire, suite.client(meeting.options), suite.server(meeting.options))
                    .server();
            assertThat(server.kind()).isEqualTo(AuthException.Kind.TAMPERED);
            assertWiped(ciphers(Objects.requireNonNull(server.session())).get(0));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NOISE_NX", "NOISE_NNPSK0"})
    void ephemeralKeysAfterSuccessAndAfterEveryFailure(Suites suite) {
        for (int broken = -1; broken < suite.messages; broken++) {
            int target = broken;
            Wire wire = new Wire((fromClient, i, message) -> {
                if (2 * i + (fromClient ? 0 : 1) == target) {
                    message[message.length - 1] ^= 1;
                }
                return List.of(message);
            });
            KeepingRandom random = new KeepingRandom();
            try (Meeting meeting = new Meeting()) {
                HandshakeOptions keeping = meeting.options.withRandom(random);
                meeting.run(wire, suite.client(keeping), suite.server(keeping));
            }
            assertThat(random.drawn).isNotEmpty();
            random.drawn.forEach(WipeTest::assertZeros);
        }
    }

    /** Nothing of a key is in the digests, and what is left is not taken for a key. */
    private static void assertWiped(HmacKeys keys) {
        for (String each : List.of("prk", "clientKey", "serverKey")) {
            HmacSha256 key = (HmacSha256) field(keys, each);
            for (String digest : List.of("inner", "outer")) {
                assertThat(((MessageDigest) field(key, digest)).digest()).isEqualTo(Sha256.hash());
            }
            assertThatThrownBy(() -> key.update((byte) 0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(key::doFinal).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(key::copy).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aSharedKey() {
        SharedKey key = SharedKey.generate("k");
        HmacKeys copy = key.hmacKeys();
        copy.wipe();
        assertWiped(copy);
        assertThat(key.hmacKeys().clientProof(new byte[32])).hasSize(32);
        key.wipe();
        assertZeros(field(key, "secret"));
        assertZeros(field(key, "noisePsk"));
        assertWiped((HmacKeys) field(key, "hmacKeys"));
        assertThatThrownBy(key::export).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(key::hmacKeys).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(key::noisePsk).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyWipedInTheMiddleOfAHandshakeDoesNotBecomeZerosInIt() {
        SharedKey key = SharedKey.of("k", Suites.bytes(1, 32));
        SharedKey same = SharedKey.of("k", Suites.bytes(1, 32));
        Wire wire = new Wire((fromClient, i, message) -> {
            if (!fromClient && i == 1) {
                key.wipe(); // the server sends its finish: its proofs are made, the keys of the session are not yet
            }
            return List.of(message);
        });
        try (Meeting meeting = new Meeting()) {
            Meeting.Outcomes outcomes = meeting.run(
                    wire,
                    HmacClient.with(same).options(meeting.options)::connect,
                    HmacServer.with(key).options(meeting.options)::accept);
            assertThat(outcomes.server().heard()).isEqualTo(Meeting.FROM_CLIENT);
        }
    }

    @Test
    void anIdentity() throws Exception {
        ServerIdentity identity = ServerIdentity.generate();
        String fingerprint = identity.fingerprint();
        X25519.KeyPair under = identity.keyPair(); // of a handshake under way
        identity.wipe();
        assertZeros(field(field(identity, "privateKey"), "bytes"));
        assertThat(X25519.publicKey(under.privateKey())).isEqualTo(under.publicKey());
        assertThat(identity.fingerprint()).isEqualTo(fingerprint);
        for (ThrowingCallable use : List.<ThrowingCallable>of(
                identity::export, identity::keyPair, () -> identity.save(Path.of("no", "such", "folder")))) {
            assertThatThrownBy(use)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the server's identity was wiped");
        }
        try (Meeting meeting = new Meeting()) {
            Wire wire = Wire.honest();
            CompletableFuture<SecureSession> client = CompletableFuture.supplyAsync(() -> {
                try {
                    return Suites.NOISE_NX.client(meeting.options).meet(wire.client());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThatThrownBy(() -> NoiseNxServer.with(identity)
                            .options(meeting.options)
                            .accept(wire.server()))
                    .isInstanceOf(IllegalStateException.class);
            // it is not left waiting
            assertThatThrownBy(client::join).hasCauseInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void passwords() throws Exception {
        ScramLimits low = new ScramLimits(4096, 4096);
        ScramClient finished = client(low);
        String serverFirst = "r=" + "n".repeat(32) + "s".repeat(32) + ",s=" + "A".repeat(22) + "==,i=";
        finished.clientFirst();
        finished.clientFinal((serverFirst + "4096").getBytes(US_ASCII));
        assertZeros(field(finished, "password"));

        ScramClient refused = client(low);
        refused.clientFirst();
        assertThatThrownBy(() -> refused.clientFinal((serverFirst + "1").getBytes(US_ASCII)))
                .isInstanceOf(AuthException.class);
        assertZeros(field(refused, "password"));

        ScramClient unused = client(low);
        assertThat((char[]) field(unused, "password")).isEqualTo("pencil".toCharArray());
        unused.close();
        assertZeros(field(unused, "password"));

        LoginClient login = LoginClient.withPassword("alice", "pencil".toCharArray());
        char[] shared = (char[]) field(field(login.limits(low), "credential"), "password");
        login.wipe();
        assertZeros(shared);
        assertLogsNobodyIn(login);
    }

    /** Zeros are a credential that everybody knows. */
    private static void assertLogsNobodyIn(LoginClient wiped) {
        List<SecureSession> logins = new ArrayList<>();
        try (Meeting meeting = new Meeting()) {
            Meeting.Side client = t -> {
                SecureSession channel = Suites.NOISE_NX.client(meeting.options).meet(t);
                assertThatThrownBy(() -> logins.add(wiped.login(channel)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("was wiped");
                LoginTest.assertClosed(channel);
                throw new IOException("checked");
            };
            Meeting.Outcomes outcomes = meeting.run(Wire.honest(), client, Suites.NOISE_NX.server(meeting.options));
            assertThat(outcomes.client().failure()).hasMessage("checked");
        }
        assertThat(logins).isEmpty();
    }

    private static ScramClient client(ScramLimits limits) {
        return new ScramClient(null, "alice", "pencil".toCharArray(), limits, "n".repeat(32), Pbkdf2.UNCANCELLED);
    }

    @Test
    void aTokenAndAnOldSecret() throws IOException {
        ReloginToken token = ReloginTokens.in(ReloginTokenStore.inMemory()).issue("alice");
        token.wipe();
        assertZeros(field(field(token, "secret"), "bytes"));
        assertThatThrownBy(token::export).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(token::clientKey).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(token::serverKey).isInstanceOf(IllegalStateException.class);
        assertLogsNobodyIn(LoginClient.withToken(token));

        byte[] secret = Suites.bytes(1, 32);
        RecordCipher cipher = RecordProtection.AES_256_GCM.sealing(secret);
        byte[] live = (byte[]) field(cipher, "secret");
        assertThat(live).isEqualTo(secret);
        cipher.update();
        assertThat(live).isNotEqualTo(secret); // overwritten, not left to the garbage collector
        assertThat(Arrays.equals(live, new byte[32])).isFalse();
    }
}
