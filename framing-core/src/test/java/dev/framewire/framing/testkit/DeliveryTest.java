package dev.framewire.framing.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private static final byte[] TEN = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

    @Test
    void prints_and_reads_back_everything_it_can_be_told() throws Exception {
        Delivery all = Delivery.random(-42, 7)
                .merging()
                .withZeroReads()
                .nothingAvailable()
                .flip(12, 0x80)
                .replace(3, (byte) 1, (byte) 0xff)
                .insert(5, (byte) 10)
                .remove(7, 2)
                .stallAt(20)
                .failAt(40)
                .endAt(30);

        assertThat(all)
                .hasToString("random(-42,7) merging zero-reads nothing-available flip@12^80 replace@3=01ff insert@5=0a"
                        + " remove@7=0000 stall@20 fail@40 end@30");
        for (Delivery delivery : List.of(
                all, Delivery.whole(), Delivery.half(), Delivery.drip(), Delivery.cutAt(9, 3), Delivery.cutAt(4))) {
            assertThat(Delivery.parse(delivery.toString())).isEqualTo(delivery).hasSameHashCodeAs(delivery);
        }
    }

    @Test
    void refuses_a_plan_that_it_did_not_print() {
        for (String text : List.of(
                "",
                "size(0)",
                "size",
                "whole(3)",
                "random(1)",
                "cuts(-1)",
                "whole stall@x",
                "whole flip@3=01",
                "whole  end@1")) {
            assertThatIllegalArgumentException().as(text).isThrownBy(() -> Delivery.parse(text));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Delivery.whole().endAt(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Delivery.whole().flip(0, 256));
        assertThatIllegalArgumentException().isThrownBy(() -> Delivery.whole().insert(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Delivery.whole().remove(0, 0));
    }

    @Test
    void delivers_pieces_of_the_sizes_that_were_asked_for() throws IOException {
        assertThat(sizes(Delivery.whole())).containsExactly(10);
        assertThat(sizes(Delivery.pieces(4))).containsExactly(4, 4, 2);
        assertThat(sizes(Delivery.cutAt(7, 2))).containsExactly(2, 5, 3);
        assertThat(sizes(Delivery.drip())).hasSize(10).containsOnly(1);
        assertThat(Delivery.half().over(TEN).read(new byte[7])).isEqualTo(4);
        assertThat(sizes(Delivery.random(1, 3))).isEqualTo(sizes(Delivery.random(1, 3)));
    }

    @Test
    void never_loses_changes_or_adds_a_byte_that_the_plan_does_not_name() {
        Deliveries.check(TEN, in -> assertThat(in.readAllBytes()).isEqualTo(TEN));
    }

    @Test
    void damages_what_the_plan_names_and_nothing_else() throws IOException {
        assertThat(damaged(Delivery.drip().flip(2, 0x80))).containsExactly(0, 1, -126, 3, 4, 5, 6, 7, 8, 9);
        assertThat(damaged(Delivery.half().replace(8, (byte) 77, (byte) 78, (byte) 79)))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 77, 78);
        assertThat(damaged(Delivery.whole().insert(0, (byte) 50).insert(10, (byte) 51)))
                .containsExactly(50, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 51);
        assertThat(damaged(Delivery.pieces(3).remove(1, 8))).containsExactly(0, 9);
        assertThat(damaged(Delivery.drip().flip(1, 1).flip(1, 1))).isEqualTo(TEN);
        assertThat(damaged(Delivery.whole().endAt(0))).isEmpty();
    }

    @Test
    void ends_and_breaks_exactly_where_the_plan_says() throws IOException {
        Deliveries.check(
                Deliveries.everyEnd(10),
                delivery -> assertThat(damaged(delivery))
                        .isEqualTo(Arrays.copyOf(TEN, (int) delivery.endAt().orElseThrow())));
        InputStream broken = Delivery.whole().failAt(4).over(TEN);
        assertThat(broken.read(new byte[10])).isEqualTo(4);
        assertThatThrownBy(broken::read).isInstanceOf(IOException.class).hasMessageContaining("byte 4");
        assertThatThrownBy(broken::read).isInstanceOf(IOException.class);
    }

    @Test
    void stands_still_until_released_and_goes_on_with_the_next_byte() throws Exception {
        DeliveredInputStream in = Delivery.whole().stallAt(4).over(TEN);
        CompletableFuture<byte[]> reader = CompletableFuture.supplyAsync(() -> read(in));

        in.awaitStall();
        assertThat(reader).isNotDone();
        in.release();

        assertThat(reader.get()).isEqualTo(TEN);
    }

    @Test
    void an_aborted_stall_fails_and_so_does_every_later_read() throws Exception {
        DeliveredInputStream in = Delivery.whole().stallAt(0).over(TEN);
        CompletableFuture<byte[]> reader = CompletableFuture.supplyAsync(() -> read(in));

        in.awaitStall();
        in.abort();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(reader::get)
                .withStackTraceContaining("the stream was aborted");
        assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    }

    @Test
    void an_output_passes_each_piece_in_a_write_of_its_own() throws IOException {
        Writes writes = new Writes();
        try (OutputStream out = Delivery.pieces(4).over(writes)) {
            out.write(TEN);
            assertThat(writes.sizes).containsExactly(4, 4, 2);
        }
    }

    @Test
    void a_merging_output_makes_small_writes_stick_together() throws IOException {
        Writes writes = new Writes();
        OutputStream out = Delivery.pieces(4).merging().over(writes);
        for (byte value : TEN) {
            out.write(value);
            out.flush();
        }
        assertThat(writes.sizes).containsExactly(4, 4);
        out.close();
        assertThat(writes.sizes).containsExactly(4, 4, 2);
        assertThat(writes.toByteArray()).isEqualTo(TEN);
    }

    @Test
    void an_output_that_ends_drops_the_rest_without_a_word() throws IOException {
        Writes writes = new Writes();
        try (OutputStream out = Delivery.drip().endAt(3).over(writes)) {
            out.write(TEN);
            out.flush();
        }
        assertThat(writes.toByteArray()).containsExactly(0, 1, 2);
        assertThat(writes.closed).isTrue();
    }

    @Test
    void a_merging_input_fills_its_pieces_from_a_source_that_drips() throws IOException {
        InputStream in = Delivery.pieces(4).merging().over(Delivery.drip().over(TEN));
        assertThat(in.read(new byte[10])).isEqualTo(4);
        assertThat(in.read(new byte[3])).isEqualTo(3);
        assertThat(in.readAllBytes()).containsExactly(7, 8, 9);
    }

    @Test
    void channels_return_zero_and_less_than_asked_but_lose_nothing() {
        Deliveries.check(Deliveries.all(10).map(Delivery::withZeroReads), delivery -> {
            ByteBuffer target = ByteBuffer.allocateDirect(20);
            try (DeliveredReadableChannel channel = delivery.channelOver(TEN)) {
                assertThat(channel.read(target)).isZero();
                while (channel.read(target) >= 0) {
                    assertThat(target.position()).isLessThanOrEqualTo(10);
                }
            }
            assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(TEN));

            Writes writes = new Writes();
            ByteBuffer source = ByteBuffer.wrap(TEN).asReadOnlyBuffer();
            try (DeliveredWritableChannel channel = delivery.channelOver(writes)) {
                assertThat(channel.write(source)).isZero();
                while (source.hasRemaining()) {
                    channel.write(source);
                }
            }
            assertThat(writes.toByteArray()).isEqualTo(TEN);
        });
    }

    @Test
    void hides_available_bytes_and_skips_nothing_when_told() throws IOException {
        assertThat(Delivery.whole().over(TEN).available()).isEqualTo(10);
        assertThat(Delivery.whole().nothingAvailable().over(TEN).available()).isZero();
        InputStream in = Delivery.whole().withZeroReads().over(TEN);
        assertThat(in.skip(3)).isZero();
        assertThat(in.skip(3)).isEqualTo(3);
        assertThat(in.read()).isEqualTo(3);
    }

    @Test
    void a_failed_check_names_the_delivery_that_shows_it_again() {
        // a reader with the oldest bug of all: it takes one read for one message
        assertThatThrownBy(() -> Deliveries.check(
                        TEN, in -> assertThat(in.read(new byte[10])).isEqualTo(10)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("with the delivery \"half\"");
        assertThatThrownBy(() -> Deliveries.check(Deliveries.everyPieceSize(3), delivery -> {
                    throw new IOException("no");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("size(1)")
                .hasRootCauseMessage("no");
    }

    @Test
    void enumerates_every_pair_of_cuts_and_every_piece_size() {
        assertThat(Deliveries.everyPairOfCuts(10)).hasSize(36).doesNotHaveDuplicates();
        assertThat(Deliveries.everyPieceSize(10)).hasSize(20);
        assertThat(Deliveries.everyFailure(10)).hasSize(11);
        assertThat(Deliveries.everyFlip(10, 1, 0x80)).hasSize(20);
        assertThat(Deliveries.all(0)).isNotEmpty();
    }

    private static List<Integer> sizes(Delivery delivery) throws IOException {
        List<Integer> sizes = new ArrayList<>();
        InputStream in = delivery.over(TEN);
        byte[] target = new byte[100];
        for (int count = in.read(target); count >= 0; count = in.read(target)) {
            sizes.add(count);
        }
        return sizes;
    }

    private static byte[] damaged(Delivery delivery) throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        try (OutputStream out = delivery.over(sink)) {
            out.write(TEN);
        }
        byte[] read = delivery.over(TEN).readAllBytes();
        assertThat(sink.toByteArray()).as("an output does the same").isEqualTo(read);
        return read;
    }

    private static byte[] read(InputStream in) {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final class Writes extends ByteArrayOutputStream {
        final List<Integer> sizes = new ArrayList<>();
        boolean closed;

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (length > 0) {
                sizes.add(length);
            }
            super.write(bytes, offset, length);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
