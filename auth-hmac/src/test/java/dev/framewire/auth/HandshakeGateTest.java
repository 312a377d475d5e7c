package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HandshakeGateTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicBoolean aborted = new AtomicBoolean();
    private final Transport transport =
            Transport.of(InputStream.nullInputStream(), OutputStream.nullOutputStream(), () -> aborted.set(true));

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

    @Test
    void aSuccessClearsTheSource() throws Exception {
        HandshakeGate gate = HandshakeGate.of(1, now::get);
        for (int i = 0; i < HandshakeGate.FREE_FAILURES; i++) {
            fail(gate, "192.0.2.1");
        }
        now.addAndGet(HandshakeGate.FIRST_DELAY.toNanos());
        try (Meeting meeting = new Meeting()) {
            Meeting.Outcomes outcomes = meeting.run(
                    Wire.honest(),
                    Suites.HMAC_AES_256_GCM.client(meeting.options),
                    t -> gate.admit("192.0.2.1", t, Suites.HMAC_AES_256_GCM.server(meeting.options)::meet));
            assertThat(outcomes.server().failure()).isNull();
        }
        for (int i = 0; i < HandshakeGate.FREE_FAILURES; i++) {
            fail(gate, "192.0.2.1");
        }
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
