package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.framing.Transport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The compatibility modes against peers made of bytes: the vectors, and whatever else a peer might send. */
class UnsafeHandshakeTest {
    private static final Meeting MEETING = new Meeting();
    private static final byte[] SECRET = "linked".getBytes(US_ASCII);
    private static final byte[] WELCOME = message("#WELCOME#".getBytes(US_ASCII));

    @AfterAll
    static void close() {
        MEETING.close();
    }

    /** One peer's bytes, in front of a stream that goes on, and what it was sent. */
    private static final class Peer {
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final ByteArrayInputStream bytes;
        private final AtomicBoolean closed = new AtomicBoolean();
        private final Transport transport;

        Peer(byte[]... parts) {
            bytes = new ByteArrayInputStream(join(parts));
            transport = Transport.of(bytes, sent, () -> closed.set(true));
        }

        byte[] sent() {
            return sent.toByteArray();
        }

        AuthException refusal(UnsafeHandshake handshake, boolean accepting) {
            try {
                if (accepting) {
                    handshake.accept(transport);
                } else {
                    handshake.connect(transport);
                }
            } catch (AuthException e) {
                assertThat(closed).isTrue();
                assertThat(e.toString()).doesNotContain("linked");
                return e;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            throw new AssertionError("accepted");
        }
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] message(byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .putInt(content.length)
                .put(content)
                .array();
    }

    private static byte[] message(String ascii) {
        return message(ascii.getBytes(US_ASCII));
    }

    /** Challenges of 0, 1, 2, …, or of the bytes from {@code first} on. */
    private static UnsafeHandshake counting(UnsafeHandshake handshake, int first) {
        return handshake.options(
                MEETING.options.withRandom(new FixedRandom(Suites.bytes(first, TutorialMd5.CHALLENGE_BYTES + 8))));
    }

    private static UnsafeHandshake tutorial() {
        return counting(UnsafeHandshake.tutorialMd5(SECRET), 0x20);
    }

    private static UnsafeHandshake python() {
        return counting(UnsafeHandshake.pythonMultiprocessing(SECRET), 0);
    }

    private static UnsafeHandshake pythonWithMd5() {
        return counting(UnsafeHandshake.pythonMultiprocessingWithMd5(SECRET), 0);
    }

    private static VectorFile vector(String name) {
        return VectorFile.load("compatibility/" + name + ".txt");
    }

    @Test
    void theTutorialsBytesAreTheTutorials() throws Exception {
        VectorFile v = vector("tutorial-md5");
        Peer client = new Peer(v.hex("answer"), new byte[] {1});
        tutorial().accept(client.transport);
        assertThat(client.sent()).isEqualTo(v.hex("challenge"));
        assertThat(client.bytes.available()).isEqualTo(1);

        Peer server = new Peer(v.hex("challenge"), new byte[] {1});
        tutorial().connect(server.transport);
        assertThat(server.sent()).isEqualTo(v.hex("answer"));
        assertThat(server.bytes.available()).isEqualTo(1);
        assertThat(client.closed).isFalse();
    }

    static Stream<VectorFile> pythonChallenges() {
        return Stream.of(vector("python-multiprocessing-sha256"), vector("python-multiprocessing-md5-challenge"));
    }

    static Stream<VectorFile> pythonAnswers() {
        return Stream.of(vector("python-multiprocessing-sha256"), vector("python-multiprocessing-md5-answer"));
    }

    @ParameterizedTest
    @MethodSource("pythonChallenges")
    void aPythonListenerIsAnsweredInItsOwnForm(VectorFile listener) throws Exception {
        VectorFile ours = vector("python-multiprocessing-sha256");
        Peer peer = new Peer(listener.hex("challenge"), WELCOME, ours.hex("answer"), new byte[] {1});
        pythonWithMd5().connect(peer.transport);
        assertThat(peer.sent()).isEqualTo(join(listener.hex("answer"), ours.hex("challenge"), ours.hex("welcome")));
        assertThat(peer.bytes.available()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("pythonAnswers")
    void aPythonClientMayAnswerInItsOwnForm(VectorFile client) throws Exception {
        VectorFile theirs = vector("python-multiprocessing-sha256");
        Peer peer = new Peer(client.hex("answer"), theirs.hex("challenge"), WELCOME, new byte[] {1});
        pythonWithMd5().accept(peer.transport);
        assertThat(peer.sent()).isEqualTo(join(client.hex("challenge"), client.hex("welcome"), theirs.hex("answer")));
        assertThat(peer.bytes.available()).isEqualTo(1);
    }

    @Test
    void md5IsOffUnlessItWasAskedFor() {
        Peer oldListener =
                new Peer(vector("python-multiprocessing-md5-challenge").hex("challenge"), WELCOME);
        assertThat(oldListener.refusal(python(), false).kind()).isEqualTo(AuthException.Kind.UNSUPPORTED);
        assertThat(oldListener.sent()).isEmpty();

        VectorFile v = vector("python-multiprocessing-md5-answer");
        Peer oldClient = new Peer(v.hex("answer"), v.hex("challenge"), WELCOME);
        assertThat(oldClient.refusal(python(), true).kind()).isEqualTo(AuthException.Kind.UNSUPPORTED);
        assertThat(oldClient.sent()).endsWith(v.hex("failure"));
    }

    @Test
    void anyBitOfAnAnswerFlippedIsRefused() {
        byte[] md5 = vector("tutorial-md5").hex("answer");
        for (int bit = 0; bit < md5.length * 8; bit++) {
            assertThat(new Peer(flipped(md5, bit)).refusal(tutorial(), true).kind())
                    .isEqualTo(AuthException.Kind.CREDENTIALS);
        }
        for (VectorFile v : pythonAnswers().toList()) {
            byte[] answer = v.hex("answer");
            for (int bit = 32; bit < answer.length * 8; bit++) {
                Peer peer = new Peer(flipped(answer, bit), v.hex("challenge"), WELCOME);
                assertThat(peer.refusal(pythonWithMd5(), true).kind()).isEqualTo(AuthException.Kind.CREDENTIALS);
                assertThat(peer.sent()).isEqualTo(join(v.hex("challenge"), v.hex("failure")));
            }
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] bad = bytes.clone();
        bad[bit / 8] ^= (byte) (1 << (bit % 8));
        return bad;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{sha256}", "{md5}0123456789abcdef", "{sha384}", "{sha256}0123456789abcdef0123456789abcdef"})
    void anAnswerOfAnotherFormIsRefused(String answer) {
        assertThat(new Peer(message(answer)).refusal(pythonWithMd5(), true).kind())
                .isEqualTo(AuthException.Kind.CREDENTIALS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#CHALLENGE#",
                "#CHALLENGE#0123456789abcdef012",
                "#CHALLENGE#0123456789abcdef0123456789",
                "#CHALLENGE#{sha256}0123456789abcdef012",
                "#CHALLENGE#{sha384}0123456789abcdef0123456789abcdef",
                "#CHALLENGE#{md5}0123456789abcdef0123456789abcdef",
                "#CHALLENGE#{sha256 0123456789abcdef0123456789abcdef"
            })
    void aChallengeOfAnotherFormIsNotAnswered(String challenge) {
        Peer peer = new Peer(message(challenge));
        assertThat(peer.refusal(pythonWithMd5(), false).kind()).isEqualTo(AuthException.Kind.UNSUPPORTED);
        assertThat(peer.sent()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#CHALLENG", "#WELCOME#", "#challenge#{sha256}0123456789abcdef0123456789abcdef"})
    void whatIsNoChallengeIsNotAnswered(String message) {
        Peer peer = new Peer(message(message));
        assertThat(peer.refusal(pythonWithMd5(), false).kind()).isEqualTo(AuthException.Kind.MALFORMED);
        assertThat(peer.sent()).isEmpty();
    }

    @Test
    void onlyWelcomeIsWelcome() {
        VectorFile v = vector("python-multiprocessing-sha256");
        assertThat(new Peer(v.hex("challenge"), v.hex("failure"))
                        .refusal(python(), false)
                        .kind())
                .isEqualTo(AuthException.Kind.REFUSED);
        for (String verdict : new String[] {"", "#WELCOME# ", "#welcome#", "#WELCOME", "#FAILURE#!"}) {
            assertThat(new Peer(v.hex("challenge"), message(verdict))
                            .refusal(python(), false)
                            .kind())
                    .isEqualTo(AuthException.Kind.MALFORMED);
        }
    }

    @Test
    void aListenerThatCannotAnswerIsNotTheServer() {
        VectorFile v = vector("python-multiprocessing-sha256");
        // it sends our own answer back, and another one
        for (byte[] answer : new byte[][] {v.hex("answer"), message("{sha256}" + "0".repeat(32))}) {
            Peer peer = new Peer(v.hex("challenge"), WELCOME, answer);
            UnsafeHandshake other = counting(UnsafeHandshake.pythonMultiprocessing(SECRET), 7);
            assertThat(peer.refusal(other, false).kind()).isEqualTo(AuthException.Kind.SERVER);
            assertThat(peer.sent()).endsWith(v.hex("failure"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {257, 0x7fff_ffff, -1, -2, 0x8000_0000})
    void aLengthBeyondTheLimitIsRefusedBeforeAnythingIsReadOrAllocated(int length) {
        byte[] announced = ByteBuffer.allocate(300).putInt(length).array();
        for (boolean accepting : new boolean[] {true, false}) {
            Peer peer = new Peer(announced);
            assertThat(peer.refusal(python(), accepting).kind()).isEqualTo(AuthException.Kind.LIMIT);
            assertThat(peer.bytes.available()).isEqualTo(300 - 4);
        }
    }

    @Test
    void aStreamCutAnywhereIsTruncated() {
        VectorFile v = vector("python-multiprocessing-sha256");
        byte[] client = join(v.hex("answer"), v.hex("challenge"), WELCOME);
        byte[] listener = join(v.hex("challenge"), WELCOME, v.hex("answer"));
        for (int cut = 0; cut < client.length; cut++) {
            assertThat(new Peer(Arrays.copyOf(client, cut))
                            .refusal(python(), true)
                            .kind())
                    .isEqualTo(AuthException.Kind.TRUNCATED);
            assertThat(new Peer(Arrays.copyOf(listener, cut))
                            .refusal(python(), false)
                            .kind())
                    .isEqualTo(AuthException.Kind.TRUNCATED);
        }
        for (int cut = 0; cut < TutorialMd5.ANSWER_BYTES; cut++) {
            assertThat(new Peer(new byte[cut]).refusal(tutorial(), true).kind())
                    .isEqualTo(AuthException.Kind.TRUNCATED);
            assertThat(new Peer(new byte[2 * cut]).refusal(tutorial(), false).kind())
                    .isEqualTo(AuthException.Kind.TRUNCATED);
        }
    }

    @Test
    void aPeerThatSaysNothingEndsWithTheDeadline() {
        for (UnsafeHandshake mode : new UnsafeHandshake[] {
            UnsafeHandshake.tutorialMd5(SECRET), UnsafeHandshake.pythonMultiprocessing(SECRET)
        }) {
            CountDownLatch aborted = new CountDownLatch(1);
            InputStream silent = new InputStream() {
                @Override
                public int read() throws IOException {
                    try {
                        aborted.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new IOException("aborted");
                }
            };
            Transport transport = Transport.of(silent, OutputStream.nullOutputStream(), aborted::countDown);
            assertThatThrownBy(() -> mode.deadline(Duration.ofMillis(20))
                            .watchdog(MEETING.watchdog)
                            .accept(transport))
                    .isInstanceOfSatisfying(
                            AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.TIMEOUT));
        }
    }

    @Test
    void anEmptySecretIsOneToo() throws Exception {
        byte[] challenge = Suites.bytes(0, TutorialMd5.CHALLENGE_BYTES);
        Peer server = new Peer(challenge);
        UnsafeHandshake.tutorialMd5(new byte[0]).connect(server.transport);
        assertThat(server.sent())
                .isEqualTo(HmacSha256.keyed("HmacMD5", new byte[1]).doFinal(challenge));
    }

    @Test
    void theSecretIsCopiedWipedAndNotShown() throws Exception {
        VectorFile v = vector("tutorial-md5");
        byte[] secret = SECRET.clone();
        UnsafeHandshake mode = UnsafeHandshake.tutorialMd5(secret);
        Arrays.fill(secret, (byte) 0);
        Peer before = new Peer(v.hex("challenge"));
        mode.connect(before.transport);
        assertThat(before.sent()).isEqualTo(v.hex("answer"));
        assertThat(mode).hasToString("UnsafeHandshake[tutorial-md5]");
        mode.wipe();
        assertThat(mode).hasToString("UnsafeHandshake[tutorial-md5]");
    }

    @Test
    void aWipedSecretIsNotZerosThatEverybodyKnows() {
        byte[] zeros = new byte[SECRET.length];
        byte[] challenge = Suites.bytes(0x20, TutorialMd5.CHALLENGE_BYTES);
        Peer knowing = new Peer(HmacSha256.keyed("HmacMD5", zeros).doFinal(challenge));
        UnsafeHandshake mode = tutorial();
        UnsafeHandshake copy = mode.deadline(Duration.ofSeconds(1));
        mode.wipe();
        assertThatThrownBy(() -> copy.accept(knowing.transport))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was wiped");
        assertThat(knowing.sent()).isEmpty();
        assertThat(knowing.closed).isTrue();
        for (UnsafeHandshake python : new UnsafeHandshake[] {python(), pythonWithMd5()}) {
            python.wipe();
            Peer asking = new Peer(vector("python-multiprocessing-sha256").hex("challenge"));
            assertThatThrownBy(() -> python.connect(asking.transport)).isInstanceOf(IllegalStateException.class);
            assertThat(asking.sent()).isEmpty();
        }
    }

    @Test
    void aSecretWipedInTheMiddleOfAHandshakeDoesNotBecomeZerosInIt() throws Exception {
        VectorFile v = vector("tutorial-md5");
        UnsafeHandshake mode = tutorial();
        InputStream wiping = new ByteArrayInputStream(v.hex("answer")) {
            @Override
            public int read(byte[] b, int off, int len) {
                mode.wipe();
                return super.read(b, off, len);
            }
        };
        mode.accept(Transport.of(wiping, OutputStream.nullOutputStream(), () -> {}));
    }

    @Test
    void aDeadlineIsPositive() {
        assertThatThrownBy(() -> tutorial().deadline(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
