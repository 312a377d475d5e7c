package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class HandshakeGateTest {
    private static final Meeting MEETING = new Meeting();

    private final AtomicLong now = new AtomicLong();
    private final AtomicBoolean aborted = new AtomicBoolean();
    private final Transport transport =
            Transport.of(InputStream.nullInputStream(), OutputStream.nullOutputStream(), () -> aborted.set(true));

    @AfterAll
    static void close() {
        MEETING.close();
    }

    private void fail(HandshakeGate gate, String source) {
        assertThatThrownBy(() -> gate.admit(source, transport, t -> {
                    throw new IOException("as a stranger fails");
                }))
                .hasMessage("as a stranger fails");
    }

    private void refused(HandshakeGate gate, String source) {
        assertThatThrownBy(() -> gate.admit(source, transport, t -> {
                    throw new AssertionError("admitted");
                }))
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.LIMIT));
        assertThat(aborted).isTrue();
    }

    @Test
    void aSourceThatFailsWaitsLongerEachTime() {
        HandshakeGate gate = HandshakeGate.of(1, now::get);
        for (int i = 0; i < HandshakeGate.FREE_FAILURES; i++) {
            fail(gate, "192.0.2.1");
        }
        for (long delay = HandshakeGate.FIRST_DELAY.toNanos(), i = 0; i < 20; i++) {
            refused(gate, "192.0.2.1");
            now.addAndGet(delay - 1);
            refused(gate, "192.0.2.1");
            now.addAndGet(1);
            fail(gate, "192.0.2.1");
            delay = Math.min(2 * delay, HandshakeGate.LONGEST_DELAY.toNanos());
        }
        fail(gate, "192.0.2.2");
    }

    private static void succeed(HandshakeGate gate, String source) {
        Meeting.Outcomes outcomes = MEETING.run(
                Wire.honest(),
                Suites.HMAC_AES_256_GCM.client(MEETING.options),
                t -> gate.admit(source, t, Suites.HMAC_AES_256_GCM.server(MEETING.options)::meet));
        assertThat(outcomes.server().failure()).isNull();
    }

    @Test
    void aSuccessIsNoFailureAndClearsNone() {
        HandshakeGate gate = HandshakeGate.of(1, now::get);
        for (int i = 0; i < 3 * HandshakeGate.FREE_FAILURES; i++) {
            succeed(gate, "192.0.2.1");
        }
        // one right key among the guesses at others
        for (int i = 0; i < HandshakeGate.FREE_FAILURES; i++) {
            succeed(gate, "192.0.2.1");
            fail(gate, "192.0.2.1");
        }
        refused(gate, "192.0.2.1");
        now.addAndGet(HandshakeGate.FIRST_DELAY.toNanos());
        succeed(gate, "192.0.2.1");
        fail(gate, "192.0.2.1");
        now.addAndGet(HandshakeGate.FIRST_DELAY.toNanos());
        refused(gate, "192.0.2.1");
    }

    @Test
    void oneFailureIsForgottenWithEachQuietMinute() {
        HandshakeGate gate = HandshakeGate.of(1, now::get);
        for (int i = 0; i < HandshakeGate.FREE_FAILURES; i++) {
            fail(gate, "192.0.2.1");
        }
        long minute = HandshakeGate.FORGET_ONE_AFTER.toNanos();
        now.addAndGet(2 * minute + minute / 2);
        fail(gate, "192.0.2.1"); // the fourth
        fail(gate, "192.0.2.1"); // the fifth
        refused(gate, "192.0.2.1");
        now.addAndGet(minute - 1);
        fail(gate, "192.0.2.1"); // the sixth: nothing was forgotten
        now.addAndGet(HandshakeGate.FIRST_DELAY.toNanos());
        refused(gate, "192.0.2.1");
        now.addAndGet(100 * minute);
        for (int i = 0; i < HandshakeGate.FREE_FAILURES; i++) {
            fail(gate, "192.0.2.1");
        }
        refused(gate, "192.0.2.1");
    }

    @Test
    void whoWaitedForTheDelayIsNotRefusedLater() {
        HandshakeGate gate = HandshakeGate.of(1, now::get);
        for (int i = 0; i < 20; i++) {
            fail(gate, "192.0.2.1");
            now.addAndGet(HandshakeGate.LONGEST_DELAY.toNanos());
        }
        now.addAndGet(1);
        fail(gate, "192.0.2.1");
    }

    /** Attempts that run while this one runs, each inside the one before. */
    private void nested(HandshakeGate gate, String source, int attempts, Runnable innermost) {
        assertThatThrownBy(() -> gate.admit(source, transport, t -> {
                    if (attempts > 1) {
                        nested(gate, source, attempts - 1, innermost);
                    } else {
                        innermost.run();
                    }
                    throw new IOException("as a stranger fails");
                }))
                .hasMessage("as a stranger fails");
    }

    @Test
    void attemptsThatRunCountLikeFailures() {
        HandshakeGate gate = HandshakeGate.of(100, now::get);
        nested(gate, "192.0.2.1", HandshakeGate.FREE_FAILURES, () -> {
            refused(gate, "192.0.2.1");
            fail(gate, "192.0.2.2");
        });
        refused(gate, "192.0.2.1");
        now.addAndGet(HandshakeGate.LONGEST_DELAY.toNanos());
        HandshakeGate two = HandshakeGate.of(100, now::get);
        fail(two, "192.0.2.1");
        fail(two, "192.0.2.1");
        nested(two, "192.0.2.1", HandshakeGate.FREE_FAILURES - 2, () -> refused(two, "192.0.2.1"));
    }

    @Test
    void whoHasFailedOftenMakesOneAttemptAtATime() {
        HandshakeGate gate = HandshakeGate.of(100, now::get);
        for (int i = 0; i < HandshakeGate.FREE_FAILURES; i++) {
            fail(gate, "192.0.2.1");
        }
        now.addAndGet(HandshakeGate.FIRST_DELAY.toNanos());
        nested(gate, "192.0.2.1", 1, () -> refused(gate, "192.0.2.1"));
    }

    @Test
    void aHandshakeThatBreaksCountsAndGivesItsPlaceBack() {
        HandshakeGate gate = HandshakeGate.of(1, now::get);
        for (int i = 0; i < HandshakeGate.FREE_FAILURES; i++) {
            assertThatThrownBy(() -> gate.admit("192.0.2.1", transport, t -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");
        }
        refused(gate, "192.0.2.1");
        fail(gate, "192.0.2.2");
    }

    @Test
    void aSourceIsAnAddressOrTheNetworkOfOneCustomer() throws Exception {
        assertThat(source("192.0.2.1")).isNotEqualTo(source("192.0.2.2")).isEqualTo(source("::ffff:192.0.2.1"));
        assertThat(source("2001:db8:0:1::1"))
                .isEqualTo(source("2001:db8:0:1:ffff::2"))
                .isNotEqualTo(source("2001:db8:0:2::1"));
    }

    private static String source(String address) throws IOException {
        return HandshakeGate.source(InetAddress.getByName(address));
    }

    @Test
    void onlySoManyRunAtOnceAndTheRestIsRefusedWithoutWaiting() throws Exception {
        HandshakeGate gate = HandshakeGate.of(1, now::get);
        assertThatThrownBy(() -> gate.admit("a", transport, t -> {
                    refused(gate, "b");
                    throw new IOException("done");
                }))
                .hasMessage("done");
        fail(gate, "b");
    }

    @Test
    void theTableOfSourcesIsBounded() {
        HandshakeGate gate = HandshakeGate.of(1, now::get);
        for (int i = 0; i < HandshakeGate.FREE_FAILURES; i++) {
            fail(gate, "first");
        }
        refused(gate, "first");
        for (int i = 0; i < HandshakeGate.MAX_SOURCES; i++) {
            fail(gate, "source " + i);
        }
        fail(gate, "first");
    }

    @Test
    void aGateForNobodyIsTheCallersMistake() {
        assertThatThrownBy(() -> HandshakeGate.of(0)).hasMessageContaining("0");
    }
}
