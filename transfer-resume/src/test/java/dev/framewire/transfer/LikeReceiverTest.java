package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the other file, of the disk and of the session between the look at the other file and the end. */
class LikeReceiverTest {
    private static final int CHUNK = 16 << 10;
    private static final int CHUNKS = 100;
    private static final Geometry GEOMETRY = new Geometry(CHUNKS * CHUNK, CHUNK);

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Message> said = new ArrayList<>();
    private final byte[] content = new byte[CHUNKS * CHUNK];
    private final AtomicLong readOfOther = new AtomicLong();
    private final AtomicLong copied = new AtomicLong();
    private UnaryOperator<TransferSink> sink = this::like;
    private Reading reading = position -> {};
    private Reading writing = position -> {};
    private boolean readable = true;
    private long usable = Long.MAX_VALUE;
    private FileStore store;
    private Path target;
    private Path other;
    private Receiver receiver;
    private Partial partial;

    private interface Reading {
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

    private void reopen() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"), new WatchedDisk());
    }

    private TransferSink like(TransferSink to) {
        return to.like(other);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        store.close();
    }

    private void begin(@Nullable Executor beside) throws IOException {
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

    private void look() throws IOException {
        while (!receiver.told(CHUNKS - 1)) {
            assertThat(receiver.idle()).isTrue();
        }
    }

    private void data(int chunk, int from, int length) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(content, chunk * CHUNK + from, length);
        ByteBuffer piece = ByteBuffer.wrap(content, chunk * CHUNK + from, length);
        receiver.onData(
                new Message.Data(1, partial.epoch(), GEOMETRY.offset(chunk) + from, (int) crc.getValue(), piece));
    }

    private void data(int chunk) throws IOException {
        data(chunk, 0, CHUNK);
    }

    private byte[] digest(int chunk) {
        return ChunkHasher.of(GEOMETRY)
                .begin(chunk)
                .update(content, chunk * CHUNK, CHUNK)
                .finish();
    }

    /** Compares what was told as a sender does, sends what differs, and ends. */
    private int finish() throws IOException {
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

    @Test
    void theOtherFileIsReadOnceAndCopiedOnTheWay() throws IOException {
        begin(null);
        assertThat(finish()).isZero();
        assertThat(readOfOther).hasValue(GEOMETRY.size());
        assertThat(copied).hasValue(GEOMETRY.size());
    }

    @Test
    void twoThreadsReadItOnceToo() throws IOException {
        begin(threads);
        assertThat(finish()).isZero();
        assertThat(readOfOther).hasValue(GEOMETRY.size());
        assertThat(copied).hasValue(GEOMETRY.size());
    }

    @Test
    void whatBecomesOfTheOtherFileBehindTheLookDoesNotMatter() throws IOException {
        begin(null);
        look();
        Files.write(other, new byte[3]);
        assertThat(finish()).isZero();
        begin(null);
        receiver.abandon(false);
    }

    @Test
    void anOtherFileThatIsRemovedIsReadOn() throws IOException {
        begin(null);
        receiver.idle();
        Files.delete(other);
        assertThat(finish()).isZero();
    }

    @Test
    void anOtherFileThatIsCutOffIsSharedSoFar() throws IOException {
        begin(null);
        receiver.idle();
        receiver.idle();
        Files.write(other, Arrays.copyOf(content, 40 * CHUNK + 7));
        assertThat(finish()).isEqualTo(60);
    }

    @Test
    void anOtherFileThatIsWrittenWhileItIsReadIsTakenForWhatWasRead() throws IOException {
        reading = position -> {
            if (position == 50L * CHUNK) { // behind the look at the one before
                byte[] now = content.clone();
                Arrays.fill(now, 0, 50 * CHUNK, (byte) 0); // was copied
                now[50 * CHUNK] ^= 1;
                Files.write(other, now);
            }
        };
        begin(null);
        assertThat(finish()).isEqualTo(1);
    }

    @Test
    void anOtherFileThatMayNotBeReadIsNone() throws IOException {
        readable = false;
        begin(null);
        assertThat(finish()).isEqualTo(CHUNKS);
    }

    @Test
    void aDiskThatCannotReadTheOtherFileDoesNotFailTheTransfer() throws IOException {
        reading = position -> {
            if (position == 50L * CHUNK) {
                throw new IOException("Input/output error");
            }
        };
        begin(null);
        assertThat(finish()).isEqualTo(1);
    }

    @Test
    void aDiskThatIsFullWhileItIsCopiedEndsTheSessionAndKeepsWhatIsThere() throws IOException {
        writing = position -> {
            if (position == 50L * CHUNK) {
                throw new IOException("No space left on device");
            }
        };
        begin(null);
        assertThatThrownBy(this::look).hasMessage("No space left on device");
        receiver.abandon(true);
        assertThat(store.find("me", target).orElseThrow().writtenBytes()).isEqualTo(50L * CHUNK);
        assertThat(target).doesNotExist();
        writing = position -> {};
        Files.delete(other);
        begin(null);
        assertThat(finish()).isEqualTo(50);
    }

    @Test
    void whatHasNoRoomIsRefusedBeforeAnythingIsCopied() throws IOException {
        usable = GEOMETRY.size() - 1;
        assertThat(catchThrowableOfType(TransferException.class, () -> begin(null))
                        .kind())
                .isEqualTo(TransferException.Kind.NO_SPACE);
        receiver = null;
        partial.close();
        assertThat(copied).hasValue(0);
    }

    @Test
    void aWrongFileIsGivenUp() throws IOException {
        Files.write(other, new byte[content.length]);
        begin(null);
        for (int i = 0; i < OldContent.WRONG_CHUNKS; i++) {
            while (!receiver.told(i)) {
                receiver.idle();
            }
            data(i);
        }
        long read = readOfOther.get();
        assertThat(read).isLessThan((OldContent.WRONG_CHUNKS + 4) * CHUNK);
        receiver.idle();
        assertThat(receiver.told(CHUNKS - 1)).isTrue();
        assertThat(receiver.claim(CHUNKS - 1)).isNull();
        assertThat(finish()).isEqualTo(CHUNKS - OldContent.WRONG_CHUNKS);
        assertThat(readOfOther).hasValue(read);
    }

    @Test
    void aFileOfWhichAnythingIsRightIsNotGivenUp() throws IOException {
        byte[] old = new byte[content.length];
        System.arraycopy(content, 0, old, 0, CHUNK);
        System.arraycopy(content, 90 * CHUNK, old, 90 * CHUNK, 10 * CHUNK);
        Files.write(other, old);
        begin(null);
        for (int i = 1; i < 60; i++) {
            while (!receiver.told(i)) {
                receiver.idle();
            }
            data(i);
        }
        assertThat(finish()).isEqualTo(30);
    }

    @Test
    void whatIsRememberedOfAWrongFileIsNotEvenRead() throws IOException {
        byte[] mine = content.clone();
        new Random(2).nextBytes(content);
        Files.delete(other);
        Path first = target;
        target = other;
        sink = TransferSink::remembering;
        begin(null);
        finish();
        target = first;
        sink = this::like;
        System.arraycopy(mine, 0, content, 0, mine.length);
        begin(null);
        look();
        for (int i = 0; i < OldContent.WRONG_CHUNKS; i++) {
            data(i);
        }
        assertThat(receiver.idle()).isFalse();
        assertThat(readOfOther).hasValue(0);
        assertThat(finish()).isEqualTo(CHUNKS - OldContent.WRONG_CHUNKS);
    }

    @Test
    void whatIsRememberedIsClaimedForALaterSessionOnlyWhenItWasCopied() throws IOException {
        Files.delete(other);
        Path first = target;
        target = other;
        sink = TransferSink::remembering;
        begin(null);
        finish();
        target = first;
        sink = this::like;
        begin(null);
        look();
        assertThat(readOfOther).hasValue(0);
        receiver.idle();
        receiver.idle();
        receiver.idle();
        receiver.abandon(true);
        assertThat(store.find("me", target).orElseThrow().writtenBytes()).isEqualTo(3L * CHUNK);
        begin(null);
        assertThat(finish()).isZero();
    }

    @Test
    void aChunkThatWasBeingReplacedIsNotClaimed() throws IOException {
        byte[] old = content.clone();
        Arrays.fill(old, 7 * CHUNK, 8 * CHUNK, (byte) 1);
        Files.write(other, old);
        begin(null);
        look();
        data(7, 0, CHUNK / 2);
        receiver.abandon(true);
        assertThat(store.find("me", target).orElseThrow().writtenBytes()).isEqualTo((CHUNKS - 1L) * CHUNK);
        Files.delete(other);
        begin(null);
        assertThat(finish()).isEqualTo(1);
    }

    @Test
    void aSessionThatIsFencedClaimsNothing() throws IOException {
        begin(null);
        look();
        Receiver late = receiver;
        begin(null);
        late.abandon(true);
        assertThat(store.find("me", target).map(PartialInfo::writtenBytes).orElse(0L))
                .isZero();
        assertThat(finish()).isZero();
    }

    @Test
    void aProcessThatDiesHasToCopyAgain() throws IOException {
        begin(null);
        look();
        partial.close();
        store.close();
        reopen();
        begin(null);
        assertThat(finish()).isZero();
        assertThat(copied).hasValue(2 * GEOMETRY.size());
    }

    @Test
    void aCancelledSessionLeavesNothing() throws IOException {
        begin(null);
        look();
        receiver.abandon(false);
        assertThat(store.list()).isEmpty();
        assertThat(folder.resolve(".xfer")).isEmptyDirectory();
        assertThat(other).hasBinaryContent(content);
    }

    @Test
    void aTargetThatAppearsMeanwhileIsNotReplacedWhereNothingMayStand() throws IOException {
        sink = to -> to.like(other).ifAbsent();
        begin(null);
        look();
        Files.write(target, new byte[] {1});
        assertThat(catchThrowableOfType(TransferException.class, this::finish).kind())
                .isEqualTo(TransferException.Kind.EXISTS);
        assertThat(target).hasBinaryContent(new byte[] {1});
        assertThat(other).hasBinaryContent(content);
        assertThat(store.list()).isEmpty();
    }

    @Test
    void theOtherFileThatIsMovedToTheTargetMeanwhileIsReplacedByItsCopy() throws IOException {
        begin(null);
        look();
        Files.move(other, target);
        assertThat(finish()).isZero();
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
