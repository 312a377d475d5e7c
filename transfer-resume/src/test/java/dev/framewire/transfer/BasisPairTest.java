package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BasisPairTest {
    private static final int CHUNK = 16 << 10;
    private static final Geometry GEOMETRY = new Geometry(5 * CHUNK + 7, CHUNK);

    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final byte[] content = new byte[(int) GEOMETRY.size()];
    private final AtomicInteger reads = new AtomicInteger();
    /** How many are at it. */
    private final AtomicInteger reading = new AtomicInteger();

    private final List<Long> pieces = new ArrayList<>();
    private Reading before = position -> {};
    private int end = content.length;

    BasisPairTest() {
        new Random(1).nextBytes(content);
    }

    @AfterEach
    void shutDown() {
        threads.shutdownNow();
    }

    /** What happens before a piece is read. */
    private interface Reading {
        void of(long position) throws IOException;
    }

    private final class Content implements Basis.Standing {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            reading.incrementAndGet();
            try {
                return readNow(target, position);
            } finally {
                reading.decrementAndGet();
            }
        }

        private int readNow(ByteBuffer target, long position) throws IOException {
            before.of(position);
            int count = Math.min(target.remaining(), end - (int) position);
            if (count <= 0) {
                return -1;
            }
            target.put(content, (int) position, count);
            reads.incrementAndGet();
            return count;
        }

        @Override
        public void force() {}

        @Override
        public boolean named() {
            return true;
        }

        @Override
        public void close() {}
    }

    private BasisPair pair(@Nullable Executor by) {
        BasisReader reader = new BasisReader(new Basis(new Content(), GEOMETRY), ChunkHasher::of, new byte[CHUNK]);
        return new BasisPair(reader, (bytes, position) -> pieces.add(position), by);
    }

    private byte[] digest(int chunk) {
        return ChunkHasher.of(GEOMETRY)
                .begin(chunk)
                .update(content, chunk * CHUNK, GEOMETRY.length(chunk))
                .finish();
    }

    private static int next(int chunk) {
        return chunk + 1 < GEOMETRY.chunks() ? chunk + 1 : -1;
    }

    @Test
    void answersTheDigestsThatOneThreadWould() throws IOException {
        Thread caller = Thread.currentThread();
        Set<Long> here = ConcurrentHashMap.newKeySet();
        before = position -> {
            if (Thread.currentThread().equals(caller)) {
                here.add(position);
            }
        };
        BasisPair pair = pair(threads);
        for (int i = 0; i < GEOMETRY.chunks(); i++) {
            assertThat(pair.digest(GEOMETRY, i, BasisPairTest::next, null)).isEqualTo(digest(i));
        }
        assertThat(reads).hasValue(GEOMETRY.chunks());
        assertThat(pieces).isSorted().containsExactlyInAnyOrderElementsOf(here); // of this thread's chunks only
    }

    @Test
    void readsByBothAtOnce() throws IOException {
        CyclicBarrier both = new CyclicBarrier(2);
        before = position -> {
            try {
                both.await(); // each chunk waits for another one that is being read
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IOException(e);
            }
        };
        BasisPair pair = pair(threads);
        for (int i = 0; i < GEOMETRY.chunks(); i++) {
            assertThat(pair.digest(GEOMETRY, i, BasisPairTest::next, null)).isEqualTo(digest(i));
        }
        assertThat(reads).hasValue(GEOMETRY.chunks());
    }

    @Test
    void theFirstBatchOfEachCutIsOfTwoChunks() throws IOException {
        BasisPair pair = pair(threads);
        for (int i = 0; i < 3; i++) {
            assertThat(pair.digest(GEOMETRY, i, BasisPairTest::next, null)).isEqualTo(digest(i));
        }
        assertThat(reads).hasValue(2 + 4); // it has grown
        Geometry other = new Geometry(GEOMETRY.size(), 2 * CHUNK);
        reads.set(0);
        assertThat(pair.digest(other, 0, chunk -> chunk + 1, null)).isNotNull();
        assertThat(reads).hasValue(2 * 2); // each in two pieces
        reads.set(0);
        pair.forget();
        assertThat(pair.digest(GEOMETRY, 0, BasisPairTest::next, null)).isEqualTo(digest(0));
        assertThat(reads).hasValue(2);
    }

    @Test
    void readsAloneIfTheOtherThreadNeverBegins() throws IOException {
        BasisPair pair = pair(task -> {});
        for (int i = 0; i < GEOMETRY.chunks(); i++) {
            assertThat(pair.digest(GEOMETRY, i, BasisPairTest::next, null)).isEqualTo(digest(i));
        }
        assertThat(reads).hasValue(GEOMETRY.chunks());
        assertThat(pieces).hasSize(GEOMETRY.chunks());
    }

    @Test
    void readsOnlyTheChunkThatIsAskedForIfNothingIsSaidOfTheNext() throws IOException {
        BasisPair pair = pair(threads);
        assertThat(pair.digest(GEOMETRY, 2, chunk -> -1, null)).isEqualTo(digest(2));
        assertThat(reads).hasValue(1);
    }

    /** Two at first; then twice as many each time, until they are so many bytes that a message would wait too long. */
    @Test
    void readsSoFarAheadAndNoFurther() throws IOException {
        assertThat(batchesOf(16 << 20)).containsExactly(2, 2, 2, 2, 2);
        assertThat(batchesOf(4 << 20)).containsExactly(2, 4, 4, 4, 4);
        assertThat(batchesOf(1 << 20)).containsExactly(2, 4, 8, 16, 16);
    }

    private List<Integer> batchesOf(int chunkBytes) throws IOException {
        Geometry large = new Geometry(256L << 20, chunkBytes);
        Set<Long> chunks = ConcurrentHashMap.newKeySet();
        Basis.Standing zeros = new Basis.Standing() {
            @Override
            public int read(ByteBuffer target, long position) {
                chunks.add(position / chunkBytes);
                int count = target.remaining();
                target.position(target.limit());
                return count;
            }

            @Override
            public void force() {}

            @Override
            public boolean named() {
                return true;
            }

            @Override
            public void close() {}
        };
        BasisReader reader = new BasisReader(new Basis(zeros, large), ChunkHasher::of, new byte[16 << 10]);
        BasisPair pair = new BasisPair(reader, (bytes, position) -> {}, threads);
        List<Integer> batches = new ArrayList<>();
        for (int asked = 0; batches.size() < 5; asked = chunks.size()) {
            assertThat(pair.digest(large, asked, chunk -> chunk + 1 < large.chunks() ? chunk + 1 : -1, null))
                    .isNotNull();
            batches.add(chunks.size() - asked);
        }
        return batches;
    }

    @Test
    void readsAnotherChunkThanWasExpected() throws IOException {
        BasisPair pair = pair(threads);
        assertThat(pair.digest(GEOMETRY, 0, BasisPairTest::next, null)).isEqualTo(digest(0));
        assertThat(pair.digest(GEOMETRY, 3, BasisPairTest::next, null)).isEqualTo(digest(3));
        assertThat(pair.digest(GEOMETRY, 1, BasisPairTest::next, null)).isEqualTo(digest(1));
    }

    @Test
    void readsAgainWhatItHasForgotten() throws IOException {
        BasisPair pair = pair(threads);
        byte[] old = digest(1);
        assertThat(pair.digest(GEOMETRY, 0, BasisPairTest::next, null)).isEqualTo(digest(0));
        content[CHUNK] ^= 1;
        pair.forget();
        assertThat(pair.digest(GEOMETRY, 1, BasisPairTest::next, null))
                .isEqualTo(digest(1))
                .isNotEqualTo(old);
    }

    @Test
    void readsAgainTheChunkThatItHasForgottenAndNoOther() throws IOException {
        BasisPair pair = pair(threads);
        for (int i = 0; i < 3; i++) {
            assertThat(pair.digest(GEOMETRY, i, BasisPairTest::next, null)).isEqualTo(digest(i));
        }
        assertThat(reads).hasValue(GEOMETRY.chunks()); // the second batch has all the others
        content[3 * CHUNK] ^= 1;
        content[4 * CHUNK] ^= 1;
        pair.forget(4);
        pair.forget(4711); // none of them
        assertThat(pair.digest(GEOMETRY, 3, BasisPairTest::next, null)).isNotEqualTo(digest(3)); // as it was read then
        assertThat(reads).hasValue(GEOMETRY.chunks());
        assertThat(pair.digest(GEOMETRY, 4, BasisPairTest::next, null)).isEqualTo(digest(4));
        assertThat(reads.get()).isGreaterThan(GEOMETRY.chunks());
    }

    @Test
    void answersNothingTwice() throws IOException {
        BasisPair pair = pair(threads);
        assertThat(pair.digest(GEOMETRY, 0, BasisPairTest::next, null)).isEqualTo(digest(0));
        content[CHUNK] ^= 1;
        byte[] now = digest(1);
        assertThat(pair.digest(GEOMETRY, 1, BasisPairTest::next, null)).isNotEqualTo(now);
        assertThat(pair.digest(GEOMETRY, 1, BasisPairTest::next, null))
                .isEqualTo(now); // whoever asks again wants it read again
    }

    @Test
    void answersNoDigestOfWhatIsNotThere() throws IOException {
        end = CHUNK + 1;
        BasisPair pair = pair(threads);
        assertThat(pair.digest(GEOMETRY, 0, BasisPairTest::next, null)).isEqualTo(digest(0));
        assertThat(pair.digest(GEOMETRY, 1, BasisPairTest::next, null)).isNull();
        assertThat(pair.digest(GEOMETRY, 2, BasisPairTest::next, null)).isNull();
    }

    @Test
    void throwsWhatTheOtherThreadThrew() throws IOException {
        IOException broken = new IOException("broken");
        before = position -> {
            if (position == CHUNK) {
                throw broken;
            }
        };
        BasisPair pair = pair(threads);
        assertThatThrownBy(() -> pair.digest(GEOMETRY, 0, BasisPairTest::next, null))
                .isSameAs(broken);
        before = position -> {
            if (position == CHUNK) {
                throw new OutOfMemoryError("for a test");
            }
        };
        assertThatThrownBy(() -> pair.digest(GEOMETRY, 0, BasisPairTest::next, null))
                .isInstanceOf(OutOfMemoryError.class);
        before = position -> {};
        assertThat(pair.digest(GEOMETRY, 0, BasisPairTest::next, null)).isEqualTo(digest(0));
        assertThat(pair.digest(GEOMETRY, 1, BasisPairTest::next, null)).isEqualTo(digest(1));
    }

    @Test
    void leavesNoThreadReadingWhenItFails() {
        before = position -> {
            if (position == 0) {
                throw new IOException("broken");
            }
        };
        assertThatThrownBy(() -> pair(threads).digest(GEOMETRY, 0, BasisPairTest::next, null))
                .hasMessage("broken");
        assertThat(reading).hasValue(0);
    }

    @Test
    void waitsForTheOtherThreadAlsoWhenItIsInterrupted() throws IOException {
        Thread caller = Thread.currentThread();
        before = position -> {
            if (Thread.currentThread() != caller) {
                caller.interrupt();
            }
        };
        BasisPair pair = pair(task -> {
            Thread other = new Thread(task);
            other.start();
            while (reads.get() == 0 && other.isAlive()) {
                Thread.onSpinWait(); // so that it is this other thread that reads the next chunk
            }
        });
        byte[] found = pair.digest(GEOMETRY, 0, BasisPairTest::next, null);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(found).isEqualTo(digest(0));
        assertThat(reads).hasValue(2);
    }
}
