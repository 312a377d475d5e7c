package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BuffersTest {
    private static final int PIECE = PieceMemory.PIECE_BYTES;

    private final PieceMemory memory = new PieceMemory();

    @Test
    void aBufferHasRoomForWhatWasAskedForAndNoMore() throws IOException {
        for (int bytes : new int[] {1, 1000, PIECE, PIECE + 1, 1 << 20, 7}) {
            Buffers buffers = Buffers.of(memory);
            ByteBuffer buffer = buffers.take(bytes);
            assertThat(buffer.position()).isZero();
            assertThat(buffer.limit()).isEqualTo(bytes);
            assertThat(buffer.isDirect()).isEqualTo(bytes <= PIECE);
            buffers.give(buffer.position(bytes));
            assertThat(buffers.take(1).remaining()).isEqualTo(1);
            buffers.close();
        }
    }

    @Test
    void anEngineNeverHasMoreOutsideTheHeapThanItsShare() throws IOException {
        List<Buffers> transfers = new ArrayList<>();
        int direct = 0;
        for (int i = 0; i < 100; i++) {
            Buffers buffers = Buffers.of(memory);
            transfers.add(buffers);
            direct += buffers.take(PIECE).isDirect() ? 1 : 0;
        }
        assertThat(direct).isEqualTo(64);
        transfers.forEach(Buffers::close); // what nobody gave back is free all the same
        assertThat(Buffers.of(memory).take(1).isDirect()).isTrue();
    }

    @Test
    void aPeerThatMixesSizesTakesNoMoreThanOneThatDoesNot() throws IOException {
        Buffers buffers = Buffers.of(memory);
        for (int i = 0; i < 1000; i++) {
            buffers.give(buffers.take(i % 2 == 0 ? PIECE : 1 << 20));
        }
        List<ByteBuffer> others = new ArrayList<>();
        for (ByteBuffer piece = memory.take(); piece != null; piece = memory.take()) {
            others.add(piece);
        }
        assertThat(others).hasSize(63);
    }

    @Test
    void aJvmThatHasNoSuchMemoryIsAskedOnce() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        PieceMemory none = new PieceMemory(bytes -> {
            asked.incrementAndGet();
            throw new OutOfMemoryError("Cannot reserve direct buffer memory");
        });
        Buffers buffers = Buffers.of(none);
        assertThat(buffers.take(PIECE).remaining()).isEqualTo(PIECE);
        assertThat(buffers.take(1).isDirect()).isFalse();
        assertThat(asked).hasValue(1);
    }

    @Test
    void thatOfOneTransferIsAnothersOnlyAfterItsEnd() throws IOException {
        Buffers first = Buffers.of(memory);
        ByteBuffer mine = first.take(10);
        first.give(mine);
        assertThat(Buffers.of(memory).take(10)).isNotSameAs(mine);
        first.close();
        assertThat(Buffers.of(memory).take(10)).isSameAs(mine);
    }

    @Test
    void whileTheEngineHasMuchATransferMayHaveMoreThanItsShare() throws IOException {
        Buffers buffers = Buffers.of(memory);
        List<ByteBuffer> mine = new ArrayList<>();
        for (int i = 0; i < Buffers.MOST; i++) {
            mine.add(buffers.take(PIECE));
        }
        assertThat(mine)
                .allMatch(ByteBuffer::isDirect)
                .usingElementComparator((a, b) -> a == b ? 0 : 1)
                .doesNotHaveDuplicates();
        assertWaits(buffers, PIECE, mine.get(0));
    }

    @Test
    void whereHalfOfTheMemoryIsLentEachHasItsShareAlone() throws IOException {
        List<ByteBuffer> others = new ArrayList<>();
        for (int i = 0; i < PieceMemory.MAX_PIECES / 2; i++) {
            others.add(memory.take());
        }
        Buffers buffers = Buffers.of(memory);
        ByteBuffer first = buffers.take(PIECE);
        for (int i = 1; i < Buffers.COUNT; i++) {
            assertThat(buffers.take(PIECE).isDirect()).isTrue();
        }
        assertWaits(buffers, PIECE, first);
    }

    @Test
    void nobodyHasMoreOfTheHeapThanItsShare() throws IOException {
        Buffers buffers = Buffers.of(memory);
        List<ByteBuffer> mine = new ArrayList<>();
        for (int i = 0; i < Buffers.MOST; i++) {
            mine.add(buffers.take(1));
        }
        for (int i = 0; i < Buffers.MOST - Buffers.COUNT; i++) {
            buffers.give(mine.remove(0)); // a peer that has got more by small pieces goes on with large ones
        }
        assertWaits(buffers, PIECE + 1, mine.get(0));
    }

    @Test
    void whoeverWaitsGoesOnWhenTheTransferIsOver() throws Exception {
        Buffers buffers = new Buffers();
        for (int i = 0; i < Buffers.COUNT; i++) {
            assertThat(buffers.take(1)).isNotNull();
        }
        Thread waiting = taker(buffers, 1);
        buffers.open();
        waiting.join();
        assertThat(buffers.taken()).isEqualTo(Buffers.COUNT + 1);
    }

    /** And that it goes on when one is given back. */
    private static void assertWaits(Buffers buffers, int bytes, ByteBuffer given) {
        int before = buffers.taken();
        Thread waiting = taker(buffers, bytes);
        assertThat(buffers.taken()).isEqualTo(before);
        buffers.give(given);
        try {
            waiting.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(buffers.taken()).isEqualTo(before);
    }

    /** A thread that waits for a buffer. */
    private static Thread taker(Buffers buffers, int bytes) {
        Thread thread = new Thread(() -> {
            try {
                assertThat(buffers.take(bytes).remaining()).isEqualTo(bytes);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(thread.isAlive()).as("it does not wait").isTrue();
            Thread.onSpinWait();
        }
        return thread;
    }
}
