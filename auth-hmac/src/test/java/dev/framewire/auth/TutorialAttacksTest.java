package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More of what works against the tutorials' handshake and not against ours, attack by attack. */
class TutorialAttacksTest {
    private static final Meeting MEETING = new Meeting();
    private static final TutorialHandshake TUTORIAL = new TutorialHandshake(Suites.bytes(0, 32));

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @AfterAll
    static void close() {
        MEETING.close();
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> CompletableFuture<T> async(Work<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.run();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                threads);
    }

    // ---- replay ----------------------------------------------------------------------------------------------------

    @Test
    void aRecordedServerIsPlayedToTheTutorialsClientWhichBelievesIt() throws Exception {
        Wire recorded = Wire.patient();
        CompletableFuture<String> serving = async(() -> {
            TUTORIAL.server(recorded.server());
            TutorialHandshake.say(recorded.server(), Meeting.FROM_SERVER);
            return "";
        });
        TUTORIAL.client(recorded.client());
        TutorialHandshake.hear(recorded.client());
        serving.get();

        Wire again = Wire.honest();
        recorded.sent(false).forEach(message -> again.inject(false, message));
        TUTORIAL.client(again.client());
        assertThat(TutorialHandshake.hear(again.client())).isEqualTo(Meeting.FROM_SERVER);
    }

    @Test
    void anOrderToTheTutorialsServerIsPlayedTwice() throws Exception {
        Wire wire = new Wire((fromClient, i, m) -> fromClient && i == 1 ? List.of(m, m) : List.of(m));
        CompletableFuture<String> heard = async(() -> {
            TUTORIAL.server(wire.server());
            return TutorialHandshake.hear(wire.server()) + TutorialHandshake.hear(wire.server());
        });
        TUTORIAL.client(wire.client());
        TutorialHandshake.say(wire.client(), "PAY 5;");
        assertThat(heard.get()).isEqualTo("PAY 5;PAY 5;");
    }

    // ---- truncation ------------------------------------------------------------------------------------------------

    @Test
    void aCutIsTheEndToTheTutorial() throws Exception {
        Wire wire = Wire.patient();
        CompletableFuture<String> heard = async(() -> {
            TUTORIAL.server(wire.server());
            return new String(wire.server().inputStream().readAllBytes(), US_ASCII);
        });
        TUTORIAL.client(wire.client());
        TutorialHandshake.say(wire.client(), "DELETE a");
        wire.cut(true); // the client had meant to go on: "DELETE a/old/file"
        assertThat(heard.get()).isEqualTo("DELETE a");
    }

    @ParameterizedTest
    @EnumSource
    void aCutIsAnErrorToOurs(Suites suite) throws Exception {
        Wire wire = Wire.patient();
        CompletableFuture<SecureSession> accepted =
                async(() -> suite.server(MEETING.options).meet(wire.server()));
        SecureSession client = suite.client(MEETING.options).meet(wire.client());
        SecureSession server = accepted.get();
        client.outputStream().write("DELETE a".getBytes(US_ASCII));
        client.outputStream().flush();
        wire.cut(true);
        assertThatThrownBy(() -> server.inputStream().readAllBytes())
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.TRUNCATED));
    }

    // ---- slow drip -------------------------------------------------------------------------------------------------

    @Test
    void theTutorialsServerWaitsForOneByteForEver() throws Exception {
        Wire wire = Wire.patient();
        CompletableFuture<String> serving = async(() -> {
            TUTORIAL.server(wire.server());
            return "done";
        });
        TutorialHandshake.receive(wire.client(), 32);
        for (int i = 0; i < 31; i++) {
            wire.inject(true, new byte[1]);
        }
        // Nothing but the last byte ends it: no time that passes, and nothing that the server could do.
        assertThat(serving).isNotDone();
        wire.inject(true, new byte[1]);
        assertThatThrownBy(serving::get).hasRootCauseMessage("not authenticated");
    }

    // ---- Selfie ----------------------------------------------------------------------------------------------------

    @Test
    void aMutualTutorialThatIsClientAndServerIsLedToItself() throws Exception {
        Wire wire = Wire.patient(); // from alice's client to alice's server, with the same key
        CompletableFuture<String> served = async(() -> {
            TUTORIAL.server(wire.server());
            TUTORIAL.client(wire.server());
            return TutorialHandshake.hear(wire.server());
        });
        TUTORIAL.mutualClient(wire.client());
        TutorialHandshake.say(wire.client(), "for bob only");
        assertThat(served.get()).isEqualTo("for bob only");
    }

    // ---- live sessions crossed --------------------------------------------------------------------------------------

    /** Two connections whose messages change places from some message on, while both are alive. */
    private final class Crossing {
        private final int from;
        // one thread: what one side wrote arrives in its order
        private final ExecutorService courier = Executors.newSingleThreadExecutor();
        private final Wire[] wires = new Wire[2];

        Crossing(int from) {
            this.from = from;
            for (int w = 0; w < 2; w++) {
                int own = w;
                wires[w] = Wire.patient((fromClient, i, message) -> {
                    boolean cross = 2 * i + (fromClient ? 0 : 1) >= from;
                    Wire target = Objects.requireNonNull(wires[cross ? 1 - own : own]);
                    courier.execute(() -> target.inject(fromClient, message));
                    return List.of();
                });
            }
        }

        Meeting.Outcomes[] run(Suites suite) {
            List<CompletableFuture<Meeting.Outcomes>> both = List.of(meet(0, suite), meet(1, suite));
            Meeting.Outcomes[] outcomes =
                    both.stream().map(CompletableFuture::join).toArray(Meeting.Outcomes[]::new);
            courier.shutdown();
            return outcomes;
        }

        /** When one connection is over, so is the other, behind all that was said: nobody else would end its waiting. */
        private CompletableFuture<Meeting.Outcomes> meet(int own, Suites suite) {
            return async(() -> MEETING.run(wires[own], suite.client(MEETING.options), suite.server(MEETING.options)))
                    .whenComplete((outcomes, failure) -> courier.execute(() -> {
                        wires[1 - own].cut(true);
                        wires[1 - own].cut(false);
                    }));
        }

        @Override
        public String toString() {
            return "crossed from message " + from;
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoLiveSessionsCannotBeCrossedAtAnyMessage(Suites suite) {
        for (int from = 1; from <= suite.messages; from++) {
            Crossing crossing = new Crossing(from);
            for (Meeting.Outcomes outcomes : crossing.run(suite)) {
                assertThat(outcomes.client().heard() + outcomes.server().heard())
                        .as("%s", crossing)
                        .isEmpty();
                assertThat(outcomes.client().failure()).isNotNull();
                assertThat(outcomes.server().failure()).isNotNull();
            }
        }
    }

    @Test
    void twoLiveConnectionsOfTheTutorialAreCrossedAfterTheLogin() throws Exception {
        Wire first = Wire.patient();
        Wire second = Wire.patient();
        CompletableFuture<Object> serving = async(() -> {
            TUTORIAL.server(first.server());
            TUTORIAL.server(second.server());
            return "";
        });
        TUTORIAL.client(first.client());
        TUTORIAL.client(second.client());
        serving.get();
        first.inject(true, "for the second".getBytes(US_ASCII));
        assertThat(TutorialHandshake.hear(first.server())).isEqualTo("for the second");
    }
}
