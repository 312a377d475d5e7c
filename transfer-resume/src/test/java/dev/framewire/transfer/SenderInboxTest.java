package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

/** A peer can fill a sender's queue with what it may say, and with nothing else. */
class SenderInboxTest {
    private static final int CHUNKS = 5;
    private static final Geometry GEOMETRY =
            new Geometry((long) CHUNKS * Geometry.MIN_CHUNK_BYTES, Geometry.MIN_CHUNK_BYTES);
    private static final Geometry UNKNOWN = Geometry.unknown(Geometry.STREAM_CHUNK_BYTES);

    private final SenderInbox inbox = new SenderInbox(GEOMETRY, true);

    private static Message.State state(int first, int count, int bytes) {
        return new Message.State(1, 1, first, count, first + count < CHUNKS, 0, new byte[bytes]);
    }

    private static Message.Need need(int count) {
        return new Message.Need(1, 1, 0, count, false, new byte[1]);
    }

    private static Message.Ack ack(long written) {
        return new Message.Ack(1, 1, written, 0, 0, 0);
    }

    private static void assertRefused(SenderInbox by, Message message) {
        assertThat(catchThrowableOfType(TransferException.class, () -> by.put(message))
                        .kind())
                .isEqualTo(TransferException.Kind.PROTOCOL);
    }

    @Test
    void manyAcknowledgementsAreOne() throws TransferException {
        for (int i = 0; i < 100_000; i++) {
            inbox.put(ack(i));
        }
        assertThat(inbox.poll()).isEqualTo(ack(99_999));
        assertThat(inbox.poll()).isNull();
    }

    @Test
    void moreThanThereIsCannotBeAcknowledged() throws TransferException {
        long size = GEOMETRY.size();
        inbox.put(new Message.Ack(1, 1, size, size, size, 0));
        for (long wrong : new long[] {-1, Long.MIN_VALUE, size + 1, Long.MAX_VALUE}) {
            assertRefused(inbox, new Message.Ack(1, 1, wrong, 0, 0, 0));
            assertRefused(inbox, new Message.Ack(1, 1, 0, wrong, 0, 0));
            assertRefused(inbox, new Message.Ack(1, 1, 0, 0, wrong, 0));
        }
        SenderInbox unsized = new SenderInbox(UNKNOWN, false);
        unsized.put(ack(UNKNOWN.size()));
        assertRefused(unsized, ack(UNKNOWN.size() + 1));
    }

    @Test
    void messagesKeepTheirOrder() throws TransferException {
        inbox.put(ack(1));
        inbox.put(state(0, CHUNKS, 1));
        inbox.put(ack(2));
        assertThat(inbox.poll()).isEqualTo(ack(1));
        assertThat(inbox.poll()).isInstanceOf(Message.State.class);
        assertThat(inbox.poll()).isEqualTo(ack(2));
    }

    @Test
    void eachChunkIsToldOfOnce() throws TransferException {
        inbox.put(state(0, 2, 1));
        assertRefused(inbox, state(1, 1, 1));
        assertRefused(inbox, state(3, 1, 1));
        inbox.put(state(2, 3, 1));
        assertRefused(inbox, state(0, CHUNKS, 1));
        assertRefused(inbox, state(CHUNKS, 0, 1));
    }

    @Test
    void aPageOfNothingIsNoPage() {
        assertRefused(inbox, new Message.State(1, 1, 0, 0, true, 0, new byte[0]));
    }

    @Test
    void aPageSaysWhetherItIsTheLast() throws TransferException {
        assertRefused(inbox, new Message.State(1, 1, 0, 2, false, 0, new byte[1]));
        SenderInbox whole = new SenderInbox(GEOMETRY, true);
        assertRefused(whole, new Message.State(1, 1, 0, CHUNKS, true, 0, new byte[1]));
        SenderInbox finished = new SenderInbox(GEOMETRY, true);
        finished.finishes();
        assertRefused(finished, new Message.Need(1, 1, 0, CHUNKS, true, new byte[1]));
    }

    @Test
    void contentIsAskedForInAFewRoundsAtMost() throws TransferException {
        for (int round = 0; round < 3; round++) {
            inbox.finishes();
            inbox.put(need(CHUNKS));
        }
        inbox.finishes();
        assertRefused(inbox, need(CHUNKS));
    }

    @Test
    void nothingIsAskedForBeforeTheEndNorTwiceBehindIt() throws TransferException {
        assertRefused(inbox, need(CHUNKS));
        assertThat(inbox.finished()).isFalse();
        inbox.finishes();
        assertThat(inbox.finished()).isTrue();
        inbox.put(need(CHUNKS));
        assertThat(inbox.finished()).isFalse();
        assertRefused(inbox, need(CHUNKS));
        inbox.finishes();
        inbox.put(need(CHUNKS));
    }

    @Test
    void claimsLongerThanTheirChunksAreNotKept() throws TransferException {
        inbox.put(state(0, 1, SenderInbox.MAX_BODY_BYTES));
        assertRefused(inbox, state(1, 1, 1));
        assertThat(inbox.poll()).isNotNull();
        SenderInbox emptied = new SenderInbox(GEOMETRY, true);
        for (int i = 0; i < CHUNKS; i++) {
            emptied.put(state(i, 1, SenderInbox.MAX_BODY_BYTES));
            assertThat(emptied.poll()).isNotNull();
        }
    }

    @Test
    void contentOfUnknownSizeIsClaimedOnceAndNeverAskedFor() throws TransferException {
        SenderInbox unsized = new SenderInbox(UNKNOWN, false);
        unsized.put(new Message.State(1, 1, 0, 0, false, 0, new byte[0]));
        assertRefused(unsized, new Message.State(1, 1, 0, 0, false, 0, new byte[0]));
        unsized.finishes();
        assertRefused(unsized, new Message.Need(1, 1, 0, 0, false, new byte[0]));
        assertThat(unsized.finished()).isTrue();
    }

    @Test
    void whatOnlyAReceiverTakesIsRefused() {
        assertRefused(inbox, new Message.Alive(1, 1));
        assertRefused(inbox, new Message.Fin(1, 1, 0, new byte[32]));
    }
}
