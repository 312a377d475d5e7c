package dev.framewire.transfer.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.transfer.testkit.StreamPlan.End;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FaultyStreamsTest {
    private static final byte[] TEN = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

    private static FaultyInputStream reading(StreamPlan plan) {
        return new FaultyInputStream(new ByteArrayInputStream(TEN), plan);
    }

    @Test
    void aResetComesAfterExactlyThatManyBytes() throws IOException {
        for (int cut = 0; cut <= TEN.length; cut++) {
            FaultyInputStream in = reading(StreamPlan.none().endAt(cut, End.RESET));
            assertThat(in.readNBytes(cut)).hasSize(cut);
            assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("after " + cut);
        }
    }

    @Test
    void anEarlyCloseLooksLikeTheEnd() throws IOException {
        assertThat(reading(StreamPlan.none().endAt(4, End.CLOSED)).readAllBytes())
                .containsExactly(0, 1, 2, 3);
    }

    @Test
    void aBitIsFlippedWhateverThePieces() throws IOException {
        for (int pieces = 1; pieces <= 11; pieces++) {
            byte[] read = reading(StreamPlan.none().flipBit(8 * 5 + 1).maxBytesAtOnce(pieces))
                    .readAllBytes();
            assertThat(read).containsExactly(0, 1, 2, 3, 4, 7, 6, 7, 8, 9);
        }
    }

    @Test
    void bytesBeforeTheCutReachThePeer() throws IOException {
        ByteArrayOutputStream peer = new ByteArrayOutputStream();
        FaultyOutputStream out = new FaultyOutputStream(
                peer, StreamPlan.none().endAt(3, End.RESET).flipBit(0));
        assertThatThrownBy(() -> out.write(TEN)).isInstanceOf(IOException.class);
        assertThat(peer.toByteArray()).containsExactly(1, 1, 2);
    }

    @Test
    void aStallLastsUntilTheStreamIsClosed() throws Exception {
        FaultyInputStream in = reading(StreamPlan.none().endAt(0, End.STALLED));
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
            try {
                return in.read();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        in.close();
        assertThatThrownBy(() -> read.get(180, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void rangesAreChecked() {
        assertThatThrownBy(() -> StreamPlan.none().maxBytesAtOnce(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StreamPlan.none().endAt(-1, End.RESET)).isInstanceOf(IllegalArgumentException.class);
        assertThat(StreamPlan.seeded(9, 100)).isEqualTo(StreamPlan.seeded(9, 100));
    }
}
