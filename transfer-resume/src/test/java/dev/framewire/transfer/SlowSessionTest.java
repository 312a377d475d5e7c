package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session that waits for its disk holds up whoever wants its partial, and nobody else. */
class SlowSessionTest {
    private static final int CHUNK = 256 << 10;

    @TempDir
    Path folder;

    private final AtomicBoolean slowNext = new AtomicBoolean();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private FileStore store;
    private Partial slow;

    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(
                folder.resolve(".xfer"),
                new SlowDisk(),
                StoreSettings.defaults().with(new OwnerLimits(1, Long.MAX_VALUE)));
        slow = begun("lin", "slow");
        begun("mei", "known"); // what all owners have is counted then
    }

    @AfterEach
    void close() {
        released.countDown();
        store.close();
    }

    private Partial begun(String owner, String name) throws IOException {
        return store.acquire(owner, folder.resolve(name), new Geometry(0, CHUNK));
    }

    private static final class Call<T> {
        private final FutureTask<T> task;
        private final Thread thread;

        Call(Callable<T> what) {
            task = new FutureTask<>(what);
            thread = new Thread(task);
            thread.setDaemon(true); // one that never ends must not keep the JVM
            thread.start();
        }

        T result() throws Exception {
            patiently().until(task::isDone);
            return task.get();
        }

        void awaitStopped() {
            patiently().until(() -> task.isDone() || thread.getState() == Thread.State.BLOCKED);
        }
    }

    /** Publishes it, as far as the force before its name. */
    private Call<Void> publishing() throws InterruptedException {
        return waiting(() -> slow.commit(
                MerkleTree.root(new Geometry(0, CHUNK), List.of()),
                TransferSink.file(store, "lin", folder.resolve("slow")).ifAbsent(),
                -1));
    }

    private interface Work {
        void run() throws IOException;
    }

    private Call<Void> waiting(Work work) throws InterruptedException {
        slowNext.set(true);
        Call<Void> call = new Call<>(() -> {
            work.run();
            return null;
        });
        reached.await();
        return call;
    }

    @Test
    void oneThatIsPublishedWhileItsOwnersAreCountedEnds() throws Exception {
        Call<Void> publishing = publishing();
        Call<Partial> next = new Call<>(() -> begun("lin", "next")); // at the limit: what the owner has is counted
        next.awaitStopped();
        released.countDown();
        publishing.result();
        assertThat(next.result().durableBytes()).isZero();
        assertThat(store.list()).hasSize(2);
    }

    @Test
    void othersBeginWhileItsSuccessorWaits() throws Exception {
        Call<Void> publishing = publishing();
        Call<Partial> successor = new Call<>(() -> begun("lin", "slow"));
        successor.awaitStopped();
        new Call<>(() -> begun("wu", "other")).result();
        assertThat(successor.task.isDone()).isFalse();
        released.countDown();
        publishing.result();
        successor.result();
        assertThat(folder.resolve("slow")).exists();
    }

    @Test
    void othersBeginWhileSomebodyLooksAtIt() throws Exception {
        Call<Void> checkpoint = waiting(slow::checkpoint);
        Call<List<PartialInfo>> looking = new Call<>(store::list);
        looking.awaitStopped();
        new Call<>(() -> begun("wu", "other")).result();
        assertThat(looking.task.isDone()).isFalse();
        released.countDown();
        checkpoint.result();
        assertThat(looking.result()).isNotEmpty();
    }

    @Test
    void othersBeginWhileItIsDropped() throws Exception {
        Call<Void> publishing = publishing();
        Call<Boolean> dropping = new Call<>(() -> store.drop("lin", folder.resolve("slow")));
        dropping.awaitStopped();
        new Call<>(() -> begun("wu", "other")).result();
        assertThat(dropping.task.isDone()).isFalse();
        released.countDown();
        publishing.result();
        assertThat(dropping.result()).isFalse();
        assertThat(folder.resolve("slow")).exists();
    }

    /** Forces a directory when it is let. */
    private final class SlowDisk extends ForwardingDisk {
        SlowDisk() {
            super(Disk.local());
        }

        @Override
        public void forceDirectory(Path directory) throws IOException {
            if (slowNext.compareAndSet(true, false)) {
                reached.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException("interrupted");
                }
            }
            super.forceDirectory(directory);
        }
    }
}
