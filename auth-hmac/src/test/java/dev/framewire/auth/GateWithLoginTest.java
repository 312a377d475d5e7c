package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The gate around noise-nx, which proves no client, and the login inside it, which does. */
class GateWithLoginTest {
    private static final Meeting MEETING = new Meeting();
    private static final ScramLimits LOW = new ScramLimits(4096, 10_000);
    private static final ScramServer.Config USERS =
            ScramTest.config(Map.of("alice", ScramVerifier.derive("pencil".toCharArray(), 4096, LOW)), Map.of(4096, 1));

    private final AtomicLong now = new AtomicLong();
    private final HandshakeGate gate = HandshakeGate.of(1, now::get);

    @AfterAll
    static void close() {
        MEETING.close();
    }

    /** What the server has of a client that makes the handshake of noise-nx, and then does what it does. */
    private Meeting.Outcome visit(Wire wire, Duration loginDeadline, Meeting.Side client) {
        LoginServer logins = LoginServer.with(USERS).deadline(loginDeadline).watchdog(MEETING.watchdog);
        Meeting.Side noise = Suites.NOISE_NX.server(MEETING.options);
        return MEETING.run(
                        wire,
                        client,
                        transport -> gate.admit("192.0.2.1", transport, t -> logins.accept(noise.meet(t))))
                .server();
    }

    private Meeting.Outcome logIn(String password) {
        LoginClient login = LoginClient.withPassword("alice", password.toCharArray())
                .limits(LOW)
                .deadline(Meeting.AMPLE)
                .watchdog(MEETING.watchdog);
        return visit(Wire.honest(), Meeting.AMPLE, t -> login.login(noise(t)));
    }

    private static SecureSession noise(Transport transport) throws IOException {
        return Suites.NOISE_NX.client(MEETING.options).meet(transport);
    }

    @Test
    void whoGuessesPasswordsIsHeldBack() {
        for (int i = 0; i < HandshakeGate.FREE_FAILURES; i++) {
            assertThat(logIn("guess " + i).kind()).isEqualTo(AuthException.Kind.CREDENTIALS);
        }
        assertThat(logIn("pencil").kind()).isEqualTo(AuthException.Kind.LIMIT);
        now.addAndGet(HandshakeGate.FIRST_DELAY.toNanos());
        assertThat(logIn("pencil").failure()).isNull();
    }

    @Test
    void theHandshakeAloneClearsNothingAndIsAFailure() {
        for (int i = 0; i < HandshakeGate.FREE_FAILURES; i++) {
            Meeting.Outcome outcome = visit(Wire.honest(), Meeting.AMPLE, t -> {
                noise(t).close();
                throw new IOException("seen enough");
            });
            assertThat(outcome.session()).isNull();
        }
        assertThat(logIn("pencil").kind()).isEqualTo(AuthException.Kind.LIMIT);
    }

    @Test
    void oneRightPasswordDoesNotClearTheGuessesAtOthers() {
        for (int i = 0; i < HandshakeGate.FREE_FAILURES; i++) {
            assertThat(logIn("pencil").failure()).isNull();
            assertThat(logIn("guess " + i).kind()).isEqualTo(AuthException.Kind.CREDENTIALS);
        }
        assertThat(logIn("pencil").kind()).isEqualTo(AuthException.Kind.LIMIT);
    }

    @Test
    void whoIsSilentBehindTheHandshakeHasADeadlineAndHasFailed() {
        for (int i = 0; i < HandshakeGate.FREE_FAILURES; i++) {
            Meeting.Outcome outcome = visit(Wire.patient(), Duration.ofMillis(20), t -> {
                SecureSession session = noise(t);
                session.inputStream().read(); // until the server hangs up
                return session;
            });
            assertThat(outcome.kind()).isEqualTo(AuthException.Kind.TIMEOUT);
        }
        assertThat(logIn("pencil").kind()).isEqualTo(AuthException.Kind.LIMIT);
    }
}
