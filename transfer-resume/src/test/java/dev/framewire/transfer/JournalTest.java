package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that was cut or damaged anywhere gives a prefix of what was written, and never anything else. */
class JournalTest {
    private static final List<String> WRITTEN = List.of(
            "Header[owner=me, target=/t, size=600000, chunkBytes=262144, createdMillis=7, check=SHA256]",
            "Epoch[number=1]",
            "Chunks 0+2",
            "Checkpoint[upTo=2]",
            "Drop[first=1, count=1]",
            "Commit key");

    @TempDir
    Path folder;

    @Test
    void aJournalCutAtAnyByteGivesThePrefixBeforeIt() throws IOException {
        byte[] whole = write();
        int seen = 0;
        for (int length = 0; length <= whole.length; length++) {
            List<String> read = read(java.util.Arrays.copyOf(whole, length));
            assertThat(read).isEqualTo(WRITTEN.subList(0, read.size()));
            assertThat(read.size()).isGreaterThanOrEqualTo(seen);
            seen = read.size();
        }
        assertThat(seen).isEqualTo(WRITTEN.size());
    }

    @Test
    void anyFlippedBitEndsTheJournalBeforeItsRecord() throws IOException {
        byte[] whole = write();
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            List<String> read = read(damaged);
            assertThat(read.size()).isLessThan(WRITTEN.size());
            assertThat(read).isEqualTo(WRITTEN.subList(0, read.size()));
        }
    }

    @Test
    void whatFollowsATornTailIsWrittenOverIt() throws IOException {
        byte[] whole = write();
        Path file = folder.resolve("torn");
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 3));
        try (DiskFile open = Disk.local().open(file, Disk.Mode.WRITE)) {
            Journal journal = Journal.recover(open).journal();
            journal.append(new JournalRecord.Epoch(9));
        }
        List<String> read = read(Files.readAllBytes(file));
        assertThat(read.subList(0, 5)).isEqualTo(WRITTEN.subList(0, 5));
        assertThat(read.get(5)).isEqualTo("Epoch[number=9]");
    }

    @Test
    void aRecordOfAnotherPlaceIsNotBelieved() throws IOException {
        byte[] whole = write();
        byte[] twice = java.util.Arrays.copyOf(whole, 2 * whole.length);
        System.arraycopy(whole, 0, twice, whole.length, whole.length);
        assertThat(read(twice)).isEqualTo(WRITTEN);
    }

    @Test
    void aHeaderOfMoreChunksThanThereCanBeIsNotBelieved() throws IOException {
        Path file = folder.resolve("journal");
        try (DiskFile open = Disk.local().open(file, Disk.Mode.CREATE)) {
            Journal.recover(open).journal().append(new JournalRecord.Header("me", "/t", 1L << 39, 16 << 10, 7));
        }
        assertThat(read(Files.readAllBytes(file))).isEmpty();
    }

    /** Its CRC is right: somebody has written it so. */
    @Test
    void chunksThatCannotBeAreNotBelieved() throws IOException {
        for (JournalRecord record : List.of(
                new JournalRecord.Chunks(Integer.MAX_VALUE, new byte[64]),
                new JournalRecord.Chunks(Geometry.MAX_CHUNKS, new byte[32]),
                new JournalRecord.Drop(-1, 1),
                new JournalRecord.Drop(0, -1),
                new JournalRecord.Drop(Integer.MAX_VALUE, Integer.MAX_VALUE))) {
            Path file = folder.resolve("journal");
            Files.deleteIfExists(file);
            try (DiskFile open = Disk.local().open(file, Disk.Mode.CREATE)) {
                Journal journal = Journal.recover(open).journal();
                journal.append(new JournalRecord.Header("me", "/t", 600_000, 262_144, 7));
                journal.append(record);
                journal.append(new JournalRecord.Epoch(1));
            }
            assertThat(read(Files.readAllBytes(file))).as(record.toString()).hasSize(1);
        }
    }

    private byte[] write() throws IOException {
        Path file = folder.resolve("journal");
        Files.deleteIfExists(file);
        try (DiskFile open = Disk.local().open(file, Disk.Mode.CREATE)) {
            Journal journal = Journal.recover(open).journal();
            journal.append(new JournalRecord.Header("me", "/t", 600_000, 262_144, 7));
            journal.append(new JournalRecord.Epoch(1));
            journal.append(new JournalRecord.Chunks(0, new byte[64]));
            journal.append(new JournalRecord.Checkpoint(2));
            journal.append(new JournalRecord.Drop(1, 1));
            journal.append(new JournalRecord.Commit(new byte[32], "key"));
            journal.force();
        }
        return Files.readAllBytes(file);
    }

    private List<String> read(byte[] bytes) throws IOException {
        Path file = folder.resolve("read");
        Files.write(file, bytes);
        try (DiskFile open = Disk.local().open(file, Disk.Mode.READ)) {
            return Journal.read(open).records().stream().map(JournalTest::text).toList();
        }
    }

    private static String text(JournalRecord record) {
        if (record instanceof JournalRecord.Chunks c) {
            return "Chunks " + c.first() + "+" + c.count();
        } else if (record instanceof JournalRecord.Commit c) {
            return "Commit " + c.partKey();
        }
        return record.toString().replaceAll("^JournalRecord\\.", "");
    }
}
