package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code explain} and {@code fsck} say of a partial, in every state in which somebody may find it; they change nothing. */
class PartialStatesTest {
    private static final int CHUNK = 16 << 10;
    private static final Geometry GEOMETRY = new Geometry(3L * CHUNK, CHUNK);
    private static final String NOTHING = "Nothing is kept: the next transfer starts from the beginning.";

    @TempDir
    Path folder;

    private FileStore store;
    private Path target;
    private PartialName name;

    /** Two of three chunks, the first of them durable. */
    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"));
        target = folder.resolve("target");
        name = store.folder().name("me", target);
        try (Partial partial = store.acquire("me", target, GEOMETRY)) {
            write(partial, 0);
            partial.checkpoint();
            write(partial, 1);
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static void write(Partial partial, int chunk) throws IOException {
        byte[] bytes = new byte[CHUNK];
        Arrays.fill(bytes, (byte) (chunk + 1));
        partial.write(ByteBuffer.wrap(bytes, 0, CHUNK), GEOMETRY.offset(chunk));
        partial.written(chunk, ChunkHasher.of(GEOMETRY).update(bytes, 0, CHUNK).finish());
    }

    /** The folder, file by file: looking changes nothing of it. */
    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder.resolve(".xfer"))) {
            for (Path file : all.toList()) {
                files.put(file.toString(), Arrays.toString(Files.readAllBytes(file)));
            }
        }
        return files;
    }

    private String explained() throws IOException {
        Map<String, String> before = files();
        String text = store.explain("me", target);
        assertThat(files()).isEqualTo(before);
        return text;
    }

    private PartialCheck checked() throws IOException {
        Map<String, String> before = files();
        PartialCheck check = store.fsck("me", target).orElseThrow();
        assertThat(files()).isEqualTo(before);
        return check;
    }

    private void assertNothing() throws IOException {
        assertThat(explained()).isEqualTo(NOTHING);
        Map<String, String> before = files();
        assertThat(store.fsck("me", target)).isEmpty();
        assertThat(files()).isEqualTo(before);
    }

    private static void change(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int old = bytes.read();
            bytes.seek(at);
            bytes.write(old ^ 1);
        }
    }

    @Test
    void aSoundOne() throws IOException {
        assertThat(explained())
                .startsWith(
                        "32768 of 49152 bytes (66 %) are written and 16384 of them (33 %) durable, in chunks of 16384")
                .contains("no connection of this process is filling it");
        assertThat(checked()).isEqualTo(new PartialCheck(3L * CHUNK, CHUNK, 2L * CHUNK, 2L * CHUNK, List.of()));
        assertThat(checked().explain())
                .isEqualTo("32768 of 49152 bytes are claimed, and 32768 of them are what the journal says.");
    }

    @Test
    void noneOfAFileThatStandsThere() throws IOException {
        Path published = folder.resolve("published");
        Files.write(published, new byte[5]);
        assertThat(store.explain("me", published)).contains("compares it").doesNotContain("beginning");
        Files.delete(published);
        assertThat(store.explain("me", published)).isEqualTo(NOTHING);
    }

    /** Its size stands for the most that there may be: to a person that says nothing. */
    @Test
    void oneOfContentWhoseSizeNobodyKnows() throws IOException {
        Path other = folder.resolve("stream");
        try (Partial partial = store.acquire("me", other, Geometry.unknown(CHUNK))) {
            write(partial, 0);
            assertThat(store.explain("me", other))
                    .startsWith(
                            "16384 bytes, of a content whose size is not known yet, are written and 0 of them durable");
            assertThat(store.find("me", other).orElseThrow().sizeKnown()).isFalse();
            partial.sized(GEOMETRY);
            assertThat(store.explain("me", other)).startsWith("16384 of 49152 bytes (33 %) are written");
        }
        assertThat(store.find("me", other).orElseThrow().sizeKnown()).isTrue();
    }

    @Test
    void thousandsOfDamagedChunksAreCountedAndNotAllNamed() {
        List<Integer> damaged = IntStream.range(0, 5000).boxed().toList();
        String text = new PartialCheck(1L << 30, 1 << 18, 1L << 30, 0, damaged).explain();
        assertThat(text).contains("sent again: [0, 1, 2,").endsWith("18, 19] and 4980 more.");
    }

    /** It was made by a JVM with other letters, or by somebody who means ill: the others are listed all the same. */
    @Test
    void oneWhoseTargetHasNoNameHere() throws IOException {
        PartialName foreign = store.folder().name("0".repeat(32));
        Files.write(foreign.part(), new byte[5]);
        try (DiskFile file = Disk.local().open(foreign.journal(), Disk.Mode.CREATE)) {
            Journal.recover(file).journal().append(new JournalRecord.Header("me", "no\0name", 5, CHUNK, 7));
        }
        assertThat(store.list())
                .singleElement()
                .satisfies(p -> assertThat(p.target()).isEqualTo(target));
        store.acquire("me", folder.resolve("next"), GEOMETRY).close();
        DiskStat stat = new DiskStat(5, 1, 1, "key", true);
        Files.write(
                foreign.manifest(),
                new Manifest("no\0name", new Geometry(5, CHUNK), stat, List.of(new byte[32]))
                        .encoded()
                        .orElseThrow()
                        .array());
        assertThat(store.expire(Duration.ZERO)).isEqualTo(3);
        assertThat(foreign.journal()).doesNotExist();
        assertThat(foreign.manifest()).doesNotExist();
    }

    /** Its part may have the target's name as well, and that may be lost still: whoever has a name for it finishes that. */
    @Test
    void oneWhoseTargetHasNoNameHereAndIsPerhapsPublishedStays() throws IOException {
        PartialName foreign = store.folder().name("0".repeat(32));
        Files.write(foreign.part(), new byte[5]);
        try (DiskFile file = Disk.local().open(foreign.journal(), Disk.Mode.CREATE)) {
            Journal journal = Journal.recover(file).journal();
            journal.append(new JournalRecord.Header("me", "no\0name", 5, CHUNK, 7));
            journal.append(new JournalRecord.Commit(new byte[32], "key"));
        }
        assertThat(store.expire(Duration.ZERO)).isEqualTo(1);
        assertThat(foreign.part()).exists();
    }

    @Test
    void oneThatIsBeingFilled() throws IOException {
        try (Partial partial = store.acquire("me", target, GEOMETRY)) {
            assertThat(explained()).contains("a connection is filling it");
            assertThat(catchThrowableOfType(TransferException.class, () -> store.fsck("me", target))
                            .kind())
                    .isEqualTo(TransferException.Kind.LOCKED);
            write(partial, 2); // nobody has taken its lock, or its place
        }
        assertThat(explained()).startsWith("49152 of 49152 bytes (100 %) are written");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 50})
    void aTornJournal(int missing) throws IOException {
        try (RandomAccessFile journal = new RandomAccessFile(name.journal().toFile(), "rw")) {
            journal.setLength(journal.length() - missing);
        }
        assertThat(explained()).startsWith("16384 of 49152 bytes (33 %) are written and 16384 of them (33 %) durable");
        assertThat(checked().soundBytes()).isEqualTo(CHUNK);
    }

    @Test
    void aJournalWithGarbageBehindIt() throws IOException {
        Files.write(name.journal(), new byte[100], StandardOpenOption.APPEND);
        assertThat(checked().soundBytes()).isEqualTo(2L * CHUNK);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 5, 14, 30})
    void aJournalWhoseBeginningIsDamaged(int at) throws IOException {
        change(name.journal(), at);
        assertNothing();
    }

    @Test
    void anEmptyJournal() throws IOException {
        Files.write(name.journal(), new byte[0]);
        assertNothing();
    }

    @Test
    void aDamagedPart() throws IOException {
        change(name.part(), CHUNK + 5);
        assertThat(explained())
                .startsWith("32768 of 49152 bytes (66 %) are written")
                .contains("compared with the source");
        assertThat(checked().damagedChunks()).containsExactly(1);
        assertThat(checked().explain()).endsWith("Chunks that are not, and will be sent again: [1].");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK, 2 * CHUNK - 1})
    void aPartThatWasCut(int length) throws IOException {
        try (RandomAccessFile part = new RandomAccessFile(name.part().toFile(), "rw")) {
            part.setLength(length);
        }
        assertThat(checked().soundBytes()).isEqualTo(length < CHUNK ? 0 : CHUNK);
        assertThat(checked().damagedChunks()).hasSize(length < CHUNK ? 2 : 1);
    }

    @Test
    void aJournalWithoutItsPart() throws IOException {
        Files.delete(name.part());
        assertNothing();
        assertThat(store.leftovers()).containsExactly(name.journal());
    }

    @Test
    void aPartWithoutItsJournal() throws IOException {
        Files.delete(name.journal());
        assertNothing();
        assertThat(store.leftovers()).containsExactly(name.part());
    }

    @Test
    void thatOfAnotherOwnerOrTarget() throws IOException {
        assertThat(store.explain("you", target)).isEqualTo(NOTHING);
        assertThat(store.fsck("you", target)).isEmpty();
        assertThat(store.explain("me", folder.resolve("other"))).isEqualTo(NOTHING);
    }

    /** A pack gives its files the times of their sources before they get their names. */
    @Test
    void aFileOfAPackIsAsOldAsItsWritingNotAsItsSource() throws IOException {
        Path small = store.temporary("me", target);
        store.disk().open(small, Disk.Mode.CREATE).close();
        store.disk().setModified(small, 0);
        assertThat(store.expire(Duration.ofDays(1))).isZero();
        assertThat(small).exists();
        Disk later = new ForwardingDisk(Disk.local()) {
            @Override
            public Optional<DiskStat> stat(Path file) throws IOException {
                return super.stat(file).map(stat -> new DiskStat(stat.size(), 0, 0, stat.fileKey(), stat.regular()));
            }
        };
        try (FileStore afterYears = FileStore.open(folder.resolve(".xfer"), later)) {
            afterYears.expire(Duration.ofDays(1));
        }
        assertThat(small).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "readme.txt",
                "an-essay-of-my-own-with-32-chars.journal",
                "0123456789ABCDEF0123456789ABCDEF.part",
                "0123456789abcdef0123456789abcde.journal",
                "0123456789abcdef0123456789abcdef.journal.old",
                "0123456789abcdef0123456789abcdef.x.small"
            })
    void aForeignFileIsNeitherListedNorRemoved(String foreign) throws IOException {
        Path file = Files.writeString(folder.resolve(".xfer").resolve(foreign), "mine");
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        assertThat(store.list()).hasSize(1);
        assertThat(store.leftovers()).isEmpty();
        assertThat(store.expire(Duration.ofDays(1))).isZero();
        assertThat(file).hasContent("mine");
    }
}
