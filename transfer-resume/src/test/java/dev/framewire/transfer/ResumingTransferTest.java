package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transfer that outlives its connections. */
class ResumingTransferTest {
    private static final int SIZE = 3_000_001;
    private static final int SLOW = 500_000;
    private static final RetryPolicy SOON = RetryPolicy.defaults().delays(Duration.ofNanos(1), Duration.ofMillis(1));
    private static final RetryPolicy LATE = RetryPolicy.defaults().delays(Duration.ofHours(1), Duration.ofHours(2));

    @TempDir
    Path folder;

    private final TransferEngine engine = TransferEngine.create();
    private final TransferEngine server = TransferEngine.create();
    private final AtomicInteger connects = new AtomicInteger();
    private final Queue<Loopback> open = new ConcurrentLinkedQueue<>();
    private FileStore store;
    private Path source;
    private Path target;

    @BeforeEach
    void write() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"));
        source = folder.resolve("source");
        target = folder.resolve("target");
        byte[] content = new byte[SIZE];
        new Random(1).nextBytes(content);
        Files.write(source, content);
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
        for (Loopback pair : open) {
            pair.close();
        }
        server.close();
        store.close();
    }

    /** At the slow rate, that is, of which the first chunk takes a moment. */
    private void writeForMostOfAMinute() throws IOException {
        byte[] content = new byte[40 * SLOW];
        new Random(2).nextBytes(content);
        Files.write(source, content);
    }

    /** A connection whose near side is cut after so many bytes. */
    private TransferConnector.Connected connect(long cutAfterBytes) throws IOException {
        connects.incrementAndGet();
        Loopback pair = new Loopback(cutAfterBytes);
        open.add(pair);
        pair.serve(server, new TransferSite() {
            @Override
            public TransferSink accept(PutOffer offer) throws TransferRefusedException {
                if (offer.path().equals("forbidden")) {
                    throw new TransferRefusedException(Kind.QUOTA, "no room");
                }
                return TransferSink.file(store, "me", target);
            }

            @Override
            public TransferSource open(GetOffer offer) throws IOException {
                return TransferSource.file(source);
            }
        });
        return new TransferConnector.Connected(pair.in, pair.out, pair::disconnect);
    }

    private TransferStart put(String path, long rate) {
        return (in, out) -> engine.put(
                in, out, TransferSource.file(source), PutRequest.to(path).rateBytesPerSecond(rate));
    }

    @Test
    void connectionsThatBreakAreReplacedAndNothingIsSentTwiceForLong() throws IOException {
        TransferResult result =
                engine.resuming(SOON, () -> connect(900_000), put("name", 0)).await();
        assertThat(target).hasSameBinaryContentAs(source);
        assertThat(connects).hasValueGreaterThanOrEqualTo(4);
        assertThat(result.reusedBytes()).isGreaterThan(SIZE - 900_000L);
    }

    @Test
    void aGetGoesOnToo() throws IOException {
        TransferStart get =
                (in, out) -> engine.get(in, out, TransferSink.file(store, "me", target), GetRequest.of("name"));
        engine.resuming(SOON, () -> connect(connects.get() < 3 ? 200 : Long.MAX_VALUE), get)
                .await();
        assertThat(target).hasSameBinaryContentAs(source);
    }

    @Test
    void aServerThatIsNotThereIsTriedAsOftenAsWanted() {
        ResumingTransfer transfer = engine.resuming(
                SOON.maxFailures(4),
                () -> {
                    connects.incrementAndGet();
                    throw new ConnectException("refused");
                },
                put("name", 0));
        assertThatThrownBy(transfer::await).isInstanceOf(ConnectException.class);
        assertThat(connects).hasValue(4);
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        ResumingTransfer transfer = engine.resuming(SOON, () -> connect(Long.MAX_VALUE), put("forbidden", 0));
        assertThat(catchThrowableOfType(TransferException.class, transfer::await)
                        .kind())
                .isEqualTo(Kind.QUOTA);
        assertThat(connects).hasValue(1);
    }

    @Test
    void aSourceThatIsNotThereIsNotTriedAgain() {
        TransferStart missing =
                (in, out) -> engine.put(in, out, TransferSource.file(folder.resolve("missing")), PutRequest.to("name"));
        assertThatThrownBy(engine.resuming(SOON, () -> connect(Long.MAX_VALUE), missing)::await)
                .isInstanceOf(NoSuchFileException.class);
        assertThat(connects).hasValue(1);
    }

    @Test
    void aPauseGivesTheConnectionBackAndKeepsWhatHasArrived() throws IOException {
        writeForMostOfAMinute();
        AtomicInteger attempts = new AtomicInteger();
        ResumingTransfer transfer = engine.resuming(
                SOON,
                () -> connect(Long.MAX_VALUE),
                (in, out) ->
                        put("name", attempts.incrementAndGet() == 1 ? SLOW : 0).on(in, out));
        patiently().until(() -> transfer.progress().writtenBytes() > 0);
        transfer.pause();
        patiently().until(() -> store.list().stream().noneMatch(PartialInfo::active));
        assertThat(transfer.isPaused()).isTrue();
        assertThat(transfer.isDone()).isFalse();
        assertThat(connects).hasValue(1);
        transfer.resume();
        assertThat(transfer.await().reusedBytes()).isGreaterThan(250_000);
        assertThat(target).hasSameBinaryContentAs(source);
    }

    @Test
    void aPauseThatIsTakenBackAtOnceEndsNothing() throws IOException {
        ResumingTransfer transfer = engine.resuming(SOON, () -> connect(Long.MAX_VALUE), put("name", 2_000_000));
        for (int i = 0; i < 5; i++) {
            int before = connects.get();
            patiently().until(() -> transfer.isDone() || connects.get() >= before && connects.get() > 0);
            transfer.pause();
            transfer.resume();
        }
        transfer.await();
        assertThat(target).hasSameBinaryContentAs(source);
    }

    @Test
    void theDeadlineEndsARunningAttemptAndKeepsItsPartial() throws IOException {
        writeForMostOfAMinute();
        AtomicLong clock = new AtomicLong(); // by which no time passes before something is written
        ResumingTransfer transfer = new ResumingTransfer(
                SOON.deadline(Duration.ofMillis(100)),
                () -> connect(Long.MAX_VALUE),
                put("name", SLOW),
                clock::get,
                new SplittableRandom(1));
        new Thread(transfer::run).start();
        patiently().until(() -> transfer.progress().writtenBytes() > 0);
        clock.set(Duration.ofHours(1).toNanos());
        assertThat(catchThrowableOfType(TransferException.class, transfer::await)
                        .kind())
                .isEqualTo(Kind.DEADLINE);
        assertThat(target).doesNotExist();
        assertThat(store.list()).hasSize(1);
    }

    @Test
    void theDeadlineEndsAWaitToo() {
        ResumingTransfer transfer = engine.resuming(
                LATE.deadline(Duration.ofMillis(100)),
                () -> {
                    throw new ConnectException("refused");
                },
                put("name", 0));
        assertThat(catchThrowableOfType(TransferException.class, transfer::await)
                        .kind())
                .isEqualTo(Kind.DEADLINE);
    }

    @Test
    void aCancelEndsAWaitAtOnce() {
        ResumingTransfer transfer = engine.resuming(
                LATE,
                () -> {
                    connects.incrementAndGet();
                    throw new ConnectException("refused");
                },
                put("name", 0));
        patiently().until(() -> connects.get() == 1);
        transfer.cancel(true);
        assertThat(catchThrowableOfType(TransferException.class, transfer::await)
                        .kind())
                .isEqualTo(Kind.CANCELLED);
    }

    @Test
    void aCancelOfAPausedOneEndsItAtOnce() {
        ResumingTransfer transfer = engine.resuming(SOON, () -> connect(Long.MAX_VALUE), put("name", 1024));
        transfer.pause();
        transfer.cancel(true);
        assertThat(catchThrowable(transfer::await)).isInstanceOf(TransferException.class);
    }

    @Test
    void anEngineThatIsClosedEndsAWait() {
        ResumingTransfer transfer = engine.resuming(
                LATE,
                () -> {
                    connects.incrementAndGet();
                    throw new ConnectException("refused");
                },
                put("name", 0));
        patiently().until(() -> connects.get() == 1);
        engine.close();
        assertThat(catchThrowableOfType(TransferException.class, transfer::await)
                        .kind())
                .isEqualTo(Kind.CLOSED);
        assertThat(catchThrowable(engine.resuming(SOON, () -> connect(9), put("name", 0))::await))
                .isInstanceOf(TransferException.class);
    }

    @Test
    void aListenerMayEndIt() throws IOException {
        List<Progress> seen = new ArrayList<>();
        writeForMostOfAMinute();
        ResumingTransfer transfer = engine.resuming(SOON, () -> connect(Long.MAX_VALUE), put("name", SLOW));
        transfer.onProgress(progress -> {
            if (progress.writtenBytes() > 0) {
                seen.add(progress);
                transfer.cancel(false);
            }
        });
        assertThat(catchThrowableOfType(TransferException.class, transfer::await)
                        .kind())
                .isEqualTo(Kind.CANCELLED);
        assertThat(seen).isNotEmpty();
    }

    @Test
    void waitsDoubleUpToTheLongestAndAreHalfOfChance() {
        RetryPolicy policy = RetryPolicy.defaults().delays(Duration.ofSeconds(1), Duration.ofSeconds(5));
        SplittableRandom random = new SplittableRandom(1);
        long[] most = {1, 2, 4, 5, 5, 5};
        for (int i = 0; i < most.length; i++) {
            for (int j = 0; j < 100; j++) {
                assertThat(policy.delayNanos(i + 1, random))
                        .isBetween(most[i] * 500_000_000L, most[i] * 1_000_000_000L);
            }
        }
        assertThat(policy.delayNanos(Integer.MAX_VALUE, random)).isLessThanOrEqualTo(5_000_000_000L);
    }

    @Test
    void aPolicyOutOfRangeIsRefused() {
        RetryPolicy policy = RetryPolicy.defaults();
        assertThatThrownBy(() -> policy.maxFailures(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.delays(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.delays(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.delays(Duration.ofSeconds(2), Duration.ofDays(366)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.deadline(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.deadline(Duration.ofDays(366))).isInstanceOf(IllegalArgumentException.class);
    }
}
