package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A server does the same work for whom it knows and for whom it does not. Work is counted by the bytes it allocates, which
 * no other process disturbs: each hash and each MAC has its own digest and its own result.
 */
class EqualStepsTest {
    private static final int ROUNDS = 60;
    private static final String NONCE = "n".repeat(32);

    interface Work {
        void run() throws IOException;
    }

    /** What each allocates, taking turns, when it allocates least: what the JVM loads or compiles in between is not it. */
    private static final class Least {
        private final List<Work> works;
        private final long[] bytes = {Long.MAX_VALUE, Long.MAX_VALUE};

        Least(Work first, Work second) throws IOException {
            this.works = List.of(first, second);
            more();
        }

        void more() throws IOException {
            for (int i = 0; i < 2 * ROUNDS; i++) {
                long before = allocatedBytes();
                works.get(i % 2).run();
                bytes[i % 2] = Math.min(bytes[i % 2], allocatedBytes() - before);
            }
        }

        long difference() {
            return bytes[0] - bytes[1];
        }
    }

    /** Less than the least MAC, of an empty key and message. */
    private static void assertEqualSteps(Work known, Work unknown) throws IOException {
        long mac = new Least(() -> HmacSha256.mac(new byte[0]), () -> {}).difference();
        Least both = new Least(known, unknown);
        assertThat(both.bytes[0]).isGreaterThan(3 * mac);
        // What the JVM compiles just before the last turn, only one of the two has had the good of.
        for (int i = 0; i < 10 && Math.abs(both.difference()) >= mac / 2; i++) {
            both.more();
        }
        assertThat(Math.abs(both.difference()))
                .as("%s, a MAC %d", Arrays.toString(both.bytes), mac)
                .isLessThan(mac / 2);
    }

    @Test
    void forUsersThatExistAndUsersThatDoNot() throws Exception {
        ScramLimits low = new ScramLimits(4096, 4096);
        ScramVerifier verifier = ScramVerifier.derive("pencil".toCharArray(), 4096, low);
        List<String> asked = new ArrayList<>();
        ScramUsers store = new ScramUsers() {
            @Override
            public Optional<ScramVerifier> find(String user) {
                asked.add(user);
                return user.equals("alice") ? Optional.of(verifier) : Optional.empty();
            }

            @Override
            public Map<Integer, Integer> iterationCounts() {
                return Map.of(4096, 1);
            }
        };
        ScramServer.Config config = ScramServer.Config.of(store, new byte[ScramServer.Config.MIN_SECRET_BYTES]);
        assertEqualSteps(() -> guess(config, "alice"), () -> guess(config, "nobdy"));
        assertThat(asked)
                .hasSizeGreaterThanOrEqualTo(2 * ROUNDS)
                .filteredOn("alice"::equals)
                .hasSize(asked.size() / 2);
    }

    private static void guess(ScramServer.Config config, String user) throws AuthException {
        ScramServer server = new ScramServer(List.of(), config, "s".repeat(32));
        server.serverFirst(("n,,n=" + user + ",r=" + NONCE).getBytes(US_ASCII));
        byte[] guess =
                ("c=biws,r=" + NONCE + "s".repeat(32) + ",p=" + ScramText.base64(new byte[32])).getBytes(US_ASCII);
        assertThatThrownBy(() -> server.serverFinal(guess))
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.CREDENTIALS));
    }

    @Test
    void forKeysThatExistAndKeysThatDoNot() throws Exception {
        try (Watchdog watchdog = Watchdog.create()) {
            HmacServer server = HmacServer.with(SharedKey.generate("known"))
                    .deadline(Meeting.AMPLE)
                    .watchdog(watchdog);
            assertEqualSteps(() -> guess(server, "known"), () -> guess(server, "other"));
        }
    }

    private static void guess(HmacServer server, String keyId) {
        ByteArrayOutputStream client = new ByteArrayOutputStream();
        client.writeBytes(HandshakeFrames.frame(
                HandshakeFrames.header("hello")
                        .put(HmacHandshake.SUITES, HmacSuite.AES_256_GCM.wireName())
                        .put(HmacHandshake.KEY, keyId)
                        .put(HmacHandshake.CLIENT, HmacClient.DEFAULT_NAME)
                        .put(HmacHandshake.SERVER, "")
                        .put(HmacHandshake.NONCE, "5a".repeat(HmacHandshake.NONCE_BYTES))
                        .put(HmacHandshake.BINDING, HmacHandshake.NO_BINDING)
                        .toByteArray(),
                new byte[0]));
        client.writeBytes(HandshakeFrames.frame(
                HandshakeFrames.header("proof").toByteArray(), new byte[HmacHandshake.PROOF_BYTES]));
        Transport transport =
                Transport.of(new ByteArrayInputStream(client.toByteArray()), OutputStream.nullOutputStream(), () -> {});
        assertThatThrownBy(() -> server.accept(transport))
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.CREDENTIALS));
    }

    /** By reflection: the module under test, of which this class is a part, does not read java.management. */
    @SuppressWarnings("deprecation") // threadId() is younger than 17
    private static long allocatedBytes() {
        try {
            Object threads = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            return (long) Class.forName("com.sun.management.ThreadMXBean")
                    .getMethod("getThreadAllocatedBytes", long.class)
                    .invoke(threads, Thread.currentThread().getId());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
