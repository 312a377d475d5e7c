package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.testkit.Loss;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a store keeps, finds again and throws away, on a disk that keeps only what was forced. */
class FileStoreTest {
    private static final Path FOLDER = Path.of("/home/me/.xfer");
    private static final Path TARGET = Path.of("/home/file");
    private static final int CHUNK = 256 << 10;
    private static final Duration DAY = Duration.ofDays(1);

    private final SimulatedDisk disk = new SimulatedDisk();
    private final AtomicLong clock = new AtomicLong(1_000);

    private FileStore open() throws IOException {
        return FileStore.open(FOLDER, disk.mount(), StoreSettings.defaults().at(clock::get));
    }

    /** A partial with one durable chunk of two. */
    private Partial partial(FileStore store) throws IOException {
        Partial partial = store.acquire("me", TARGET, new Geometry(2 * CHUNK, CHUNK));
        byte[] bytes = new byte[CHUNK];
        partial.write(ByteBuffer.wrap(bytes, 0, CHUNK), 0);
        partial.written(
                0,
                ChunkHasher.of(new Geometry(2 * CHUNK, CHUNK))
                        .update(bytes, 0, CHUNK)
                        .finish());
        partial.checkpoint();
        return partial;
    }

    private PartialName name() {
        return PartialName.of(FOLDER, "me", TARGET);
    }

    @Test
    void whatIsDurableInANewFolderSurvivesALossOfPower() throws IOException {
        partial(open());
        disk.restart(Loss.all());
        assertThat(open().find("me", TARGET).map(PartialInfo::durableBytes)).isEqualTo(Optional.of((long) CHUNK));
    }

    @Test
    void aFolderWhoseMakerDiedBeforeItsNameWasForcedIsForcedByTheNext() throws IOException {
        disk.mount().createDirectories(FOLDER.getParent());
        disk.settle();
        disk.mount().createDirectories(FOLDER);
        disk.restart(Loss.process());
        partial(open());
        disk.restart(Loss.all());
        assertThat(open().find("me", TARGET)).isPresent();
    }

    @Test
    void aPartialExpiresWhenNobodyHasTouchedItAndNobodyFillsIt() throws IOException {
        FileStore store = open();
        Partial running = partial(store);
        clock.addAndGet(10 * DAY.toMillis());
        assertThat(store.expire(DAY)).isZero();
        running.close();
        assertThat(store.expire(Duration.ofDays(20))).isZero();
        assertThat(store.expire(DAY)).isEqualTo(1);
        assertThat(disk.mount().list(FOLDER)).isEmpty();
    }

    @Test
    void aPartialThatAnotherProcessFillsDoesNotExpire() throws IOException {
        partial(open());
        clock.addAndGet(10 * DAY.toMillis());
        FileStore other = open();
        assertThat(other.expire(DAY)).isZero();
        assertThat(other.list()).hasSize(1);
    }

    @Test
    void whatACrashLeftIsListedAndExpires() throws IOException {
        FileStore store = open();
        Disk mounted = disk.mount();
        List<Path> pieces = List.of(
                FOLDER.resolve("0".repeat(32) + ".part"),
                FOLDER.resolve("1".repeat(32) + ".journal"),
                FOLDER.resolve("2".repeat(32) + ".journal.new"));
        for (Path piece : pieces) {
            DiskFile file = mounted.open(piece, Disk.Mode.CREATE);
            file.write(ByteBuffer.wrap(new byte[100]), 0);
            file.close();
        }
        Path foreign = FOLDER.resolve("notes.part");
        mounted.open(foreign, Disk.Mode.CREATE).close();
        assertThat(store.leftovers()).containsExactlyInAnyOrderElementsOf(pieces);
        assertThat(store.list()).isEmpty();
        assertThat(store.expire(DAY)).isZero();
        clock.addAndGet(10 * DAY.toMillis());
        assertThat(store.expire(DAY)).isEqualTo(3);
        assertThat(mounted.list(FOLDER)).containsExactly(foreign);
    }

    @Test
    void whatIsRememberedOfPublishedFilesExpiresToo() throws IOException {
        FileStore store = open();
        Partial whole = partial(store);
        whole.commit(new byte[32], TransferSink.file(store, "me", TARGET).remembering(), -1);
        assertThat(disk.mount().list(FOLDER)).containsExactly(name().published());
        assertThat(store.published("me", TARGET)).isTrue();
        assertThat(store.published("other", TARGET)).isFalse();
        clock.addAndGet(10 * DAY.toMillis());
        assertThat(store.expire(DAY)).isZero();
        assertThat(disk.mount().list(FOLDER)).isEmpty();
        assertThat(disk.content(TARGET)).isPresent();
    }

    @Test
    void aPutThatLostTheRaceForAFreeNameLeavesNothing() throws IOException {
        FileStore store = open();
        Partial late = partial(store);
        disk.mount().open(TARGET, Disk.Mode.CREATE).close();
        TransferException e = catchThrowableOfType(
                TransferException.class,
                () -> late.commit(
                        new byte[32], TransferSink.file(store, "me", TARGET).ifAbsent(), -1));
        assertThat(e.kind()).isEqualTo(TransferException.Kind.EXISTS);
        assertThat(disk.mount().list(FOLDER)).isEmpty();
    }
}
