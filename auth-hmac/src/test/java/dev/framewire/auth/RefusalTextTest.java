package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What an end says of the other whom it refused: enough to find the mistake by, and nothing that is secret. */
class RefusalTextTest {
    private static final Meeting MEETING = new Meeting();
    private static final ScramLimits LOW = new ScramLimits(4096, 4096);

    @AfterAll
    static void close() {
        MEETING.close();
    }

    private static void assertSays(Meeting.Outcome outcome, String text, byte[]... secrets) {
        assertThat(outcome.session()).isNull();
        Exception failure = Objects.requireNonNull(outcome.failure());
        assertThat(failure).hasMessage(text);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            for (byte[] secret : secrets) {
                assertThat(cause.toString())
                        .doesNotContain(new String(secret, ISO_8859_1))
                        .doesNotContain(HexFormat.of().formatHex(secret))
                        .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(secret));
            }
        }
    }

    @Test
    void anotherServerKeyThanThePinnedOneIsNamedByItsFingerprint() {
        Suites suite = Suites.NOISE_NX;
        Meeting.Outcomes outcomes = MEETING.run(
                Wire.honest(),
                suite.client(MEETING.options, Suites.KEY, Suites.OTHER_IDENTITY),
                suite.server(MEETING.options));
        assertSays(outcomes.client(), "the server's key was not accepted: " + Suites.IDENTITY.fingerprint());
        assertSays(outcomes.server(), "the peer refused");
    }

    @Test
    void anotherServerThanTheOneMeantIsNotTold() {
        Meeting.Outcomes outcomes = MEETING.run(
                Wire.honest(),
                HmacClient.with(Suites.KEY).expecting("carol").options(MEETING.options)::connect,
                Suites.HMAC_AES_256_GCM.server(MEETING.options));
        assertSays(outcomes.client(), "the server is not the one expected");
        assertSays(outcomes.server(), "the peer refused");
    }

    @Test
    void aClientWithAnotherKeyIsNamedAsItCallsItselfAndItsKeyIsNot() {
        byte[] right = Suites.bytes(0x00, 32);
        byte[] wrong = Suites.bytes(0x40, 32);
        Meeting.Outcomes outcomes = MEETING.run(
                Wire.honest(),
                Suites.HMAC_AES_256_GCM.client(MEETING.options, Suites.OTHER_KEY, Suites.IDENTITY),
                Suites.HMAC_AES_256_GCM.server(MEETING.options));
        assertSays(
                outcomes.server(),
                "client \"alice\" with key \"k1\" for server \"bob\" could not prove itself",
                right,
                wrong);
        assertSays(outcomes.client(), "the peer refused", right, wrong);
    }

    @Test
    void aWrongPasswordAndAnUnknownUserAreOneText() throws Exception {
        ScramServer.Config users = ScramTest.config(
                Map.of("alice", ScramVerifier.derive("correct horse".toCharArray(), 4096, LOW)), Map.of(4096, 1));
        for (String user : List.of("alice", "nobody")) {
            Meeting.Outcomes outcomes = MEETING.run(
                    Wire.honest(),
                    t -> LoginClient.withPassword(user, "battery staple".toCharArray())
                            .limits(LOW)
                            .deadline(Meeting.AMPLE)
                            .watchdog(MEETING.watchdog)
                            .login(Suites.NOISE_NX.client(MEETING.options).meet(t)),
                    t -> LoginServer.with(users)
                            .deadline(Meeting.AMPLE)
                            .watchdog(MEETING.watchdog)
                            .accept(Suites.NOISE_NX.server(MEETING.options).meet(t)));
            byte[] password = "battery staple".getBytes(ISO_8859_1);
            assertSays(outcomes.server(), "wrong password or unknown user", password);
            assertSays(outcomes.client(), "the peer refused", password);
        }
    }
}
