package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes to a part while others write, and while a newer connection takes it over. */
class PartialWriteTest {
    private static final Geometry GEOMETRY = Geometry.of(100_000);

    @TempDir
    Path folder;

    /** Tells of writes that are done, and of parts that are opened. */
    private static final class WatchedDisk extends ForwardingDisk {
        final List<String> events = new CopyOnWriteArrayList<>();
        final CountDownLatch inside;
        final CountDownLatch released = new CountDownLatch(1);

        WatchedDisk(int writers) {
            super(Disk.local());
            inside = new CountDownLatch(writers);
        }

        @Override
        DiskFile opened(Path name, DiskFile file) {
            if (!name.toString().endsWith(".part")) {
                return file;
            }
            events.add("opened");
            return new ForwardingFile(file) {
                @Override
                public void write(ByteBuffer source, long position) throws IOException {
                    inside.countDown();
                    patiently().until(() -> released.getCount() == 0);
                    super.write(source, position);
                    events.add("written at " + position);
                }
            };
        }
    }

    @Test
    void twoThreadsWriteAtOnce() throws IOException {
        WatchedDisk disk = new WatchedDisk(2);
        try (FileStore store = FileStore.open(folder.resolve(".xfer"), disk);
                Partial partial = acquire(store)) {
            CompletableFuture<Void> first = write(partial, 0);
            CompletableFuture<Void> second = write(partial, 1);
            patiently().until(() -> disk.inside.getCount() == 0);
            disk.released.countDown();
            done(first);
            done(second);
            assertThat(disk.events).containsExactlyInAnyOrder("opened", "written at 0", "written at 1");
        }
    }

    @Test
    void whoeverTakesItOverBeginsAfterTheWriteThatIsUnderWay() throws IOException {
        WatchedDisk disk = new WatchedDisk(1);
        try (FileStore store = FileStore.open(folder.resolve(".xfer"), disk);
                Partial late = acquire(store)) {
            CompletableFuture<Void> write = write(late, 7);
            patiently().until(() -> disk.inside.getCount() == 0);
            CompletableFuture<Partial> taking = new CompletableFuture<>();
            successor(store, taking);
            disk.released.countDown();
            done(write);
            done(taking).close();
            assertThat(disk.events).containsExactly("opened", "written at 7", "opened");
            TransferException refused =
                    catchThrowableOfType(TransferException.class, () -> late.write(ByteBuffer.allocate(1), 0));
            assertThat(refused.kind()).isEqualTo(Kind.STALE_EPOCH);
        }
    }

    /** Of one file on a disk that does not answer, and its successor, who waits for it, no other transfer hears. */
    @Test
    void aWriteThatHangsHoldsUpWhoeverWantsItsPartialAndNobodyElse() throws IOException {
        WatchedDisk disk = new WatchedDisk(1);
        try (FileStore store = FileStore.open(folder.resolve(".xfer"), disk)) {
            Partial hanging = acquire(store);
            CompletableFuture<Void> write = write(hanging, 7);
            patiently().until(() -> disk.inside.getCount() == 0);
            CompletableFuture<Partial> taking = new CompletableFuture<>();
            successor(store, taking);
            try (Partial other = store.acquire("me", folder.resolve("other"), GEOMETRY)) {
                assertThat(other.durable(0)).isFalse();
                other.checkpoint();
            }
            assertThat(store.drop("me", folder.resolve("other"))).isTrue();
            assertThat(write).isNotDone();
            assertThat(taking).isNotDone();
            disk.released.countDown();
            done(write);
            done(taking).close();
        }
    }

    /** Somebody who takes the partial over, and waits. */
    private void successor(FileStore store, CompletableFuture<Partial> taking) {
        Thread successor = new Thread(() -> {
            try {
                taking.complete(acquire(store));
            } catch (IOException e) {
                taking.completeExceptionally(e);
            }
        });
        successor.start();
        patiently().until(() -> successor.getState() == Thread.State.WAITING);
    }

    @Test
    void nobodyWritesToWhatIsClosed() throws IOException {
        try (FileStore store = FileStore.open(folder.resolve(".xfer"))) {
            Partial partial = acquire(store);
            partial.close();
            partial.close();
            assertThatThrownBy(() -> partial.write(ByteBuffer.allocate(1), 0)).hasMessage("the partial is closed");
        }
    }

    private Partial acquire(FileStore store) throws IOException {
        return store.acquire("me", folder.resolve("target"), GEOMETRY);
    }

    private static <T> T done(CompletableFuture<T> future) {
        patiently().until(future::isDone);
        return future.join();
    }

    private static CompletableFuture<Void> write(Partial partial, long position) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        partial.write(ByteBuffer.allocate(1), position);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task).start()); // the common pool may have one only
    }
}
