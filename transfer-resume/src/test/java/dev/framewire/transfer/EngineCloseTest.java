package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** To close an engine takes no longer for many peers that do not read than for one, and ends them all. */
class EngineCloseTest {
    private static final int PEERS = 20;
    /** Long past before anything has ended by itself. */
    private static final Duration AT_ONCE = Duration.ofNanos(1);

    private final CountDownLatch released = new CountDownLatch(1);
    private final Watchdog watchdog = Watchdog.create();
    private final List<Transfer> transfers = new ArrayList<>();
    private final TransferEngine engine = TransferEngine.create();
    private final TransferEngine impatient =
            TransferEngine.builder().closeDeadline(AT_ONCE).build();

    @AfterEach
    void close() {
        released.countDown();
        engine.close();
        impatient.close();
        watchdog.close();
    }

    /** A stream of a peer that says nothing; to close it takes until somebody lets it go. */
    private static final class Stuck extends InputStream {
        private final CountDownLatch closing;
        private final CountDownLatch letGo;
        private final CountDownLatch over = new CountDownLatch(1);

        Stuck(CountDownLatch closing, CountDownLatch letGo) {
            this.closing = closing;
            this.letGo = letGo;
        }

        @Override
        public int read() throws IOException {
            await(over);
            throw new IOException("closed");
        }

        @Override
        public void close() throws IOException {
            closing.countDown();
            await(letGo);
            over.countDown();
        }

        void abort() {
            letGo.countDown();
            over.countDown();
        }

        private static void await(CountDownLatch latch) throws IOException {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException("interrupted");
            }
        }
    }

    private void begin(TransferEngine on, FrameReader in, FrameWriter out) {
        transfers.add(on.put(in, out, TransferSource.bytes(new byte[9]), PutRequest.to("name")));
    }

    private void begin(TransferEngine on, Transport transport) {
        begin(
                on,
                new FrameReader(transport, FrameFormat.nativeFormat(), FrameLimits.defaults(), watchdog),
                new FrameWriter(transport, FrameFormat.nativeFormat(), FrameLimits.defaults(), watchdog));
    }

    private static void close(TransferEngine closed) {
        CompletableFuture<Void> closing = CompletableFuture.runAsync(closed::close);
        patiently().until(closing::isDone);
        closing.join();
    }

    private void assertThatAllHaveEnded() {
        for (Transfer transfer : transfers) {
            patiently().until(transfer::isDone);
            assertThat(catchThrowableOfType(TransferException.class, transfer::await)
                            .kind())
                    .isEqualTo(TransferException.Kind.CLOSED);
        }
    }

    @Test
    void connectionsAreEndedSideBySide() throws Exception {
        CountDownLatch together = new CountDownLatch(PEERS); // none has ended before all are being ended
        CountDownLatch begun = new CountDownLatch(PEERS);
        for (int i = 0; i < PEERS; i++) {
            begin(engine, new FrameReader(new Stuck(together, together)), new FrameWriter(told(begun)));
        }
        begun.await();
        close(engine);
        assertThatAllHaveEnded();
    }

    /** Tells when something was written into it, which is what a transfer begins with. */
    private static OutputStream told(CountDownLatch begun) {
        return new OutputStream() {
            private boolean told;

            @Override
            public void write(int b) {
                if (!told) {
                    told = true;
                    begun.countDown();
                }
            }
        };
    }

    @Test
    void aTransportThatDoesNotEndIsAbortedAtTheDeadline() throws Exception {
        CountDownLatch begun = new CountDownLatch(PEERS);
        for (int i = 0; i < PEERS; i++) {
            Stuck stuck = new Stuck(new CountDownLatch(1), new CountDownLatch(1));
            Transport transport = Transport.of(stuck, told(begun), stuck::abort);
            begin(impatient, transport);
        }
        begun.await();
        close(impatient);
        assertThatAllHaveEnded();
    }

    @Test
    void aChildProcessThatSaysNothingIsKilled() throws Exception {
        Process child = new ProcessBuilder("sleep", "600").start();
        try {
            begin(engine, Transport.of(child));
            close(engine);
            assertThatAllHaveEnded();
            patiently().until(() -> !child.isAlive());
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void aBareStreamThatCannotBeClosedHoldsNobodyUp() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        begin(impatient, new FrameReader(new Stuck(new CountDownLatch(1), released)), new FrameWriter(told(begun)));
        begun.await();
        close(impatient);
        assertThat(transfers.get(0).isDone()).isFalse(); // its stream lets nobody do anything about it
        released.countDown();
        assertThatAllHaveEnded();
    }
}
