package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
        BasisPair pair = pair(threads);
        for (int i = 0; i < GEOMETRY.chunks(); i++) {
            assertThat(pair.digest(GEOMETRY, i, next(i), null)).isEqualTo(digest(i));
        }
        assertThat(reads).hasValue(GEOMETRY.chunks());
        assertThat(pieces).containsExactly(0L, 2L * CHUNK, 4L * CHUNK); // of this thread's chunks only
    }

    @Test
    void readsAnotherChunkThanWasExpected() throws IOException {
        BasisPair pair = pair(threads);
        assertThat(pair.digest(GEOMETRY, 0, 1, null)).isEqualTo(digest(0));
        assertThat(pair.digest(GEOMETRY, 3, 4, null)).isEqualTo(digest(3));
        assertThat(pair.digest(GEOMETRY, 1, 2, null)).isEqualTo(digest(1));
    }

    @Test
    void readsAgainWhatItHasForgotten() throws IOException {
        BasisPair pair = pair(threads);
        byte[] old = digest(1);
        assertThat(pair.digest(GEOMETRY, 0, 1, null)).isEqualTo(digest(0));
        content[CHUNK] ^= 1;
        pair.forget();
        assertThat(pair.digest(GEOMETRY, 1, 2, null)).isEqualTo(digest(1)).isNotEqualTo(old);
    }

    @Test
    void answersNoDigestOfWhatIsNotThere() throws IOException {
        end = CHUNK + 1;
        BasisPair pair = pair(threads);
        assertThat(pair.digest(GEOMETRY, 0, 1, null)).isEqualTo(digest(0));
        assertThat(pair.digest(GEOMETRY, 1, 2, null)).isNull();
        assertThat(pair.digest(GEOMETRY, 2, 3, null)).isNull();
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
        assertThatThrownBy(() -> pair.digest(GEOMETRY, 0, 1, null)).isSameAs(broken);
        before = position -> {
            if (position == CHUNK) {
                throw new OutOfMemoryError("for a test");
            }
        };
        assertThatThrownBy(() -> pair.digest(GEOMETRY, 0, 1, null)).isInstanceOf(OutOfMemoryError.class);
        before = position -> {};
        assertThat(pair.digest(GEOMETRY, 0, 1, null)).isEqualTo(digest(0));
        assertThat(pair.digest(GEOMETRY, 1, 2, null)).isEqualTo(digest(1));
    }

    @Test
    void leavesNoThreadReadingWhenItFails() {
        before = position -> {
            if (position == 0) {
                throw new IOException("broken");
            }
        };
        assertThatThrownBy(() -> pair(threads).digest(GEOMETRY, 0, 1, null)).hasMessage("broken");
        assertThat(reads).hasValue(1); // of the next chunk, and that is over
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
        byte[] found = pair.digest(GEOMETRY, 0, 1, null);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(found).isEqualTo(digest(0));
        assertThat(reads).hasValue(2);
    }
}
