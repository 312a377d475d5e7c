package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.framing.Transport;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandshakeTest {
    private static final Meeting MEETING = new Meeting();

    @AfterAll
    static void close() {
        MEETING.close();
    }

    @ParameterizedTest
    @EnumSource
    void anyBitOfAnyHandshakeByteFlippedGivesNobodyAWord(Suites suite) {
        Wire sample = Wire.honest();
        MEETING.run(sample, suite.client(MEETING.options), suite.server(MEETING.options));
        for (int message = 0; message < suite.messages; message++) {
            boolean byClient = message % 2 == 0;
            int index = message / 2;
            int bits = 8 * sample.sent(byClient).get(index).length;
            boolean last = message == suite.messages - 1;
            for (int bit = 0; bit < bits; bit++) {
                Meeting.Outcomes outcomes = meet(suite, flipping(byClient, index, bit));
                assertThat(outcomes.client().heard() + outcomes.server().heard())
                        .as("message %d bit %d", message, bit)
                        .isEmpty();
                assertThat(
                                byClient
                                        ? outcomes.server().session()
                                        : outcomes.client().session())
                        .as("receiver of message %d bit %d", message, bit)
                        .isNull();
                if (!last) {
                    assertThat(
                                    byClient
                                            ? outcomes.client().session()
                                            : outcomes.server().session())
                            .as("sender of message %d bit %d", message, bit)
                            .isNull();
                }
            }
        }
    }

    private static Wire flipping(boolean byClient, int index, int bit) {
        return new Wire((fromClient, i, message) -> {
            if (fromClient == byClient && i == index) {
                message[bit / 8] ^= (byte) (1 << bit % 8);
            }
            return List.of(message);
        });
    }

    @ParameterizedTest
    @EnumSource
    void theStreamCutAtAnyByteOfTheHandshakeGivesNobodyAWord(Suites suite) {
        Wire sample = Wire.honest();
        MEETING.run(sample, suite.client(MEETING.options), suite.server(MEETING.options));
        for (int message = 0; message < suite.messages; message++) {
            boolean byClient = message % 2 == 0;
            int index = message / 2;
            int length = sample.sent(byClient).get(index).length;
            for (int cut = 0; cut < length; cut++) {
                int at = cut;
                Wire wire = new Wire((fromClient, i, bytes) -> fromClient != byClient || i < index
                        ? List.of(bytes)
                        : i == index ? List.of(java.util.Arrays.copyOf(bytes, at)) : List.of());
                Meeting.Outcomes outcomes =
                        MEETING.run(wire, suite.client(MEETING.options), suite.server(MEETING.options));
                assertThat(outcomes.client().heard() + outcomes.server().heard())
                        .isEmpty();
                assertThat(outcomes.client().failure()).isNotNull();
                assertThat(outcomes.server().failure()).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFrameDroppedOrSentTwiceGivesNobodyAWord(Suites suite) {
        for (int message = 0; message < suite.messages; message++) {
            boolean byClient = message % 2 == 0;
            int index = message / 2;
            for (int copies : new int[] {0, 2}) {
                Wire wire = new Wire((fromClient, i, bytes) -> fromClient != byClient || i != index
                        ? List.of(bytes)
                        : java.util.Collections.nCopies(copies, bytes));
                Meeting.Outcomes outcomes =
                        MEETING.run(wire, suite.client(MEETING.options), suite.server(MEETING.options));
                // The receiver of a frame sent twice takes the second one for another frame, or for a record.
                assertThat(
                                byClient
                                        ? outcomes.server().heard()
                                        : outcomes.client().heard())
                        .as("message %d, %d copies", message, copies)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherKeyGivesNobodyASessionAndTheServerGivesNoReason(Suites suite) {
        Wire wire = Wire.honest();
        Meeting.Outcomes outcomes = MEETING.run(
                wire,
                suite.client(MEETING.options, Suites.OTHER_KEY, Suites.OTHER_IDENTITY),
                suite.server(MEETING.options));
        assertThat(outcomes.client().session()).isNull();
        assertThat(outcomes.server().session()).isNull();
        assertThat(outcomes.client().kind())
                .isEqualTo(suite.mutual() ? AuthException.Kind.REFUSED : AuthException.Kind.SERVER);
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesTalkAndKnowWhoIsThere(Suites suite) {
        Wire wire = Wire.honest();
        Meeting.Outcomes outcomes = MEETING.run(wire, suite.client(MEETING.options), suite.server(MEETING.options));
        assertThat(outcomes.client().failure()).isNull();
        assertThat(outcomes.server().failure()).isNull();
        assertThat(outcomes.client().heard()).isEqualTo(Meeting.FROM_SERVER);
        assertThat(outcomes.server().heard()).isEqualTo(Meeting.FROM_CLIENT);
        SecureSession client =
                java.util.Objects.requireNonNull(outcomes.client().session());
        SecureSession server =
                java.util.Objects.requireNonNull(outcomes.server().session());
        assertThat(client.security()).isEqualTo(server.security());
        assertThat(client.channelBindings().get(0).data())
                .isEqualTo(server.channelBindings().get(0).data());
        assertThat(client.security().mutual()).isEqualTo(suite.mutual());
        assertThat(client.security().encrypted()).isEqualTo(suite != Suites.HMAC_INTEGRITY_ONLY);
        assertThat(client.security().forwardSecret()).isEqualTo(suite.clientEnds());
        assertThat(client.security().serverAuthenticated()).isTrue();
        assertThat(server.peer().identity()).isEqualTo(suite.mutual() ? Suites.CLIENT : "");
        assertThat(client.peer().identity()).isEqualTo(suite.mutual() ? Suites.SERVER : Suites.IDENTITY.fingerprint());
        assertThat(Suites.hex(wire.sent(true))
                        .contains(java.util.HexFormat.of()
                                .formatHex(Meeting.FROM_CLIENT.getBytes(java.nio.charset.StandardCharsets.US_ASCII))))
                .isEqualTo(suite == Suites.HMAC_INTEGRITY_ONLY);
    }

    @ParameterizedTest
    @EnumSource
    void noTwoSessionsShareABinding(Suites suite) {
        Set<String> bindings = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            Meeting.Outcomes outcomes =
                    MEETING.run(Wire.honest(), suite.client(MEETING.options), suite.server(MEETING.options));
            bindings.add(java.util.HexFormat.of()
                    .formatHex(
                            java.util.Objects.requireNonNull(outcomes.client().session())
                                    .channelBindings()
                                    .get(0)
                                    .data()));
        }
        assertThat(bindings).hasSize(10);
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatSaysNothingIsGivenUpAtTheDeadline(Suites suite) throws Exception {
        HandshakeOptions hurried = MEETING.options.withDeadline(Duration.ofMillis(20));
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket silent = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket accepted = listener.accept()) {
            assertThatThrownBy(() -> suite.server(hurried).meet(Transport.of(accepted)))
                    .isInstanceOfSatisfying(
                            AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.TIMEOUT));
            assertThat(accepted.isClosed()).isTrue();
            assertThatThrownBy(() -> suite.client(hurried).meet(Transport.of(silent)))
                    .isInstanceOf(java.io.IOException.class);
        }
    }

    @Test
    void aStrangerWithALargeClaimIsRefusedBeforeAnythingIsRead() {
        Wire wire = Wire.honest();
        wire.inject(true, new byte[] {0, 0, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 0});
        assertThatThrownBy(() -> Suites.HMAC_AES_256_GCM.server(MEETING.options).meet(wire.server()))
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.MALFORMED));
    }

    @Test
    void sixLinesAuthenticateASocketPair() throws Exception {
        SharedKey key = SharedKey.generate("lesson");
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket accepted = listener.accept()) {
            CompletableFuture<byte[]> heard = CompletableFuture.supplyAsync(() -> {
                try (SecureSession session =
                        HmacServer.with(key).deadline(Meeting.AMPLE).accept(Transport.of(accepted))) {
                    return session.inputStream().readAllBytes();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            try (SecureSession session =
                            HmacClient.with(key).deadline(Meeting.AMPLE).connect(Transport.of(socket));
                    OutputStream out = session.outputStream();
                    InputStream in = session.inputStream()) {
                out.write(new byte[200_000]);
                session.shutdownOutput();
                assertThat(in.read()).isEqualTo(-1);
            }
            assertThat(heard.get()).hasSize(200_000);
        }
    }

    private static Meeting.Outcomes meet(Suites suite, Wire wire) {
        return MEETING.run(wire, suite.client(MEETING.options), suite.server(MEETING.options));
    }
}
