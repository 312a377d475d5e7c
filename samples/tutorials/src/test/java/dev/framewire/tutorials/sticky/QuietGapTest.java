package dev.framewire.tutorials.sticky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class QuietGapTest {
    /** Pieces at given milliseconds of a clock that only reads move. */
    private static final class Script implements Arrivals {
        private record Piece(long atMs, byte[] bytes) {}

        private final Deque<Piece> pieces = new ArrayDeque<>();
        private long nowMs;

        Script at(long ms, String text) {
            pieces.add(new Piece(ms, text.getBytes(StandardCharsets.UTF_8)));
            return this;
        }

        @Override
        public int read(byte[] into, int offset, int length, Duration atMost) {
            Piece next = pieces.peek();
            if (next == null) {
                return -1;
            }
            if (next.atMs > nowMs + atMost.toMillis()) {
                nowMs += atMost.toMillis();
                return 0;
            }
            nowMs = Math.max(nowMs, next.atMs);
            int n = Math.min(length, next.bytes.length);
            System.arraycopy(next.bytes, 0, into, offset, n);
            pieces.remove();
            if (n < next.bytes.length) {
                byte[] rest = java.util.Arrays.copyOfRange(next.bytes, n, next.bytes.length);
                pieces.addFirst(new Piece(next.atMs, rest));
            }
            return n;
        }

        QuietGap gap() {
            return new QuietGap(this, Duration.ofMillis(50), Duration.ofSeconds(10), 1000, () -> nowMs * 1_000_000);
        }
    }

    private static String next(QuietGap messages) throws IOException {
        byte[] message = messages.next();
        return message == null ? null : new String(message, StandardCharsets.UTF_8);
    }

    @Test
    void aPauseEndsAMessage() throws IOException {
        QuietGap messages =
                new Script().at(0, "hel").at(49, "lo").at(150, "bye").gap();
        assertThat(next(messages)).isEqualTo("hello");
        assertThat(next(messages)).isEqualTo("bye");
        assertThat(next(messages)).isNull();
    }

    @Test
    void writesCloserThanTheGapAreOneMessage_whichIsWhatBreaks() throws IOException {
        assertThat(next(new Script().at(0, "ls").at(10, "pwd").gap())).isEqualTo("lspwd");
    }

    @Test
    void aMessageThatPausesIsTwo_whichBreaksToo() throws IOException {
        QuietGap messages = new Script().at(0, "half").at(60, "rest").gap();
        assertThat(next(messages)).isEqualTo("half");
        assertThat(next(messages)).isEqualTo("rest");
    }

    @Test
    void silenceHasADeadline() {
        assertThatThrownBy(new Script().at(10_001, "late").gap()::next).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aDripWithoutPauseHasADeadlineToo() {
        Script drip = new Script();
        for (int i = 0; i < 900; i++) {
            drip.at(i * 40, "x");
        }
        assertThatThrownBy(drip.gap()::next)
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("no pause");
    }

    @Test
    void aMessageIsBounded() throws IOException {
        assertThat(next(new Script().at(0, "x".repeat(1000)).gap())).hasSize(1000);
        assertThatThrownBy(new Script().at(0, "x".repeat(1001)).gap()::next).hasMessageContaining("over 1000 bytes");
    }
}
