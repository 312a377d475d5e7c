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
    private static List<Long> bytes(Work first, Work second) throws IOException {
        long[] least = {Long.MAX_VALUE, Long.MAX_VALUE};
        List<Work> works = List.of(first, second);
        for (int i = 0; i < 2 * ROUNDS; i++) {
            long before = allocatedBytes();
            works.get(i % 2).run();
            least[i % 2] = Math.min(least[i % 2], allocatedBytes() - before);
        }
        return List.of(least[0], least[1]);
    }

    /** Less than the least MAC, of an empty key and message. */
    private static void assertEqualSteps(Work known, Work unknown) throws IOException {
        List<Long> macAndNothing = bytes(() -> HmacSha256.mac(new byte[0]), () -> {});
        long mac = macAndNothing.get(0) - macAndNothing.get(1);
        List<Long> both = bytes(known, unknown);
        assertThat(both.get(0)).isGreaterThan(3 * mac);
        assertThat(Math.abs(both.get(0) - both.get(1)))
                .as("%s, a MAC %d", both, mac)
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
        assertThat(asked).hasSize(2 * ROUNDS).filteredOn("alice"::equals).hasSize(ROUNDS);
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
            HmacServer server = HmacServer.with(SharedKey.generate("known")).watchdog(watchdog);
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
