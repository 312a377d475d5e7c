package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts and closed streams end a transfer at once and leave it resumable; its phases are told in their order. */
class TransferEndsTest {
    private static final int SIZE = 20_000_001;

    @TempDir
    Path folder;

    private final TransferEngine engine = TransferEngine.create();
    private final byte[] content = new byte[SIZE];
    private FileStore store;
    private Path target;

    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"));
        target = folder.resolve("target");
        new Random(1).nextBytes(content);
    }

    @AfterEach
    void close() {
        engine.close();
        store.close();
    }

    private Loopback serving() throws IOException {
        return serving(() -> {});
    }

    private Loopback serving(Loopback.Step before) throws IOException {
        Loopback pair = new Loopback(Long.MAX_VALUE);
        pair.beforeServing = before;
        pair.serve(engine, new OneFileSite(store, target, content));
        return pair;
    }

    private Transfer start(Loopback pair, boolean put, long rate) {
        return put
                ? engine.put(
                        pair.in,
                        pair.out,
                        TransferSource.bytes(content),
                        PutRequest.to("name").rateBytesPerSecond(rate))
                : engine.get(
                        pair.in,
                        pair.out,
                        TransferSink.file(store, "me", target),
                        GetRequest.of("name").rateBytesPerSecond(rate));
    }

    /** It would take most of a minute, and has written a chunk. */
    private Transfer running(Loopback pair, boolean put) {
        Transfer transfer = start(pair, put, 400_000);
        patiently().until(() -> transfer.progress().writtenBytes() > 0);
        return transfer;
    }

    private void assertItGoesOn() throws IOException {
        patiently().until(() -> store.list().size() == 1 && !store.list().get(0).active());
        assertThat(target).doesNotExist();
        try (Loopback pair = serving()) {
            assertThat(start(pair, true, 0).await().reusedBytes()).isGreaterThan(0);
        }
        assertThat(target).hasBinaryContent(content);
    }

    private record Seen(Throwable failure, boolean interrupted) {}

    @Test
    void anInterruptOfTheThreadThatWaitsCancelsAndKeepsThePartial() throws Exception {
        for (boolean put : new boolean[] {true, false}) {
            try (Loopback pair = serving()) {
                Transfer transfer = running(pair, put);
                CompletableFuture<Seen> seen = new CompletableFuture<>();
                Thread waiting = new Thread(() -> seen.complete(new Seen(
                        catchThrowable(transfer::await), Thread.currentThread().isInterrupted())));
                waiting.start();
                waiting.interrupt();
                assertThat(seen.get().failure())
                        .isInstanceOfSatisfying(
                                TransferException.class,
                                e -> assertThat(e.kind()).isEqualTo(TransferException.Kind.CANCELLED));
                assertThat(seen.get().interrupted()).isTrue();
                pair.echo();
            }
        }
        assertItGoesOn();
    }

    @Test
    void aStreamThatIsClosedHereEndsItAndKeepsThePartial() throws IOException {
        for (boolean put : new boolean[] {true, false}) {
            try (Loopback pair = serving()) {
                Transfer transfer = running(pair, put);
                pair.disconnect();
                assertThat(catchThrowable(transfer::await)).isInstanceOf(IOException.class);
                assertThat(transfer.isDone()).isTrue();
            }
        }
        assertItGoesOn();
    }

    @Test
    void aStreamThatIsClosedThereEndsAGetAndKeepsThePartial() throws IOException {
        try (Loopback pair = serving()) {
            Transfer transfer = running(pair, false);
            pair.hangUp();
            assertThat(catchThrowable(transfer::await)).isInstanceOf(IOException.class);
        }
        assertItGoesOn();
    }

    @Test
    void theDroppedPartialOfAGetIsGone() throws IOException {
        try (Loopback pair = serving()) {
            Transfer transfer = running(pair, false);
            transfer.cancel(false);
            assertThat(catchThrowableOfType(TransferException.class, transfer::await)
                            .kind())
                    .isEqualTo(TransferException.Kind.CANCELLED);
            pair.echo();
        }
        assertThat(store.list()).isEmpty();
    }

    @Test
    void aSourceThatTakesItsTimeHoldsUpNoCancel() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        StallingSource slow = new StallingSource(content, SIZE / 2, released);
        try (Loopback pair = serving()) {
            Transfer transfer = engine.put(pair.in, pair.out, slow, PutRequest.to("name"));
            slow.awaitStalled();
            CompletableFuture<Void> cancelled = CompletableFuture.runAsync(() -> transfer.cancel(true));
            try {
                patiently().until(cancelled::isDone);
                patiently().until(() -> !store.list().get(0).active()); // the other side has heard of it
                assertThat(transfer.isDone()).as("the source is in use").isFalse();
            } finally {
                released.countDown();
            }
            assertThat(catchThrowableOfType(TransferException.class, transfer::await)
                            .kind())
                    .isEqualTo(TransferException.Kind.CANCELLED);
            pair.echo();
        }
        assertItGoesOn();
    }

    @Test
    void thePhasesAreToldInTheirOrder() throws IOException {
        Semaphore heard = new Semaphore(0); // nothing begins before somebody listens
        try (Loopback pair = serving(heard::acquireUninterruptibly)) {
            assertThat(phases(pair, heard, true)).containsSubsequence(Phase.TRANSFERRING, Phase.SYNCING, Phase.DONE);
            assertThat(phases(pair, heard, false)) // over what the put has published
                    .containsSubsequence(Phase.VERIFYING, Phase.COMMITTING, Phase.DONE);
            Files.delete(target);
            assertThat(phases(pair, heard, false))
                    .containsSubsequence(Phase.TRANSFERRING, Phase.VERIFYING, Phase.COMMITTING, Phase.DONE);
        }
    }

    private List<Phase> phases(Loopback pair, Semaphore heard, boolean put) throws IOException {
        List<Phase> phases = new CopyOnWriteArrayList<>();
        Transfer transfer = start(pair, put, 0).onProgress(progress -> {
            if (phases.isEmpty() || phases.get(phases.size() - 1) != progress.phase()) {
                phases.add(progress.phase());
            }
        });
        heard.release();
        transfer.await();
        patiently().until(() -> phases.contains(Phase.DONE));
        return phases;
    }
}
