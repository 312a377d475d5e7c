package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.FrameException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Time is a number here: each read or write of the peer moves the clock, and nobody sleeps. */
class DeadlineTest {
    private static final long SECOND = 1_000_000_000L;
    private static final FrameLimits LIMITS = FrameLimits.builder()
            .frameDeadline(Duration.ofSeconds(10))
            .minBytesPerSecond(100)
            .idleTimeout(Duration.ofSeconds(300))
            .build();

    private static final int ROUNDS = 50_000;

    private final AtomicLong clock = new AtomicLong();
    private final Watchdog watchdog = new Watchdog(clock::get);
    private boolean aborted;

    @Test
    void aDripJustInsideEveryIdleTimeoutIsStillTooSlow() {
        // a byte every 9 seconds: no single wait reaches the deadline, the frame does
        FrameException e = failure(reader(frame(50), 1, 9 * SECOND));
        assertThat(e.kind()).isEqualTo(Kind.TOO_SLOW);
        assertThat(e.streamOffset()).isLessThan(4);
        assertThat(aborted).isTrue();
    }

    @Test
    void aSilentPeerIsAbortedAfterTheDeadline() {
        FrameException e = failure(reader(frame(50), 1, 11 * SECOND));
        assertThat(e.kind()).isEqualTo(Kind.TOO_SLOW);
        assertThat(e.streamOffset()).isEqualTo(1);
    }

    @Test
    void whereNoThreadIsLeftTheDeadlinesOfAllAreKeptStill() throws IOException {
        try (Watchdog poor = new Watchdog(clock::get, abort -> {
            throw new OutOfMemoryError("unable to create native thread, on purpose");
        })) {
            AtomicInteger abortedNow = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                Transport transport = Transport.of(
                        InputStream.nullInputStream(), OutputStream.nullOutputStream(), abortedNow::incrementAndGet);
                poor.guard(Duration.ofSeconds(1), transport);
            }
            clock.addAndGet(2 * SECOND);
            poor.expire();
            assertThat(abortedNow).hasValue(3);
        }
    }

    @Test
    void aReaderAndAWriterAbortTheirTransportAndClose() throws IOException {
        for (boolean read : new boolean[] {true, false}) {
            AtomicInteger abortedNow = new AtomicInteger();
            AtomicInteger closed = new AtomicInteger();
            Transport transport = Transport.of(
                    new ByteArrayInputStream(frame(1)) {
                        @Override
                        public void close() throws IOException {
                            closed.incrementAndGet();
                            throw new IOException("on purpose");
                        }
                    },
                    OutputStream.nullOutputStream(),
                    abortedNow::incrementAndGet);
            FrameReader in = new FrameReader(transport, FrameFormat.nativeFormat(), LIMITS, watchdog);
            FrameWriter out = new FrameWriter(transport, FrameFormat.nativeFormat(), LIMITS, watchdog);
            if (read) {
                in.abort();
            } else {
                out.abort();
            }
            assertThat(abortedNow).hasValue(1);
            assertThat(closed).hasValue(read ? 1 : 0);
            assertThat(catchThrowableOfType(IOException.class, in::next)).isNotNull();
            assertThat(catchThrowableOfType(
                            IOException.class, () -> out.write(Header.builder().put(HeaderKey.of("type"), "late"))))
                    .isNotNull();
        }
    }

    @Test
    void aReaderThatHasHandedItsStreamOverAbortsNothing() throws IOException {
        FrameReader in = reader(frame(1), 1, 0);
        byte[] unused = in.detach();
        in.abort();
        assertThat(aborted).isFalse();
    }

    @Test
    void aLongBodyAboveTheMinimumRateIsReadToItsEnd() throws IOException {
        // 1,000 bytes every 9 seconds are 111 bytes a second, for 15 minutes
        FrameReader reader = reader(frame(100_000), 1_000, 9 * SECOND);
        assertThat(reader.next().readBody(100_000)).hasSize(100_000);
        assertThat(reader.next()).isNull();
        assertThat(aborted).isFalse();
    }

    @Test
    void aBodyBelowTheMinimumRateEnds() throws IOException {
        // 100 bytes every 3 seconds are 33 a second: the ten seconds of grace are used up after 1,500 bytes
        FrameReader reader = reader(frame(100_000), 100, 3 * SECOND);
        Frame frame = reader.next();
        FrameException e = catchThrowableOfType(FrameException.class, () -> frame.readBody(100_000));
        assertThat(e.kind()).isEqualTo(Kind.TOO_SLOW);
        assertThat(e.streamOffset()).isBetween(300L, 1_000L);
        assertThat(catchThrowableOfType(FrameException.class, reader::next)).isSameAs(e);
    }

    @Test
    void timeTheApplicationTakesIsNotHeldAgainstThePeer() throws IOException {
        FrameReader reader = reader(frame(40_000), 20_000, SECOND);
        Frame frame = reader.next();
        clock.addAndGet(3_600 * SECOND);
        watchdog.expire();
        assertThat(frame.readBody(40_000)).hasSize(40_000);
    }

    @Test
    void theWaitForTheNextFrameHasItsOwnTimeout() throws IOException {
        FrameReader reader = reader(frame(50), 1_000, 299 * SECOND);
        assertThat(reader.next()).isNotNull();
        FrameException e = failure(reader(frame(50), 1_000, 301 * SECOND));
        assertThat(e.kind()).isEqualTo(Kind.TOO_SLOW);
        assertThat(e.streamOffset()).isZero();
    }

    @Test
    void aPeerThatDoesNotReadIsAborted() {
        OutputStream stuck = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[1], 0, 1);
            }

            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                clock.addAndGet(11 * SECOND);
                watchdog.expire();
                if (aborted) {
                    throw new IOException("closed");
                }
            }
        };
        Transport transport = Transport.of(InputStream.nullInputStream(), stuck, () -> aborted = true);
        FrameWriter writer = new FrameWriter(transport, FrameFormat.nativeFormat(), LIMITS, watchdog);
        FrameException e =
                catchThrowableOfType(FrameException.class, () -> writer.write(Header.builder(), new byte[10]));
        assertThat(e.kind()).isEqualTo(Kind.TOO_SLOW);
        assertThat(catchThrowableOfType(FrameException.class, () -> writer.write(Header.builder()))
                        .kind())
                .isEqualTo(Kind.WRITER_BROKEN);
    }

    @Test
    void readersAndWritersThatNobodyClosesAreLetGo() throws IOException {
        for (int i = 0; i < 100; i++) {
            Transport transport =
                    Transport.of(new ByteArrayInputStream(frame(5)), new ByteArrayOutputStream(), () -> aborted = true);
            new FrameWriter(transport, FrameFormat.nativeFormat(), LIMITS, watchdog).write(Header.builder());
            assertThat(new FrameReader(transport, FrameFormat.nativeFormat(), LIMITS, watchdog).next())
                    .isNotNull();
        }
        watchdog.expire();
        assertThat(watchdog.held()).isZero();
        assertThat(aborted).isFalse();
    }

    @Test
    void whoWasLetGoIsWatchedAgain() {
        Watchdog.Guard guard = watchdog.guard(Duration.ofSeconds(10), transport());
        guard.disarm();
        watchdog.expire();
        assertThat(watchdog.held()).isZero();
        guard.restart();
        assertThat(watchdog.held()).isOne();
        clock.addAndGet(11 * SECOND);
        watchdog.expire();
        assertThat(guard.expired()).isTrue();
        assertThat(aborted).isTrue();
        watchdog.expire();
        guard.restart();
        assertThat(watchdog.held()).as("an expired one is final").isZero();
    }

    @Test
    void noneIsForgottenWhoIsArmedWhileTheOthersAreLetGo() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        CyclicBarrier turn = new CyclicBarrier(2);
        Watchdog.Guard[] guard = {null};
        CompletableFuture<Void> arming = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                meet(turn);
                for (int again = 0; again < i % 7; again++) {
                    guard[0].disarm();
                    guard[0].arm(SECOND);
                }
                meet(turn);
            }
        });
        for (int i = 0; i < ROUNDS; i++) {
            guard[0] = watchdog.guard(transport(), SECOND);
            guard[0].restart();
            meet(turn);
            for (int again = 0; again < i % 5; again++) {
                watchdog.expire();
            }
            meet(turn);
            clock.addAndGet(2 * SECOND);
            watchdog.expire();
            if (guard[0].expired()) {
                rounds.incrementAndGet();
            }
        }
        arming.join();
        assertThat(rounds).hasValue(ROUNDS);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    private Transport transport() {
        return Transport.of(InputStream.nullInputStream(), OutputStream.nullOutputStream(), () -> aborted = true);
    }

    private static byte[] frame(int body) {
        return FrameEncoder.encode(Header.builder(), new byte[body]);
    }

    private static FrameException failure(FrameReader reader) {
        return catchThrowableOfType(FrameException.class, () -> {
            reader.next().readBody(1 << 20);
        });
    }

    /** Gives that many bytes a read, each read taking that long, as a blocked one is cut off by the abort. */
    private FrameReader reader(byte[] stream, int step, long nanos) {
        InputStream in = new InputStream() {
            private int at;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                if (at == stream.length) {
                    return -1;
                }
                if (at > 0 || nanos > 100 * SECOND) { // the first byte begins the frame
                    clock.addAndGet(nanos);
                    watchdog.expire();
                }
                if (aborted) {
                    throw new IOException("closed");
                }
                int count = Math.min(Math.min(step, len), stream.length - at);
                System.arraycopy(stream, at, b, off, count);
                at += count;
                return count;
            }
        };
        Transport transport = Transport.of(in, OutputStream.nullOutputStream(), () -> aborted = true);
        return new FrameReader(transport, FrameFormat.nativeFormat(), LIMITS, watchdog);
    }
}
