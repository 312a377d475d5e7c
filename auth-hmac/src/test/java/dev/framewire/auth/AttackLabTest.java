package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The attacks that handshakes of this kind fall to. Each is first shown to work against the handshake of the tutorials,
 * where it applies, and then to fail against every suite here.
 */
class AttackLabTest {
    private static final Meeting MEETING = new Meeting();
    private static final TutorialHandshake TUTORIAL = new TutorialHandshake(Suites.bytes(0, 32));
    private static final String FORGED = "DELETE all";

    @AfterAll
    static void close() {
        MEETING.close();
    }

    @Nested
    class AnImpostorThatHoldsNoKeyIsTheServer {
        @Test
        void andTheTutorialClientTellsItEverything() throws Exception {
            Wire wire = Wire.honest();
            CompletableFuture<String> stolen = TutorialHandshake.async(() -> {
                TutorialHandshake.send(wire.server(), new byte[32]);
                TutorialHandshake.receive(wire.server(), 32);
                return TutorialHandshake.hear(wire.server());
            });
            TUTORIAL.client(wire.client());
            TutorialHandshake.say(wire.client(), "my secret");
            assertThat(stolen.get()).isEqualTo("my secret");
        }

        @ParameterizedTest
        @EnumSource
        void andOursSaysNothing(Suites suite) {
            Meeting.Side impostor = switch (suite) {
                case HMAC_AES_256_GCM ->
                    HmacServer.with(Suites.OTHER_KEY).as(Suites.SERVER).options(MEETING.options)::accept;
                case HMAC_INTEGRITY_ONLY ->
                    HmacServer.with(Suites.OTHER_KEY)
                            .as(Suites.SERVER)
                            .suites(HmacSuite.INTEGRITY_ONLY)
                            .options(MEETING.options)::accept;
                case NOISE_NX -> NoiseNxServer.with(Suites.OTHER_IDENTITY).options(MEETING.options)::accept;
                case NOISE_NNPSK0 ->
                    NoisePskServer.with(KeySet.of(Suites.OTHER_KEY), Suites.SERVER)
                            .options(MEETING.options)::accept;
            };
            Meeting.Outcomes outcomes = MEETING.run(Wire.honest(), suite.client(MEETING.options), impostor);
            assertThat(outcomes.client().session()).isNull();
            assertThat(outcomes.server().heard()).isEmpty();
        }
    }

    @Nested
    class ARelayPassesTheHandshakeOnAndThenSpeaksItself {
        @Test
        void andTheTutorialServerObeys() throws Exception {
            Wire wire = new Wire(replacingFromClient(1, message -> FORGED.getBytes(US_ASCII)));
            CompletableFuture<String> heard = TutorialHandshake.async(() -> {
                TUTORIAL.server(wire.server());
                return TutorialHandshake.hear(wire.server());
            });
            TUTORIAL.client(wire.client());
            TutorialHandshake.say(wire.client(), Meeting.FROM_CLIENT);
            assertThat(heard.get()).isEqualTo(FORGED);
        }

        @ParameterizedTest
        @EnumSource
        void andOursHearsNothing(Suites suite) {
            Wire wire = new Wire(replacingFromClient(2, message -> {
                byte[] forged = message.clone();
                System.arraycopy(FORGED.getBytes(US_ASCII), 0, forged, 4, FORGED.length());
                return forged;
            }));
            Meeting.Outcomes outcomes = MEETING.run(wire, suite.client(MEETING.options), suite.server(MEETING.options));
            assertThat(outcomes.server().session()).isNotNull();
            assertThat(outcomes.server().heard()).isEmpty();
            assertThat(outcomes.server().kind()).isEqualTo(AuthException.Kind.TAMPERED);
        }

        @ParameterizedTest
        @EnumSource
        void orInjectsDropsOrRepeatsRecords(Suites suite) {
            List<Wire.Mallory> attacks = List.of(
                    (fromClient, i, m) -> fromClient && i == 2 ? List.of(m, m) : List.of(m),
                    (fromClient, i, m) -> fromClient && i == 2 ? List.of() : List.of(m),
                    (fromClient, i, m) -> fromClient && i == 2 ? List.of(m, new byte[] {3, 0, 0, 0}) : List.of(m));
            for (Wire.Mallory attack : attacks) {
                Meeting.Outcomes outcomes =
                        MEETING.run(new Wire(attack), suite.client(MEETING.options), suite.server(MEETING.options));
                assertThat(outcomes.server().failure()).isNotNull();
                assertThat(outcomes.server().heard()).isIn("", Meeting.FROM_CLIENT);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRecordedSessionIsPlayedAgainToTheServerAndToTheClient(Suites suite) {
        Wire recorded = Wire.honest();
        MEETING.run(recorded, suite.client(MEETING.options), suite.server(MEETING.options));
        for (boolean asClient : new boolean[] {true, false}) {
            Wire again = Wire.honest();
            for (byte[] message : recorded.sent(asClient)) {
                again.inject(asClient, message);
            }
            again.cut(asClient);
            Transport end = asClient ? again.server() : again.client();
            Meeting.Side victim = asClient ? suite.server(MEETING.options) : suite.client(MEETING.options);
            assertThatThrownBy(() -> victim.meet(end)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSideIsSentItsOwnMessagesBack(Suites suite) {
        for (boolean clientSide : new boolean[] {true, false}) {
            Wire mirror = Wire.honest();
            Transport end = clientSide ? mirror.client() : mirror.server();
            Meeting.Side victim = clientSide ? suite.client(MEETING.options) : suite.server(MEETING.options);
            CompletableFuture<Void> reflecting = CompletableFuture.runAsync(() -> {
                try {
                    Transport attacker = clientSide ? mirror.server() : mirror.client();
                    byte[] buffer = new byte[4096];
                    for (int n = attacker.inputStream().read(buffer);
                            n > 0;
                            n = attacker.inputStream().read(buffer)) {
                        attacker.outputStream().write(buffer, 0, n);
                    }
                } catch (IOException e) {
                    // the victim has hung up
                }
            });
            assertThatThrownBy(() -> victim.meet(end)).isInstanceOf(IOException.class);
            reflecting.join();
        }
    }

    @Test
    void aProgramThatIsBothClientAndServerIsLedToItself() {
        // "alice" serves and connects with one key (Selfie). Whatever she expects, it is not herself.
        Meeting.Side server = HmacServer.with(Suites.KEY).as("alice").options(MEETING.options)::accept;
        Meeting.Side any = HmacClient.with(Suites.KEY).as("alice").options(MEETING.options)::connect;
        Meeting.Side bob =
                HmacClient.with(Suites.KEY).as("alice").expecting("bob").options(MEETING.options)::connect;
        for (Meeting.Side client : List.of(any, bob)) {
            Meeting.Outcomes outcomes = MEETING.run(Wire.honest(), client, server);
            assertThat(outcomes.client().session()).isNull();
            assertThat(outcomes.server().session()).isNull();
        }
        Meeting.Outcomes noise = MEETING.run(
                Wire.honest(),
                NoisePskClient.with(Suites.KEY, "alice", "bob").options(MEETING.options)::connect,
                NoisePskServer.with(KeySet.of(Suites.KEY), "alice").options(MEETING.options)::accept);
        assertThat(noise.client().session()).isNull();
        assertThat(noise.server().session()).isNull();
    }

    @Test
    void theBetterSuiteIsTakenOutOfTheOffer() {
        HmacSuite[] both = {HmacSuite.AES_256_GCM, HmacSuite.INTEGRITY_ONLY};
        Meeting.Side client = HmacClient.with(Suites.KEY).suites(both).options(MEETING.options)::connect;
        Meeting.Side server = HmacServer.with(Suites.KEY).suites(both).options(MEETING.options)::accept;
        Meeting.Outcomes honest = MEETING.run(Wire.honest(), client, server);
        assertThat(java.util.Objects.requireNonNull(honest.client().session())
                        .security()
                        .encrypted())
                .isTrue();

        Wire downgraded = new Wire((fromClient, i, message) -> List.of(
                fromClient && i == 0
                        ? rewritten(message, text -> text.replace(HmacSuite.AES_256_GCM.wireName() + " ", ""))
                        : message));
        Meeting.Outcomes outcomes = MEETING.run(downgraded, client, server);
        assertThat(new String(downgraded.sent(false).get(0), US_ASCII)).contains("integrity-only");
        assertThat(outcomes.client().session()).isNull();
        assertThat(outcomes.server().session()).isNull();
    }

    /** The header of a frame changed, and its length with it. */
    private static byte[] rewritten(byte[] frame, UnaryOperator<String> change) {
        int headerBytes = frame.length - 12;
        String header = new String(frame, 12, headerBytes, US_ASCII);
        return HandshakeFrames.frame(change.apply(header).getBytes(US_ASCII), new byte[0]);
    }

    @Test
    void aStrangerAsksWhichKeysExistAndGetsOneAnswer() {
        List<SharedKey> strangers = List.of(
                Suites.OTHER_KEY, SharedKey.of("zz", Suites.bytes(9, 32)), SharedKey.of("k2", Suites.bytes(0x50, 32)));
        KeySet keys = KeySet.of(Suites.KEY).accepting(SharedKey.of("k2", Suites.bytes(0x50, 32)), "carol");
        List<String> hmac = new ArrayList<>();
        List<String> noise = new ArrayList<>();
        for (SharedKey key : strangers) {
            Wire wire = Wire.honest();
            MEETING.run(
                    wire,
                    HmacClient.with(key).as(Suites.CLIENT).options(MEETING.options)::connect,
                    HmacServer.with(keys).as(Suites.SERVER).options(MEETING.options)::accept);
            hmac.add(new String(RecordLayerTest.join(wire.sent(false)), US_ASCII).replaceAll("[0-9a-f]{64}", "N"));
            Wire noiseWire = Wire.honest();
            MEETING.run(
                    noiseWire,
                    NoisePskClient.with(key, Suites.CLIENT, Suites.SERVER).options(MEETING.options)::connect,
                    NoisePskServer.with(keys, Suites.SERVER).options(MEETING.options)::accept);
            noise.add(new String(RecordLayerTest.join(noiseWire.sent(false)), US_ASCII));
        }
        assertThat(hmac).containsOnly(hmac.get(0)).allMatch(text -> text.contains("failed"));
        assertThat(noise).containsOnly(noise.get(0)).allMatch(text -> text.contains("failed"));
    }

    @Test
    void aClientDripsItsHelloByteByByte() {
        CountDownLatch cut = new CountDownLatch(1);
        InputStream drip = new InputStream() {
            private final byte[] start = {0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0};
            private int at;

            /** It drips for as long as it is let: half of what it announced, and the rest never. */
            @Override
            public int read() throws IOException {
                if (at == 500) {
                    try {
                        cut.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new IOException("cut");
                }
                LockSupport.parkNanos(100_000);
                at++;
                return at <= start.length ? start[at - 1] : ' ';
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                b[off] = (byte) read();
                return 1;
            }
        };
        HandshakeOptions hurried = MEETING.options.withDeadline(Duration.ofMillis(50));
        Transport transport = Transport.of(drip, OutputStream.nullOutputStream(), cut::countDown);
        assertThatThrownBy(() -> Suites.NOISE_NX.server(hurried).meet(transport))
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.TIMEOUT));
    }

    @Test
    void aPublicKeyOfSmallOrderMakesTheSecretKnown() {
        byte[] zero = new byte[32];
        Wire wire = Wire.honest();
        wire.inject(true, HandshakeFrames.frame(NoiseSuite.hello(NoiseSuite.NX).toByteArray(), zero));
        assertThatThrownBy(() -> Suites.NOISE_NX.server(MEETING.options).meet(wire.server()))
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.MALFORMED));
    }

    private static Wire.Mallory replacingFromClient(int index, UnaryOperator<byte[]> change) {
        return (fromClient, i, message) ->
                List.of(fromClient && i == index ? change.apply(message) : Arrays.copyOf(message, message.length));
    }
}
