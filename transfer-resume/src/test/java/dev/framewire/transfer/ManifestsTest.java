package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of files: in what folder it lies, how much of it, and until when. */
class ManifestsTest {
    private static final Geometry GEOMETRY = Geometry.of(FileStore.MIN_MANIFEST_FILE_BYTES);
    private static final Duration AGES = Duration.ofDays(10_000);
    /** In place of how long a reading took: as if the file had been an hour old before it. */
    private static final long OLD = -3_600_000_000_000L;

    @TempDir
    Path folder;

    private Path xfer;
    private Path file;
    private FileStore store;
    private Manifests manifests;

    @BeforeEach
    void open() throws IOException {
        xfer = folder.resolve(".xfer");
        file = folder.resolve("file");
        store = FileStore.open(xfer);
        manifests = store.manifests();
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** A file of the least size, with holes, and one that is remembered of it. */
    private DiskStat made(Path path) throws IOException {
        try (DiskFile made = Disk.local().open(path, Disk.Mode.CREATE)) {
            made.write(ByteBuffer.wrap(new byte[1]), GEOMETRY.size() - 1);
        }
        return Disk.local().stat(path).orElseThrow();
    }

    private static List<byte[]> digests(int seed) {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < GEOMETRY.chunks(); i++) {
            byte[] digest = new byte[32];
            digest[0] = (byte) i;
            digest[1] = (byte) seed;
            all.add(digest);
        }
        return all;
    }

    private void remember(Path path, int seed) throws IOException {
        DiskStat stat = made(path);
        manifests.published(path, stat, GEOMETRY, digests(seed));
    }

    private Optional<List<byte[]>> remembered(Path path) throws IOException {
        Optional<DiskStat> stat = Disk.local().stat(path);
        return stat.isEmpty() ? Optional.empty() : manifests.digests(path, stat.get(), GEOMETRY);
    }

    private Path manifest(Path of) {
        return store.folder().name("", of).manifest();
    }

    @Test
    void itIsForItsOwnerOnly() throws IOException {
        remember(file, 1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(manifest(file))))
                .isEqualTo("rw-------");
        assertThat(remembered(file)).isPresent();
        assertThat(store.leftovers()).isEmpty();
        assertThat(store.list()).isEmpty();
    }

    /** The name has gone to another file since ours was opened. */
    @Test
    void whatIsRememberedOfTheNameIsNotBelievedOfTheFileThatWasOpened() throws IOException {
        remember(file, 1);
        String key = Disk.local().stat(file).orElseThrow().fileKey();
        TransferSource source = TransferSource.bytes(new byte[0]);
        assertThat(new RememberedSource(source, key, file, manifests, Disk.local(), () -> 0).known(GEOMETRY))
                .isPresent();
        assertThat(new RememberedSource(source, key + "x", file, manifests, Disk.local(), () -> 0).known(GEOMETRY))
                .isEmpty();
    }

    /** Between its reading, or its publication, and the second look. */
    @Test
    void whatLooksOtherwiseAtTheSecondLookIsNotWrittenDown() throws IOException {
        DiskStat now = made(file);
        List<DiskStat> others = List.of(
                new DiskStat(now.size() + 1, now.modifiedNanos(), now.changedNanos(), now.fileKey(), true),
                new DiskStat(now.size(), now.modifiedNanos() - 1, now.changedNanos(), now.fileKey(), true),
                new DiskStat(now.size(), now.modifiedNanos(), now.changedNanos(), now.fileKey() + "x", true));
        for (DiskStat before : others) {
            manifests.published(file, before, GEOMETRY, digests(1));
            assertThat(manifest(file)).as("published as %s", before).doesNotExist();
            manifests.read(file, before, GEOMETRY, digests(1), OLD);
            assertThat(manifest(file)).as("read as %s", before).doesNotExist();
        }
        // to be published changes that time, to be read does not
        DiskStat changed = new DiskStat(now.size(), now.modifiedNanos(), now.changedNanos() - 1, now.fileKey(), true);
        manifests.read(file, changed, GEOMETRY, digests(1), OLD);
        assertThat(manifest(file)).doesNotExist();
        manifests.published(file, changed, GEOMETRY, digests(1));
        assertThat(remembered(file)).isPresent();
        manifests.forget(file);
        manifests.read(file, now, GEOMETRY, digests(1), OLD);
        assertThat(remembered(file)).isPresent();
        Files.delete(file);
        manifests.forget(file);
        manifests.published(file, now, GEOMETRY, digests(1));
        manifests.read(file, now, GEOMETRY, digests(1), OLD);
        assertThat(manifest(file)).doesNotExist();
    }

    @Test
    void aLinkInItsPlaceIsNeitherReadNorWrittenThrough() throws IOException {
        remember(file, 1);
        Path victim = folder.resolve("victim");
        Files.move(manifest(file), victim);
        byte[] before = Files.readAllBytes(victim);
        Files.createSymbolicLink(manifest(file), victim);
        assertThat(remembered(file)).isEmpty();
        manifests.published(file, Disk.local().stat(file).orElseThrow(), GEOMETRY, digests(2));
        assertThat(victim).hasBinaryContent(before);
        assertThat(manifest(file)).isRegularFile();
        assertThat(Files.isSymbolicLink(manifest(file))).isFalse();
        assertThat(remembered(file).orElseThrow()).containsExactlyElementsOf(digests(2));
    }

    @Test
    void aFolderInItsPlaceIsNone() throws IOException {
        DiskStat stat = made(file);
        Files.createDirectories(manifest(file).resolve("x"));
        manifests.published(file, stat, GEOMETRY, digests(1));
        assertThat(remembered(file)).isEmpty();
        manifests.forget(file);
        assertThat(manifest(file).resolve("x")).exists();
    }

    @Test
    @NeedsTool("mkfifo")
    void aPipeInItsPlaceIsNotWaitedFor() throws Exception {
        made(file);
        Process mkfifo = new ProcessBuilder("mkfifo", manifest(file).toString())
                .inheritIO()
                .start();
        assertThat(mkfifo.waitFor()).isZero();
        assertThat(remembered(file)).isEmpty();
    }

    @Test
    void aFileThatIsTooLongForOneIsNotReadInto() throws IOException {
        made(file);
        try (DiskFile huge = Disk.local().open(manifest(file), Disk.Mode.CREATE)) {
            huge.write(ByteBuffer.wrap(new byte[1]), 1L << 33); // more than an array has
        }
        assertThat(remembered(file)).isEmpty();
        store.expire(AGES);
        assertThat(manifest(file)).doesNotExist();
    }

    @Test
    void whatSpeaksOfAFileThatIsGoneOrHasChangedGoesWhateverItsAge() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : List.of("kept", "gone", "edited", "touched", "replaced")) {
            files.add(folder.resolve(name));
            remember(folder.resolve(name), 1);
        }
        Files.delete(folder.resolve("gone"));
        try (DiskFile edited = Disk.local().open(folder.resolve("edited"), Disk.Mode.WRITE)) {
            edited.write(ByteBuffer.wrap(new byte[] {1}), 5);
        }
        Files.setLastModifiedTime(folder.resolve("touched"), FileTime.fromMillis(5));
        Files.delete(folder.resolve("edited"));
        made(folder.resolve("edited"));
        Files.move(folder.resolve("replaced"), folder.resolve("elsewhere"));
        made(folder.resolve("replaced"));
        Path foreign = Files.writeString(xfer.resolve("notes.manifest"), "not ours");
        Path torn = Files.write(xfer.resolve("0123456789abcdef0123456789abcdef.manifest"), new byte[100]);
        assertThat(store.expire(AGES)).isZero();
        assertThat(files.stream().filter(path -> Files.exists(manifest(path)))).containsExactly(folder.resolve("kept"));
        assertThat(torn).doesNotExist();
        assertThat(foreign).exists();
        assertThat(store.expire(Duration.ZERO)).isZero();
        assertThat(remembered(folder.resolve("kept"))).isPresent(); // its age says nothing
    }

    @Test
    void theOldestGoWhenThereAreTooMany() throws IOException {
        manifests = new Manifests(store.folder(), 0, 16, Long.MAX_VALUE);
        for (int i = 0; i < 16; i++) {
            Path path = folder.resolve("file" + i);
            remember(path, i);
            Files.setLastModifiedTime(manifest(path), FileTime.fromMillis(1_000L * i));
        }
        assertThat(remembered(folder.resolve("file0"))).isPresent();
        Path foreign = Files.createFile(xfer.resolve("a.manifest"));
        remember(folder.resolve("file16"), 16);
        for (int i = 0; i <= 16; i++) {
            assertThat(remembered(folder.resolve("file" + i)).isPresent())
                    .as("file%d", i)
                    .isEqualTo(i >= 3);
        }
        assertThat(foreign).exists();
    }

    @Test
    void theOldestGoWhenTheyTakeTooMuchAlsoThoseOfAnotherProcess() throws IOException {
        remember(folder.resolve("theirs"), 0); // of a store that counts for itself
        long one = Files.size(manifest(folder.resolve("theirs")));
        Files.setLastModifiedTime(manifest(folder.resolve("theirs")), FileTime.fromMillis(0));
        manifests = new Manifests(store.folder(), 0, 1_000, 3 * one + one / 2);
        for (int i = 1; i < 6; i++) {
            remember(folder.resolve("file" + i), i);
            Files.setLastModifiedTime(manifest(folder.resolve("file" + i)), FileTime.fromMillis(1_000L * i));
            try (var all = Files.list(xfer)) {
                assertThat(all.mapToLong(path -> path.toFile().length()).sum()).isLessThanOrEqualTo(3 * one + one / 2);
            }
        }
        assertThat(remembered(folder.resolve("theirs"))).isEmpty();
        assertThat(remembered(folder.resolve("file1"))).isEmpty();
        assertThat(remembered(folder.resolve("file5"))).isPresent();
    }

    @Test
    void twoProcessesThatRememberTheSameFileLeaveAWholeOneOrNone() throws Exception {
        DiskStat stat = made(file);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (FileStore other = FileStore.open(xfer)) {
            List<Callable<Void>> writers = new ArrayList<>();
            for (Manifests one : List.of(manifests, other.manifests())) {
                writers.add(() -> {
                    for (int i = 0; i < 200; i++) {
                        one.published(file, stat, GEOMETRY, digests(i));
                    }
                    return null;
                });
            }
            writers.add(() -> {
                for (int i = 0; i < 400; i++) {
                    remembered(file).ifPresent(found -> assertThat(found).allMatch(d -> d[1] == found.get(0)[1]));
                }
                return null;
            });
            for (Future<Void> writer : threads.invokeAll(writers)) {
                writer.get();
            }
            manifests.published(file, stat, GEOMETRY, digests(7));
            assertThat(remembered(file).orElseThrow()).containsExactlyElementsOf(digests(7));
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void whereNothingCanBeWrittenNothingIsRemembered() throws IOException {
        DiskStat stat = made(file);
        Disk full = new ForwardingDisk(Disk.local()) {
            @Override
            DiskFile opened(Path name, DiskFile opened) {
                return new ForwardingFile(opened) {
                    @Override
                    public void write(ByteBuffer source, long position) throws IOException {
                        ByteBuffer half = source.duplicate();
                        opened.write(half.limit(half.limit() / 2), position);
                        throw new IOException("no space left on device");
                    }
                };
            }
        };
        try (FileStore onFull = FileStore.open(xfer, full)) {
            onFull.manifests().published(file, stat, GEOMETRY, digests(1));
        }
        assertThat(xfer).isEmptyDirectory();
    }

    @Test
    void aSmallFileIsNotRemembered() {
        assertThat(manifests.pays(FileStore.MIN_MANIFEST_FILE_BYTES - 1)).isFalse();
        assertThat(manifests.pays(FileStore.MIN_MANIFEST_FILE_BYTES)).isTrue();
    }
}
