package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a sender says while it reads and has nothing to send, and how often it reads a source that changes. */
class SenderTest {
    private static final int CHUNK = 16 << 10;
    private static final Geometry GEOMETRY = new Geometry(10L * CHUNK, CHUNK);
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong();
    private final Changing source = new Changing();
    private final Buffers buffers = new Buffers();
    private final ProgressMeter meter = new ProgressMeter();

    /** A receiver that holds everything, and holds it right. */
    private Sender resumed() throws IOException {
        Sender sender = new Sender(1, source, GEOMETRY, nanos::get, meter);
        sender.onState(new Message.State(1, 7, 0, 10, false, 1 << 20, everything()));
        return sender;
    }

    private static byte[] everything() {
        byte[] held = new byte[2 + 10 * 32];
        held[0] = (byte) 0xff;
        held[1] = 3;
        ChunkHasher hasher = ChunkHasher.of(GEOMETRY);
        for (int i = 0; i < 10; i++) {
            hasher.update(new byte[CHUNK], 0, CHUNK);
            System.arraycopy(hasher.finish(), 0, held, 2 + 32 * i, 32);
        }
        return held;
    }

    @Test
    void whatOnePageSaysIsAnsweredBeforeTheNextHasCome() throws IOException {
        Sender sender = new Sender(1, source, GEOMETRY, nanos::get, new ProgressMeter());
        assertThat(saysUntilTheEnd(sender)).containsExactly("nothing");
        sender.onState(new Message.State(1, 7, 0, 1, true, 1 << 20, new byte[] {0}));
        assertThat(saysUntilTheEnd(sender)).containsExactly("Data", "nothing");
        byte[] other = new byte[1 + 2 * 32];
        other[0] = 3;
        sender.onState(new Message.State(1, 7, 1, 2, true, 1 << 20, other));
        assertThat(saysUntilTheEnd(sender)).containsExactly("Data", "Data", "nothing");
        sender.onState(new Message.State(1, 7, 3, 7, false, 1 << 20, new byte[] {0}));
        assertThat(saysUntilTheEnd(sender)).endsWith("Data", "Hashes", "Fin").hasSize(9);
    }

    /** Two of ten chunks, and digests for them. */
    private static byte[] page(int lastByte, int digests) {
        byte[] page = new byte[2 + 32 * digests];
        page[0] = 1;
        page[1] = (byte) lastByte;
        return page;
    }

    @Test
    void aStateWithAnotherNumberOfDigestsThanOfBitsIsNone() throws IOException {
        for (int digests : new int[] {0, 1, 3}) {
            assertThat(refused(page(2, digests), new byte[2])).isEqualTo(TransferException.Kind.PROTOCOL);
        }
        byte[] halfOfAnother = Arrays.copyOf(page(2, 2), 2 + 32 * 2 + 16);
        assertThat(refused(halfOfAnother, new byte[2])).isEqualTo(TransferException.Kind.PROTOCOL);
        assertThat(refused(page(2, 2), new byte[2])).isNull();
    }

    @Test
    void aPageWithBitsOrBytesBehindItsChunksIsNone() throws IOException {
        assertThat(refused(page(6, 2), new byte[2])).isEqualTo(TransferException.Kind.PROTOCOL);
        for (byte[] need : new byte[][] {{0}, {0, 4}, {0, (byte) 0x80}, {0, 0, 0}}) {
            assertThat(refused(page(2, 2), need)).isEqualTo(TransferException.Kind.PROTOCOL);
        }
        assertThat(refused(page(2, 2), new byte[] {(byte) 0xff, 3})).isNull();
    }

    private TransferException.@Nullable Kind refused(byte[] state, byte[] need) throws IOException {
        Sender sender = new Sender(1, source, GEOMETRY, nanos::get, meter);
        try {
            sender.onState(new Message.State(1, 7, 0, 10, false, 1 << 20, state));
            sender.onNeed(new Message.Need(1, 7, 0, 10, false, need));
            return null;
        } catch (TransferException e) {
            return e.kind();
        }
    }

    private List<String> saysUntilTheEnd(Sender sender) throws IOException {
        List<String> said = new ArrayList<>();
        while (true) {
            Message message = sender.next(buffers, CHUNK);
            said.add(message == null ? "nothing" : message.getClass().getSimpleName());
            if (message instanceof Message.Data data) {
                buffers.give(data.content());
            }
            if (message == null || message instanceof Message.Fin) {
                return said;
            }
        }
    }

    @Test
    void aSenderThatComparesForLongSaysThatItIsThere() throws IOException {
        source.readingTakesNanos = SECOND / 2;
        assertThat(saysUntilTheEnd(resumed()))
                .containsExactly("Alive", "Alive", "Alive", "Alive", "Alive", "Hashes", "Fin");
    }

    @Test
    void aSenderThatComparesQuicklySaysNothingOfIt() throws IOException {
        assertThat(saysUntilTheEnd(resumed())).containsExactly("Hashes", "Fin");
    }

    @Test
    void aSenderThatReadsAChangedSourceAgainSaysThatItIsThere() throws IOException {
        source.readingTakesNanos = SECOND / 2;
        source.changesAtRead = 3; // the version, not the content
        assertThat(saysUntilTheEnd(resumed())).filteredOn("Alive"::equals).hasSize(10);
    }

    @Test
    void aChunkThatChangedIsSentAgainAndTheRestIsNot() throws IOException {
        source.changesAtRead = 10;
        source.alsoContent = true;
        assertThat(saysUntilTheEnd(resumed())).containsExactly("Data", "Hashes", "Fin");
        assertThat(meter.reused.get()).isEqualTo(9L * CHUNK);
    }

    @Test
    void whatTheReceiverAsksForAgainWasNotReused() throws IOException {
        Sender sender = resumed();
        saysUntilTheEnd(sender);
        assertThat(meter.reused.get()).isEqualTo(10L * CHUNK);
        for (int round = 0; round < 2; round++) {
            sender.onNeed(new Message.Need(1, 7, 0, 10, false, new byte[] {5, 0}));
            assertThat(saysUntilTheEnd(sender)).containsExactly("Data", "Data", "Hashes", "Fin");
            assertThat(meter.reused.get()).isEqualTo(8L * CHUNK);
        }
    }

    @Test
    void aSourceOfWhichNobodyCanSayWhetherItChangedIsReadTwice() throws IOException {
        source.neverTheSame = true;
        assertThat(saysUntilTheEnd(resumed())).containsExactly("Hashes", "Fin");
        assertThat(source.reads).isEqualTo(20);
    }

    @Test
    void aSourceThatKeepsChangingIsGivenUp() throws IOException {
        source.changesAlways = true;
        TransferException e = catchThrowableOfType(TransferException.class, () -> saysUntilTheEnd(resumed()));
        assertThat(e.kind()).isEqualTo(TransferException.Kind.CHANGED);
    }

    /** Zeros, until they change. */
    private final class Changing implements TransferSource {
        private long readingTakesNanos;
        private int changesAtRead = -1;
        private boolean alsoContent;
        private boolean neverTheSame;
        private boolean changesAlways;
        private int reads;
        private int version;

        @Override
        public long size() {
            return GEOMETRY.size();
        }

        @Override
        public OptionalLong modifiedMillis() {
            return OptionalLong.empty();
        }

        @Override
        public String version() {
            version += neverTheSame ? 1 : 0;
            return "version " + version;
        }

        @Override
        public int read(ByteBuffer target, long position) {
            nanos.addAndGet(readingTakesNanos);
            reads++;
            boolean changed = reads == changesAtRead || changesAlways;
            version += changed ? 1 : 0;
            int count = target.remaining();
            byte[] bytes = new byte[count];
            if (position == 0 && (changesAlways || alsoContent && reads >= changesAtRead)) {
                bytes[0] = (byte) (changesAlways ? reads : 1);
            }
            target.put(bytes);
            return count;
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
