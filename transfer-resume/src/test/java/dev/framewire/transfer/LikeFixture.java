package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A receiver whose sink names another file, which has the content, and what its sender says. */
abstract class LikeFixture {
    static final int CHUNK = 16 << 10;
    static final int CHUNKS = 100;
    static final Geometry GEOMETRY = new Geometry(CHUNKS * CHUNK, CHUNK);

    @TempDir
    Path folder;

    final ExecutorService threads = Executors.newCachedThreadPool();
    final List<Message> said = new ArrayList<>();
    final byte[] content = new byte[CHUNKS * CHUNK];
    final AtomicLong readOfOther = new AtomicLong();
    final AtomicLong copied = new AtomicLong();
    UnaryOperator<TransferSink> sink = this::like;
    Reading reading = position -> {};
    Reading writing = position -> {};
    boolean readable = true;
    long usable = Long.MAX_VALUE;
    FileStore store;
    Path target;
    Path other;
    Receiver receiver;
    Partial partial;

    interface Reading {
        void at(long position) throws IOException;
    }

    @BeforeEach
    void open() throws IOException {
        target = folder.resolve("target");
        other = folder.resolve("other");
        new Random(1).nextBytes(content);
        Files.write(other, content);
        reopen();
    }

    final void reopen() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"), new WatchedDisk());
    }

    final TransferSink like(TransferSink to) {
        return to.like(other);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        store.close();
    }

    final void begin(@Nullable Executor beside) throws IOException {
        partial = store.acquire("me", target, GEOMETRY);
        said.clear();
        receiver = new Receiver(
                1,
                partial,
                GEOMETRY,
                sink.apply(TransferSink.file(store, "me", target)),
                -1,
                said::add,
                () -> 0L,
                new Receiver.Limits(Long.MAX_VALUE, Long.MAX_VALUE, 1 << 20, 2 * CHUNK),
                received -> received + (1 << 20),
                beside,
                new ProgressMeter());
        receiver.begin();
    }

    final void look() throws IOException {
        while (!receiver.told(CHUNKS - 1)) {
            assertThat(receiver.idle()).isTrue();
        }
    }

    final void data(int chunk, int from, int length) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(content, chunk * CHUNK + from, length);
        ByteBuffer piece = ByteBuffer.wrap(content, chunk * CHUNK + from, length);
        receiver.onData(
                new Message.Data(1, partial.epoch(), GEOMETRY.offset(chunk) + from, (int) crc.getValue(), piece));
    }

    final void data(int chunk) throws IOException {
        data(chunk, 0, CHUNK);
    }

    final byte[] digest(int chunk) {
        return ChunkHasher.of(GEOMETRY)
                .begin(chunk)
                .update(content, chunk * CHUNK, CHUNK)
                .finish();
    }

    /** Compares what was told as a sender does, sends what differs, and ends. */
    final int finish() throws IOException {
        look();
        int sent = 0;
        List<byte[]> digests = new ArrayList<>();
        byte[] all = new byte[CHUNKS * MerkleTree.DIGEST_BYTES];
        for (int i = 0; i < CHUNKS; i++) {
            digests.add(digest(i));
            System.arraycopy(digests.get(i), 0, all, i * MerkleTree.DIGEST_BYTES, MerkleTree.DIGEST_BYTES);
            if (!Arrays.equals(receiver.claim(i), digests.get(i))) {
                data(i);
                sent++;
            }
        }
        byte[] root = MerkleTree.root(GEOMETRY, digests);
        for (int round = 0; round < 3 && receiver.result() == null; round++) {
            said.clear();
            receiver.onHashes(new Message.Hashes(1, partial.epoch(), 0, all));
            receiver.onFin(new Message.Fin(1, partial.epoch(), GEOMETRY.size(), root));
            for (Message message : List.copyOf(said)) {
                if (message instanceof Message.Need need) {
                    for (int i = 0; i < CHUNKS; i++) {
                        if (Bitmap.of(0, CHUNKS, CHUNKS, need.bitmap()).get(i)) {
                            data(i);
                            sent++;
                        }
                    }
                }
            }
        }
        assertThat(receiver.result()).isNotNull();
        assertThat(target).hasBinaryContent(content);
        assertThat(store.list()).isEmpty();
        return sent;
    }

    private final class WatchedDisk extends ForwardingDisk {
        WatchedDisk() {
            super(Disk.local());
        }

        @Override
        public boolean readsBeside() {
            return true;
        }

        @Override
        public long usableBytes(Path directory) {
            return usable;
        }

        @Override
        DiskFile opened(Path name, DiskFile file) throws IOException {
            if (name.equals(other) && !readable) {
                file.close();
                throw new AccessDeniedException(name.toString());
            }
            boolean ofOther = name.equals(other);
            boolean part = name.toString().endsWith(".part");
            return !ofOther && !part
                    ? file
                    : new ForwardingFile(file) {
                        @Override
                        public int read(ByteBuffer to, long position) throws IOException {
                            if (ofOther) {
                                reading.at(position);
                            }
                            int count = super.read(to, position);
                            readOfOther.addAndGet(ofOther ? Math.max(0, count) : 0);
                            return count;
                        }

                        @Override
                        public void write(ByteBuffer from, long position) throws IOException {
                            if (part) {
                                writing.at(position);
                                copied.addAndGet(from.remaining());
                            }
                            super.write(from, position);
                        }
                    };
        }
    }
}
