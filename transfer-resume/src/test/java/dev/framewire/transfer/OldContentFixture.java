package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A receiver whose target has a content already, and a sender's messages for it. */
abstract class OldContentFixture {
    static final int CHUNK = 16 << 10;
    static final int CHUNKS = 10;
    static final Geometry GEOMETRY = new Geometry(CHUNKS * CHUNK, CHUNK);

    @TempDir
    Path folder;

    final List<Message> said = new ArrayList<>();
    final byte[] content = new byte[CHUNKS * CHUNK];
    final AtomicLong readOfOld = new AtomicLong();
    private FileStore store;
    Path target;
    Receiver receiver;
    Partial partial;

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

    final void begin(byte[] old) throws IOException {
        Files.write(target, old);
        begin((Executor) null);
    }

    /** Another session, beside which threads may read. */
    final void begin(@Nullable Executor threads) throws IOException {
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
                received -> received + (1 << 20),
                threads,
                new ProgressMeter());
        receiver.begin();
    }

    final void data(int chunk) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(content, chunk * CHUNK, CHUNK);
        ByteBuffer piece = ByteBuffer.wrap(content, chunk * CHUNK, CHUNK);
        receiver.onData(new Message.Data(1, partial.epoch(), GEOMETRY.offset(chunk), (int) crc.getValue(), piece));
    }

    final Message.Hashes hashes() {
        byte[] digests = new byte[CHUNKS * MerkleTree.DIGEST_BYTES];
        ChunkHasher hasher = ChunkHasher.of(GEOMETRY);
        for (int i = 0; i < CHUNKS; i++) {
            byte[] digest = hasher.update(content, i * CHUNK, CHUNK).finish();
            System.arraycopy(digest, 0, digests, i * digest.length, digest.length);
        }
        return new Message.Hashes(1, partial.epoch(), 0, digests);
    }

    static Message.Fin fin(Message.Hashes hashes, long epoch) {
        List<byte[]> digests = new ArrayList<>();
        for (int i = 0; i < CHUNKS; i++) {
            byte[] digest = new byte[MerkleTree.DIGEST_BYTES];
            System.arraycopy(hashes.digests(), i * digest.length, digest, 0, digest.length);
            digests.add(digest);
        }
        return new Message.Fin(1, epoch, GEOMETRY.size(), MerkleTree.root(GEOMETRY, digests));
    }

    final Message.Hashes afterTheLastPage() throws IOException {
        while (!receiver.told(CHUNKS - 1)) {
            receiver.idle();
        }
        return hashes();
    }

    /** Counts what is read of the file under the target's name. */
    private final class CountingDisk extends ForwardingDisk {
        CountingDisk() {
            super(Disk.local());
        }

        @Override
        public boolean readsBeside() {
            return true;
        }

        @Override
        DiskFile opened(Path name, DiskFile file) {
            return !name.equals(target)
                    ? file
                    : new ForwardingFile(file) {
                        @Override
                        public int read(ByteBuffer to, long position) throws IOException {
                            int count = super.read(to, position);
                            readOfOld.addAndGet(Math.max(0, count));
                            return count;
                        }
                    };
        }
    }
}
