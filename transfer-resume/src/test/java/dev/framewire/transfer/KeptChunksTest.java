package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.KeptChunks.Piece;
import dev.framewire.transfer.TransferException.Kind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Content that is read once is kept until the receiver has it, and no longer; read again, it has to be what it was. */
class KeptChunksTest {
    private static final int CHUNK = Geometry.MIN_CHUNK_BYTES;
    private static final int MOST = 2;

    private final KeptChunks kept = new KeptChunks(CHUNK, MOST);

    /** Reads the next chunk: so many bytes of that value. */
    private void read(int value, int length) throws TransferException {
        byte[] buffer = kept.buffer();
        Arrays.fill(buffer, 0, length, (byte) value);
        kept.add(Piece.of(kept.next(), buffer, length));
    }

    private void assertFails(Kind kind, int value, int length) {
        assertThat(catchThrowableOfType(TransferException.class, () -> read(value, length))
                        .kind())
                .isEqualTo(kind);
    }

    @Test
    void noMoreIsWantedThanIsKept() throws TransferException {
        read(1, CHUNK);
        assertThat(kept.wanted()).isTrue();
        read(2, CHUNK);
        assertThat(kept.full()).isTrue();
        assertThat(kept.wanted()).isFalse();
        kept.settled(1);
        assertThat(kept.full()).isFalse();
        assertThat(kept.wanted()).isTrue();
        assertThat(kept.forgot(0)).isTrue();
        assertThat(kept.forgot(1)).isFalse();
        assertThat(kept.bytes(1)).containsOnly(2).hasSize(CHUNK);
        assertThat(kept.bytes(2)).isNull();
    }

    @Test
    void whatIsKeptIsNotWrittenOver() throws TransferException {
        read(1, CHUNK);
        byte[] sent = kept.bytes(0);
        read(2, CHUNK);
        assertThat(sent).containsOnly(1);
        kept.settled(1);
        assertThat(kept.buffer()).as("what the receiver has is read over").isSameAs(sent);
    }

    @Test
    void theLastChunkIsAsLongAsItIs() throws TransferException {
        read(1, CHUNK);
        assertThat(kept.size()).isEqualTo(Geometry.UNKNOWN);
        read(2, 7);
        assertThat(kept.size()).isEqualTo(CHUNK + 7);
        assertThat(kept.bytes(1)).containsOnly(2).hasSize(7);
        kept.settled(2);
        assertThat(kept.wanted()).as("behind the end").isFalse();
    }

    @Test
    void contentOfNothingAndOfWholeChunksEndsToo() throws TransferException {
        read(0, 0);
        assertThat(kept.size()).isZero();
        assertThat(kept.digest(0)).isNull();
        KeptChunks whole = new KeptChunks(CHUNK, MOST);
        whole.add(Piece.of(0, new byte[CHUNK], CHUNK));
        whole.add(Piece.of(1, new byte[CHUNK], 0));
        assertThat(whole.size()).isEqualTo(CHUNK);
        assertThat(whole.digest(1)).isNull();
    }

    @Test
    void whatIsReadAgainIsKeptFromWhereItIsWantedOn() throws TransferException {
        read(1, CHUNK);
        read(2, CHUNK);
        kept.settled(2);
        read(3, CHUNK);
        kept.againFor(1);
        assertThat(kept.next()).isZero();
        read(1, CHUNK);
        assertThat(kept.forgot(0)).isTrue();
        assertThat(kept.bytes(1)).isNull();
        read(2, CHUNK);
        assertThat(kept.bytes(1)).containsOnly(2);
    }

    @Test
    void anotherContentIsNotPutBehindTheOldOne() throws TransferException {
        read(1, CHUNK);
        read(2, 7);
        kept.again();
        assertFails(Kind.CHANGED, 9, CHUNK);
        kept.againFor(0);
        read(1, CHUNK);
        assertFails(Kind.CHANGED, 2, CHUNK); // longer
        kept.againFor(0);
        assertFails(Kind.CHANGED, 1, 7); // shorter
        kept.againFor(0);
        assertFails(Kind.CHANGED, 0, 0);
        kept.startOver();
        read(9, CHUNK);
        assertThat(kept.bytes(0)).containsOnly(9);
    }

    @Test
    void contentWhoseEndNobodyHasSeenMayNotEndBeforeWhatWasRead() throws TransferException {
        read(1, CHUNK);
        read(2, CHUNK);
        kept.againFor(0);
        read(1, CHUNK);
        assertFails(Kind.CHANGED, 0, 0);
    }

    @Test
    void oneChunkMoreThanThereMayBeIsTooBig() throws TransferException {
        kept.settled(Geometry.MAX_CHUNKS); // so that none is kept
        Piece piece = Piece.of(0, new byte[CHUNK], CHUNK);
        for (int i = 0; i < Geometry.MAX_CHUNKS; i++) {
            kept.add(piece);
        }
        assertFails(Kind.TOO_BIG, 1, CHUNK);
        assertFails(Kind.TOO_BIG, 1, 1);
        read(0, 0);
        assertThat(kept.size()).isEqualTo((long) CHUNK * Geometry.MAX_CHUNKS);
        kept.again();
        assertThat(kept.wanted()).isTrue();
    }
}
