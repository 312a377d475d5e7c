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
}
