package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cancel while a write to the disk blocks: whoever cancels waits for nothing, and nothing is published behind its end. */
class SlowSinkTest {
    private static final byte[] CONTENT = new byte[700_000];
    /** More than can be under way while nobody reads. */
    private static final byte[] LARGE = new byte[48 << 20];

    @TempDir
    Path folder;

    private final TransferEngine engine = TransferEngine.create();
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch publishing = new CountDownLatch(1);
    private final StallingDisk disk = new StallingDisk(released);
    private final Queue<EndedTransfer> ended = new ConcurrentLinkedQueue<>();
    private FileStore store;
    private Path target;
    private Loopback pair;

    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"), disk);
        target = folder.resolve("target");
        pair = new Loopback(Long.MAX_VALUE);
        pair.ended = ended;
        pair.serve(engine, new OneFileSite(store, target, CONTENT));
    }

    @AfterEach
    void close() throws IOException {
        released.countDown();
        engine.close();
        pair.close();
        store.close();
    }

    /** Does not wait for the disk, whichever end it stalls at. */
    private static void cancel(Transfer transfer, boolean keep) {
        CompletableFuture<Void> cancelled = CompletableFuture.runAsync(() -> transfer.cancel(keep));
        patiently().until(cancelled::isDone);
        cancelled.join();
        assertThat(transfer.isDone()).as("the disk is in use").isFalse();
    }

    private void assertCancelledAndNotPublished(Transfer transfer) throws IOException {
        assertThat(catchThrowableOfType(TransferException.class, transfer::await)
                        .kind())
                .isEqualTo(Kind.CANCELLED);
        pair.echo(); // both ends have done with it
        assertThat(target).doesNotExist();
    }

    @Test
    void aGetThatIsCancelledIsOverForThePeerAtOnce() throws Exception {
        Transfer get = engine.get(pair.in, pair.out, TransferSink.file(store, "me", target), GetRequest.of("name"));
        disk.awaitStalled();
        cancel(get, true);
        patiently().until(() -> ended.size() == 1); // it was told, and lets go of its source
        assertThat(get.isDone()).as("the disk is in use").isFalse();
        released.countDown();
        assertCancelledAndNotPublished(get);
    }

    @Test
    void aPutThatIsCancelledIsOverWhenThePeersDiskHasAnswered() throws Exception {
        Transfer put = engine.put(pair.in, pair.out, TransferSource.bytes(LARGE), PutRequest.to("name"));
        disk.awaitStalled();
        cancel(put, true);
        assertThat(ended).isEmpty();
        released.countDown();
        assertCancelledAndNotPublished(put);
        assertThat(ended).hasSize(1);
    }

    @Test
    void whatIsNotToBeKeptIsDroppedWhenThePeersDiskHasAnswered() throws Exception {
        Transfer put = engine.put(pair.in, pair.out, TransferSource.bytes(LARGE), PutRequest.to("name"));
        disk.awaitStalled();
        cancel(put, false);
        released.countDown();
        assertCancelledAndNotPublished(put);
        assertThat(store.list()).isEmpty();
    }

    /** It need not be published: a file, once it stands there, is not taken away. */
    @Test
    void thePeersAnswerComesBehindWhatIsBeingPublished() throws Exception {
        try (FileStore slow = FileStore.open(folder.resolve(".slow"), new SlowlyPublishing());
                Loopback other = new Loopback(Long.MAX_VALUE)) {
            other.serve(engine, new OneFileSite(slow, target, CONTENT));
            Transfer put = engine.put(other.in, other.out, TransferSource.bytes(CONTENT), PutRequest.to("name"));
            publishing.await();
            cancel(put, true);
            assertThat(target).doesNotExist();
            released.countDown();
            assertThat(put.await().size()).isEqualTo(CONTENT.length); // the cancel came too late, and both ends say so
            other.echo();
            assertThat(target).hasBinaryContent(CONTENT);
        }
    }

    /** The other side has agreed to the cancel by then; but what stands there stands there. */
    @Test
    void aGetThatIsCancelledWhileItsContentIsPublishedHasArrived() throws Exception {
        try (FileStore slow = FileStore.open(folder.resolve(".slow"), new SlowlyPublishing())) {
            Transfer get = engine.get(pair.in, pair.out, TransferSink.file(slow, "me", target), GetRequest.of("name"));
            publishing.await();
            cancel(get, false);
            patiently().until(() -> ended.size() == 1);
            assertThat(ended.remove().failure()).isPresent();
            released.countDown();
            assertThat(get.await().size()).isEqualTo(CONTENT.length);
            assertThat(get.progress().phase()).isEqualTo(Phase.DONE);
            assertThat(target).hasBinaryContent(CONTENT); // when await returns, and not some time behind it
            pair.echo();
        }
    }

    /** Tried again it would fail: there is something under that name, though nobody was told who has put it there. */
    @Test
    void aGetThatHasPublishedHasArrivedWhateverBecomesOfItsConnection() throws Exception {
        try (FileStore slow = FileStore.open(folder.resolve(".slow"), new SlowlyPublishing())) {
            Transfer get = engine.get(
                    pair.in, pair.out, TransferSink.file(slow, "me", target).ifAbsent(), GetRequest.of("name"));
            publishing.await();
            pair.disconnect(); // nobody hears of x.done
            released.countDown();
            assertThat(get.await().size()).isEqualTo(CONTENT.length);
            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(slow.list()).isEmpty();
        }
    }

    @Test
    void whatWasPutIsReportedAsArrivedThoughThePeerIsGone() throws Exception {
        try (FileStore slow = FileStore.open(folder.resolve(".slow"), new SlowlyPublishing());
                Loopback other = new Loopback(Long.MAX_VALUE)) {
            other.ended = ended;
            other.serve(engine, new OneFileSite(slow, target, CONTENT));
            Transfer put = engine.put(other.in, other.out, TransferSource.bytes(CONTENT), PutRequest.to("name"));
            publishing.await();
            other.hangUp(); // x.done will not leave
            released.countDown();
            assertThat(catchThrowableOfType(IOException.class, put::await)).isNotNull();
            patiently().until(() -> ended.size() == 1);
            assertThat(ended.remove().result().orElseThrow().size()).isEqualTo(CONTENT.length);
            assertThat(target).hasBinaryContent(CONTENT);
        }
    }

    /** Lets nothing appear under the target's name before it is let. */
    private final class SlowlyPublishing extends ForwardingDisk {
        SlowlyPublishing() {
            super(Disk.local());
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            stall(to);
            super.rename(from, to);
        }

        @Override
        public void link(Path from, Path to) throws IOException {
            stall(to);
            super.link(from, to);
        }

        private void stall(Path to) throws IOException {
            if (to.equals(target)) {
                publishing.countDown();
                SlowSinkTest.this.stall();
            }
        }
    }

    private void stall() throws IOException {
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
