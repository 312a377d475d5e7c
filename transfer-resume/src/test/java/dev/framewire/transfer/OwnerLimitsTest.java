package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an owner may leave unfinished: never more, whoever asks at once, and no less because of a crash or of what is over. */
class OwnerLimitsTest {
    private static final int CHUNK = 256 << 10;

    @TempDir
    Path folder;

    private FileStore store;

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    private FileStore open(int partials, long bytes) throws IOException {
        if (store != null) {
            store.close();
        }
        store = FileStore.open(folder.resolve(".xfer"), new OwnerLimits(partials, bytes));
        return store;
    }

    private Partial begun(String owner, String name, long size) throws IOException {
        return store.acquire(owner, folder.resolve(name), new Geometry(size, CHUNK));
    }

    private TransferException refused(String owner, String name, long size) {
        TransferException e = catchThrowableOfType(TransferException.class, () -> begun(owner, name, size));
        assertThat(e.kind()).isEqualTo(Kind.QUOTA);
        assertThat(e.retryable()).isFalse();
        return e;
    }

    @Test
    void whatIsBeyondTheCountIsRefusedWithBothNumbersAndLeavesNothing() throws IOException {
        open(2, Long.MAX_VALUE);
        begun("lin", "a", 5);
        begun("lin", "b", 5);
        assertThat(refused("lin", "c", 5))
                .hasMessage("2 transfers of this owner are unfinished here, and at most 2 may be");
        assertThat(store.list()).hasSize(2);
        assertThat(store.leftovers()).isEmpty();
        begun("mei", "a", 5); // another owner's are not counted
        begun("mei", "c", 5);
    }

    @Test
    void whatIsBeyondTheBytesIsRefusedWithAllNumbers() throws IOException {
        open(10, 1_000);
        begun("lin", "a", 600);
        assertThat(refused("lin", "b", 401))
                .hasMessage("the unfinished transfers of this owner take 600 bytes here, this one would take 401,"
                        + " and at most 1000 may be taken");
        begun("lin", "b", 400);
        begun("lin", "c", 0);
        refused("lin", "d", 1);
        refused("mei", "huge", 1_001);
    }

    @Test
    void oneThatGoesOnIsNotRefusedUnlessItGrowsBeyond() throws IOException {
        open(1, 1_000);
        begun("lin", "a", 600).close();
        begun("lin", "a", 600).close();
        begun("lin", "a", 1_000).close();
        Partial running = begun("lin", "a", 500);
        refused("lin", "a", 1_001);
        running.checkpoint(); // who was refused has taken nothing over
        open(1, 10); // lowered
        begun("lin", "a", 400);
        refused("lin", "a", 1_001);
        refused("lin", "b", 1);
    }

    @Test
    void whatIsOverCountsNoMore() throws IOException {
        open(1, 1_000);
        begun("lin", "discarded", 900).discard();
        Partial published = begun("lin", "published", 0);
        published.commit(
                MerkleTree.root(new Geometry(0, CHUNK), List.of()),
                TransferSink.file(store, "lin", folder.resolve("published")).remembering(),
                -1);
        begun("lin", "dropped", 900);
        assertThat(store.drop("lin", folder.resolve("dropped"))).isTrue();
        begun("lin", "expired", 900).close();
        try (FileStore later = FileStore.open(
                folder.resolve(".xfer"), Disk.local(), StoreSettings.defaults().at(() -> Long.MAX_VALUE))) {
            assertThat(later.expire(Duration.ofSeconds(1)))
                    .isEqualTo(1); // another process, of which this one hears nothing
        }
        begun("lin", "last", 900);
        refused("lin", "one more", 1);
    }

    @Test
    void whatACrashLeftCounts() throws IOException {
        open(3, 1_000);
        begun("lin", "a", 300);
        begun("lin", "b", 300).close();
        begun("mei", "a", 300).close();
        open(3, 1_000); // the process of the first died, or ended
        begun("lin", "c", 400);
        refused("lin", "d", 1);
        Files.createFile(
                folder.resolve(".xfer").resolve("0".repeat(32) + ".part")); // of a crash earlier than its journal
        open(3, 1_000);
        refused("lin", "d", 1);
        begun("mei", "d", 700);
    }

    @Test
    void whoAsksAtOnceGetsNoMore() throws Exception {
        open(7, 70);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> puts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String name = "file" + i;
                long size = i % 2 == 0 ? 10 : 14;
                puts.add(() -> {
                    try {
                        begun("lin", name, size);
                        return true;
                    } catch (TransferException e) {
                        assertThat(e.kind()).isEqualTo(Kind.QUOTA);
                        return false;
                    }
                });
            }
            int accepted = 0;
            for (Future<Boolean> put : threads.invokeAll(puts)) {
                accepted += put.get() ? 1 : 0;
            }
            assertThat(store.list()).hasSize(accepted);
            assertThat(store.reservedBytes("lin")).isBetween(57L, 70L);
            assertThat(accepted).isBetween(5, 7);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void thePeerHearsOfItAndTheConnectionGoesOn() throws IOException {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        try (TransferEngine engine = TransferEngine.create();
                FolderSite site = FolderSite.of(shared, new OwnerLimits(1, 1_000));
                Loopback pair = new Loopback(Long.MAX_VALUE)) {
            site.partials()
                    .orElseThrow()
                    .acquire("lin", shared.resolve("a"), new Geometry(900, CHUNK))
                    .close();
            pair.serve(engine, site.ownedBy("lin"));
            Transfer put = engine.put(pair.in, pair.out, TransferSource.bytes(new byte[500]), PutRequest.to("b"));
            TransferException e = catchThrowableOfType(TransferException.class, put::await);
            assertThat(e.kind()).isEqualTo(Kind.QUOTA);
            assertThat(e).hasMessageContaining("1 transfers").hasMessageContaining("at most 1");
            assertThat(e.connectionUsable()).isTrue();
            engine.put(pair.in, pair.out, TransferSource.bytes(new byte[500]), PutRequest.to("a"))
                    .await();
            engine.put(pair.in, pair.out, TransferSource.bytes(new byte[500]), PutRequest.to("b"))
                    .await();
        }
        assertThat(shared.resolve("b")).hasBinaryContent(new byte[500]);
    }

    @Test
    void limitsAreOneOrMore() {
        assertThatIllegalArgumentException().isThrownBy(() -> new OwnerLimits(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new OwnerLimits(1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new OwnerLimits(-1, -1));
        assertThat(OwnerLimits.defaults()).isEqualTo(new OwnerLimits(1_024, 1L << 50));
    }
}
