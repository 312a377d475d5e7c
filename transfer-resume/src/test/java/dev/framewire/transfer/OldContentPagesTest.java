package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver tells page by page what an old file has of the new content, and takes what differs meanwhile. */
class OldContentPagesTest {
    private static final int CHUNK = 16 << 10;
    private static final int CHUNKS = 10;
    private static final Geometry GEOMETRY = new Geometry(CHUNKS * CHUNK, CHUNK);

    @TempDir
    Path folder;

    private final List<Message> said = new ArrayList<>();
    private final byte[] content = new byte[CHUNKS * CHUNK];
    private long readOfOld;
    private FileStore store;
    private Path target;
    private Receiver receiver;
    private Partial partial;

    @BeforeEach
    void open() throws IOException {
        target = folder.resolve("target");
        store = FileStore.open(folder.resolve(".xfer"), new CountingDisk());
        new Random(1).nextBytes(content);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void begin(byte[] old) throws IOException {
        Files.write(target, old);
        partial = store.acquire("me", target, GEOMETRY);
        receiver = new Receiver(
                1,
                partial,
                GEOMETRY,
                TransferSink.file(store, "me", target),
                -1,
                said::add,
                () -> 0L,
                new Receiver.Limits(1 << 20, Long.MAX_VALUE, 1 << 20, 2 * CHUNK),
                new ProgressMeter());
        receiver.begin();
    }

    private void data(int chunk) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(content, chunk * CHUNK, CHUNK);
        ByteBuffer piece = ByteBuffer.wrap(content, chunk * CHUNK, CHUNK);
        receiver.onData(new Message.Data(1, partial.epoch(), GEOMETRY.offset(chunk), (int) crc.getValue(), piece));
    }

    private Message.Hashes hashes() {
        byte[] digests = new byte[CHUNKS * MerkleTree.DIGEST_BYTES];
        ChunkHasher hasher = ChunkHasher.of(GEOMETRY);
        for (int i = 0; i < CHUNKS; i++) {
            byte[] digest = hasher.update(content, i * CHUNK, CHUNK).finish();
            System.arraycopy(digest, 0, digests, i * digest.length, digest.length);
        }
        return new Message.Hashes(1, partial.epoch(), 0, digests);
    }

    private static Message.Fin fin(Message.Hashes hashes, long epoch) {
        List<byte[]> digests = new ArrayList<>();
        for (int i = 0; i < CHUNKS; i++) {
            byte[] digest = new byte[MerkleTree.DIGEST_BYTES];
            System.arraycopy(hashes.digests(), i * digest.length, digest, 0, digest.length);
            digests.add(digest);
        }
        return new Message.Fin(1, epoch, GEOMETRY.size(), MerkleTree.root(GEOMETRY, digests));
    }

    private List<String> pages() {
        return said.stream()
                .filter(Message.State.class::isInstance)
                .map(Message.State.class::cast)
                .map(page -> page.first() + "+" + page.count() + (page.more() ? "…" : ""))
                .toList();
    }

    @Test
    void tellsOfEachPageWhenItIsRead() throws IOException {
        begin(content);
        assertThat(pages()).isEmpty();
        receiver.idle();
        receiver.idle();
        assertThat(pages()).containsExactly("0+2…");
        while (receiver.idle()) {
            // to the end
        }
        assertThat(pages()).containsExactly("0+2…", "2+2…", "4+2…", "6+2…", "8+2");
        assertThat(readOfOld).isEqualTo(content.length);
    }

    @Test
    void readsWhatComesAfterTheFirstDifferenceOnlyOnce() throws IOException {
        byte[] old = content.clone();
        old[0] ^= 1;
        begin(old);
        receiver.idle();
        receiver.idle();
        data(0); // while eight chunks are not looked at yet
        receiver.onHashes(afterTheLastPage());
        receiver.onFin(fin(hashes(), partial.epoch()));
        assertThat(receiver.result()).isNotNull();
        assertThat(target).hasBinaryContent(content);
        assertThat(readOfOld).isEqualTo(content.length + CHUNK); // chunk 1 was read before anything was to be copied
    }

    private Message.Hashes afterTheLastPage() throws IOException {
        while (!receiver.told(CHUNKS - 1)) {
            receiver.idle();
        }
        return hashes();
    }

    @Test
    void readsAnOldFileOfAnotherSizeOnlyOnce() throws IOException {
        byte[] old = new byte[content.length + 1];
        System.arraycopy(content, 0, old, 0, content.length);
        begin(old);
        receiver.onHashes(afterTheLastPage());
        receiver.onFin(fin(hashes(), partial.epoch()));
        assertThat(receiver.result()).isNotNull();
        assertThat(target).hasBinaryContent(content);
        assertThat(readOfOld).isEqualTo(content.length);
    }

    @Test
    void takesNoContentOfAChunkThatItHasNotToldOf() throws IOException {
        begin(content);
        receiver.idle();
        receiver.idle();
        assertThat(catchThrowableOfType(TransferException.class, () -> data(2)).kind())
                .isEqualTo(TransferException.Kind.PROTOCOL);
    }

    @Test
    void takesNoDigestsBeforeItHasToldOfEveryChunk() throws IOException {
        begin(content);
        receiver.idle();
        receiver.idle();
        assertThat(catchThrowableOfType(TransferException.class, () -> receiver.onHashes(hashes()))
                        .kind())
                .isEqualTo(TransferException.Kind.PROTOCOL);
    }

    /** Counts what is read of the file under the target's name. */
    private final class CountingDisk extends ForwardingDisk {
        CountingDisk() {
            super(Disk.local());
        }

        @Override
        DiskFile opened(Path name, DiskFile file) {
            return !name.equals(target)
                    ? file
                    : new ForwardingFile(file) {
                        @Override
                        public int read(ByteBuffer to, long position) throws IOException {
                            int count = super.read(to, position);
                            readOfOld += Math.max(0, count);
                            return count;
                        }
                    };
        }
    }
}
