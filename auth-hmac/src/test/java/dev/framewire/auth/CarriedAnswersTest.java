package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An answer that was made in one session is carried into another. It holds there with the tutorials and with Python; with
 * ours it does not.
 */
class CarriedAnswersTest {
    private static final Meeting MEETING = new Meeting();
    private static final TutorialHandshake TUTORIAL = new TutorialHandshake(Suites.bytes(0, 32));
    private static final String FORGED = "DELETE all";

    @AfterAll
    static void close() {
        MEETING.close();
    }

    @Test
    void aClientOfTheTutorialAnswersForTheAttacker() throws Exception {
        // The victim connects to the attacker's shop; the attacker hands it the bank's challenge.
        Wire shop = Wire.patient();
        Wire bank = Wire.patient();
        CompletableFuture<String> bankHears = TutorialHandshake.async(() -> {
            TUTORIAL.server(bank.server());
            return TutorialHandshake.hear(bank.server());
        });
        CompletableFuture<String> victim = TutorialHandshake.async(() -> {
            TUTORIAL.client(shop.client());
            return "";
        });
        TutorialHandshake.send(shop.server(), TutorialHandshake.receive(bank.client(), 32));
        TutorialHandshake.send(bank.client(), TutorialHandshake.receive(shop.server(), 32));
        TutorialHandshake.say(bank.client(), FORGED);
        victim.get();
        assertThat(bankHears.get()).isEqualTo(FORGED);
    }

    @Test
    void twoClientsOfTheMutualTutorialTakeEachOtherForTheServer() throws Exception {
        Wire first = Wire.patient();
        Wire second = Wire.patient();
        CompletableFuture<String> victim = TutorialHandshake.async(() -> {
            TUTORIAL.mutualClient(first.client());
            return "believes";
        });
        CompletableFuture<String> oracle = TutorialHandshake.async(() -> {
            TUTORIAL.client(second.client());
            return "";
        });
        TutorialHandshake.send(first.server(), new byte[32]);
        TutorialHandshake.receive(first.server(), 32);
        TutorialHandshake.send(second.server(), TutorialHandshake.receive(first.server(), 32));
        TutorialHandshake.send(first.server(), TutorialHandshake.receive(second.server(), 32));
        oracle.get();
        assertThat(victim.get()).isEqualTo("believes");
    }

    @Test
    void soDoTwoOfPythonsClients() throws Exception {
        // The compatibility mode has the hole of the program that it is compatible with. Nobody here has the key
        // but the two clients, and one of them takes the attacker for the listener.
        UnsafeHandshake python =
                UnsafeHandshake.pythonMultiprocessing(Suites.bytes(0, 32)).deadline(Meeting.AMPLE);
        Wire first = Wire.patient();
        Wire second = Wire.patient();
        CompletableFuture<String> victim = TutorialHandshake.async(() -> {
            python.connect(first.client());
            return "believes";
        });
        TutorialHandshake.async(() -> {
            python.connect(second.client());
            return "";
        });
        int challengeBytes = 4 + "#CHALLENGE#{sha256}".length() + PythonMultiprocessing.CHALLENGE_BYTES;
        int answerBytes = 4 + "{sha256}".length() + HmacSha256.BYTES;
        byte[] made = Arrays.copyOf(
                HexFormat.of()
                        .parseHex("0000003b" + HexFormat.of().formatHex("#CHALLENGE#{sha256}".getBytes(US_ASCII))),
                challengeBytes);
        TutorialHandshake.send(first.server(), made);
        TutorialHandshake.receive(first.server(), answerBytes);
        TutorialHandshake.send(first.server(), new byte[] {0, 0, 0, 9});
        TutorialHandshake.say(first.server(), "#WELCOME#");
        byte[] challenge = TutorialHandshake.receive(first.server(), challengeBytes);
        TutorialHandshake.send(second.server(), challenge);
        TutorialHandshake.send(first.server(), TutorialHandshake.receive(second.server(), answerBytes));
        assertThat(victim.get()).isEqualTo("believes");
        second.cut(false);
    }

    @Test
    void ourClientThatMeansOneServerCannotBeUsedAtAnother() {
        Meeting.Side toTheShop =
                HmacClient.with(Suites.KEY).as(Suites.CLIENT).expecting("shop").options(MEETING.options)::connect;
        Meeting.Outcomes hmac = MEETING.run(Wire.honest(), toTheShop, Suites.HMAC_AES_256_GCM.server(MEETING.options));
        assertThat(hmac.server().session()).isNull();
        Meeting.Side noiseToTheShop =
                NoisePskClient.with(Suites.KEY, Suites.CLIENT, "shop").options(MEETING.options)::connect;
        Meeting.Outcomes noise =
                MEETING.run(Wire.honest(), noiseToTheShop, Suites.NOISE_NNPSK0.server(MEETING.options));
        assertThat(noise.server().session()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void twoOfOurSessionsAtOnceCannotBeCrossed(Suites suite) {
        // Each server hears the client of the other session from some message on.
        for (int from = 1; from < suite.messages; from++) {
            Wire recorded = Wire.honest();
            MEETING.run(recorded, suite.client(MEETING.options), suite.server(MEETING.options));
            int crossFrom = from;
            Wire crossed = new Wire((fromClient, i, message) -> {
                List<byte[]> other = recorded.sent(fromClient);
                boolean cross = 2 * i + (fromClient ? 0 : 1) >= crossFrom && i < other.size();
                return List.of(cross ? other.get(i) : message);
            });
            Meeting.Outcomes outcomes =
                    MEETING.run(crossed, suite.client(MEETING.options), suite.server(MEETING.options));
            assertThat(outcomes.client().heard() + outcomes.server().heard()).isEmpty();
        }
    }
}
