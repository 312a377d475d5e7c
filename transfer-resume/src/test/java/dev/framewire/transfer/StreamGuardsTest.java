package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.StorageCase.Version;
import dev.framewire.transfer.TransferException.Kind;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that is read once: each guard of its source and its sender, met by what it is there for. */
class StreamGuardsTest {
    private static final int CHUNK = StorageCase.CHUNK;
    private static final Version CONTENT = StorageCase.of(5 * CHUNK - 100, 1).content();

    private final Buffers buffers = new Buffers();

    private static StreamSource once(InputStream in) {
        return new StreamSource(() -> in, false, 2 * CHUNK, CHUNK, true);
    }

    private static StreamSource once() {
        return once(new ByteArrayInputStream(CONTENT.bytes()));
    }

    private static Kind kind(ThrowingCallable call) {
        TransferException e = catchThrowableOfType(TransferException.class, call);
        assertThat(e).as("it goes on").isNotNull();
        return e.kind();
    }

    /** What it would give then has a hole. */
    @Test
    void aStreamThatHasFailedIsNotReadOnWhenItWouldGoOn() throws IOException {
        boolean[] failed = new boolean[1];
        StreamSource source = once(new FilterInputStream(new ByteArrayInputStream(CONTENT.bytes())) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = super.read(into, offset, length);
                if (!failed[0]) {
                    failed[0] = true;
                    throw new IOException("once");
                }
                return count;
            }
        });
        int first = source.begin(() -> {});
        assertThat(kind(() -> source.digest(first, 0))).isEqualTo(Kind.GONE);
        assertThat(kind(() -> source.begin(() -> {}))).isEqualTo(Kind.GONE);
    }

    /** As the stream of a program does that has ended with an error. */
    @Test
    void aStreamThatFailsWhenItIsClosedHasNoEnd() throws IOException {
        StreamSource source = once(new FilterInputStream(new ByteArrayInputStream(CONTENT.bytes(), 0, CHUNK + 5)) {
            @Override
            public void close() throws IOException {
                throw new IOException("exit status 1");
            }
        });
        int attempt = source.begin(() -> {});
        assertThat(source.digest(attempt, 0)).isEqualTo(CONTENT.digests()[0]);
        assertThat(kind(() -> source.digest(attempt, 1))).isEqualTo(Kind.GONE);
        assertThat(source.size()).isNegative();
    }

    @Test
    void noMoreIsKeptThanMayBe() throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(CONTENT.bytes());
        StreamSource source = once(in);
        int attempt = source.begin(() -> {});
        assertThat(source.digest(attempt, 4)).isNull();
        assertThat(in.available()).isEqualTo(CONTENT.bytes().length - 2 * CHUNK);
        source.settled(attempt, 1);
        assertThat(source.digest(attempt, 4)).isNull();
        assertThat(in.available()).isEqualTo(CONTENT.bytes().length - 3 * CHUNK);
    }

    @Test
    void anOlderAttemptIsOver() throws IOException {
        StreamSource source = once();
        int older = source.begin(() -> {});
        assertThat(source.digest(older, 0)).isNotNull();
        int newer = source.begin(() -> {});
        assertThat(kind(() -> source.digest(older, 0))).isEqualTo(Kind.CLOSED);
        assertThat(kind(() -> source.bytes(older, 0))).isEqualTo(Kind.CLOSED);
        assertThat(source.bytes(newer, 0)).isEqualTo(Arrays.copyOf(CONTENT.bytes(), CHUNK));
    }

    /** Its receiver has got something; the newer one's has not. */
    @Test
    void anAckToAnOlderAttemptMakesNothingForgottenThatTheNewerOneNeeds() throws IOException {
        StreamSource source = once();
        StreamSender older = sender(source, CONTENT, 0, 100 * CHUNK, false);
        for (int i = 0; i < 2; i++) {
            assertThat(older.next(buffers, CHUNK)).isInstanceOf(Message.Data.class);
            assertThat(older.next(buffers, CHUNK)).isInstanceOf(Message.Hashes.class);
        }
        StreamSender newer = sender(source, CONTENT, 0, 100 * CHUNK, false);
        older.onAck(new Message.Ack(1, 7, 2 * CHUNK, 0, 2 * CHUNK, 100 * CHUNK));
        Message.Data first = (Message.Data) newer.next(buffers, CHUNK);
        assertThat(first.view()).isEqualTo(ByteBuffer.wrap(CONTENT.bytes(), 0, CHUNK));
    }

    @Test
    void whatIsClosedIsGone() throws IOException {
        StreamSource source = once();
        int attempt = source.begin(() -> {});
        assertThat(source.digest(attempt, 0)).isNotNull();
        source.close();
        assertThat(kind(() -> source.digest(attempt, 0))).isEqualTo(Kind.GONE);
    }

    /** Stops before a byte until it is let go, and then goes on as if nothing had been, or fails. */
    private static final class Gated extends FilterInputStream {
        private final int stopsAt;
        private final boolean fails;
        private final CountDownLatch stopped = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private int given;

        Gated(byte[] bytes, int stopsAt, boolean fails) {
            super(new ByteArrayInputStream(bytes));
            this.stopsAt = stopsAt;
            this.fails = fails;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (given >= stopsAt) {
                stopped.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                if (fails) {
                    throw new IOException("closed while it was read");
                }
            }
            int count = super.read(into, offset, length);
            given += Math.max(0, count);
            return count;
        }
    }

    /**
     * Its first chunk is wanted again while its third one is being read: what comes of that reading then is of a stream that was
     * let go. It comes as content that would be taken for the first chunk, or as a failure.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsStillReadOfAStreamThatWasLetGoIsNotTaken(boolean fails) throws IOException {
        byte[] bytes = CONTENT.bytes().clone();
        System.arraycopy(bytes, 0, bytes, 2 * CHUNK, CHUNK);
        Gated first = new Gated(bytes, 2 * CHUNK, fails);
        int[] openings = new int[1];
        StreamSource.Opener opener = () -> openings[0]++ == 0 ? first : new ByteArrayInputStream(bytes);
        try (StreamSource source = new StreamSource(opener, true, 2 * CHUNK, CHUNK, false)) {
            int attempt = source.begin(() -> {});
            patiently().until(() -> source.digest(attempt, 1) != null);
            source.settled(attempt, 1);
            patiently().until(() -> first.stopped.getCount() == 0);
            assertThat(source.bytes(attempt, 0)).isNull();
            first.released.countDown();
            patiently().until(() -> source.bytes(attempt, 1) != null);
            assertThat(source.bytes(attempt, 0)).isEqualTo(Arrays.copyOf(bytes, CHUNK));
            assertThat(source.bytes(attempt, 1)).isEqualTo(Arrays.copyOfRange(bytes, CHUNK, 2 * CHUNK));
            assertThat(openings[0]).isEqualTo(2);
        } finally {
            first.released.countDown();
        }
    }

    /** While its stream is being opened again, a chunk before those is wanted: that stream is of no use, and not the next one's place. */
    @Test
    void aStreamThatIsOpenedTooLateIsClosedUnread() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        int[] openings = new int[1];
        StreamSource.Opener opener = () -> {
            if (++openings[0] != 2) {
                return new ByteArrayInputStream(CONTENT.bytes());
            }
            opening.countDown();
            awaitQuietly(open);
            return new ByteArrayInputStream(CONTENT.bytes()) {
                @Override
                public int read(byte[] into, int offset, int length) {
                    assertThat(length).as("what is read of it").isZero();
                    return -1;
                }

                @Override
                public void close() {
                    closed.countDown();
                }
            };
        };
        try (StreamSource source = new StreamSource(opener, true, 2 * CHUNK, CHUNK, false)) {
            int attempt = source.begin(() -> {});
            patiently().until(() -> source.digest(attempt, 1) != null);
            source.settled(attempt, 2);
            assertThat(source.bytes(attempt, 1)).isNull(); // opens it again
            opening.await();
            assertThat(source.bytes(attempt, 0)).isNull(); // and again
            open.countDown();
            patiently().until(() -> source.bytes(attempt, 1) != null);
            assertThat(source.bytes(attempt, 0)).isEqualTo(Arrays.copyOf(CONTENT.bytes(), CHUNK));
            assertThat(openings[0]).isEqualTo(3);
            patiently().until(() -> closed.getCount() == 0);
        } finally {
            open.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void theEndOfAnOlderAttemptLeavesTheNewerOneToBeWoken() throws IOException {
        Gated gated = new Gated(CONTENT.bytes(), 0, false);
        CountDownLatch woken = new CountDownLatch(1);
        try (StreamSource source = new StreamSource(() -> gated, false, 2 * CHUNK, CHUNK, false)) {
            int older = source.begin(() -> {});
            int newer = source.begin(woken::countDown);
            source.end(older);
            gated.released.countDown();
            patiently().until(() -> woken.getCount() == 0);
            source.end(newer);
        } finally {
            gated.released.countDown();
        }
    }

    /** The receiver has three chunks, and the new attempt has compared the first of them: it still has all three. */
    @Test
    void whatTheReceiverHasIsNotLessBecauseLessOfItIsCompared() throws IOException {
        Gated failing = new Gated(CONTENT.bytes(), 3 * CHUNK, true);
        failing.released.countDown();
        int[] openings = new int[1];
        StreamSource.Opener opener = () -> openings[0]++ == 0 ? failing : new ByteArrayInputStream(CONTENT.bytes());
        StreamSource source = new StreamSource(opener, true, 2 * CHUNK, CHUNK, true);
        int first = source.begin(() -> {});
        for (int i = 0; i < 3; i++) {
            assertThat(source.digest(first, i)).isNotNull();
            source.settled(first, i + 1);
        }
        assertThat(catchThrowableOfType(IOException.class, () -> source.digest(first, 3)))
                .isNotNull();
        int second = source.begin(() -> {});
        source.settled(second, 1);
        assertThat(source.bytes(second, 3)).isEqualTo(Arrays.copyOfRange(CONTENT.bytes(), 3 * CHUNK, 4 * CHUNK));
    }

    /** One byte behind the last chunk that can be told of. */
    @Test
    void aStreamWithoutAnEndIsTooBigAfterAsManyChunksAsThereMayBe() throws IOException {
        StreamSource source = once(new InputStream() {
            private long left = (long) Geometry.MAX_CHUNKS * CHUNK + 1;

            @Override
            public int read() {
                throw new UnsupportedOperationException("byte by byte");
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int count = (int) Math.min(length, left);
                left -= count;
                return count == 0 && length > 0 ? -1 : count;
            }
        });
        int attempt = source.begin(() -> {});
        for (int i = 0; i < Geometry.MAX_CHUNKS; i++) {
            if (source.digest(attempt, i) == null) { // an assertion for each would take longer than all the rest
                throw new AssertionError("no chunk " + i);
            }
            source.settled(attempt, i + 1);
        }
        assertThat(kind(() -> source.digest(attempt, Geometry.MAX_CHUNKS))).isEqualTo(Kind.TOO_BIG);
    }

    private static StreamSender sender(StreamSource source, Version held, int count, long credit, boolean ordered)
            throws IOException {
        StreamSender sender = new StreamSender(1, source, () -> 0, new ProgressMeter());
        sender.begin(() -> {});
        int bitmap = Bitmap.byteLength(count);
        byte[] body = new byte[bitmap + 32 * count];
        Bitmap bits = new Bitmap(count, body);
        for (int i = 0; i < count; i++) {
            bits.set(i);
            System.arraycopy(held.digests()[i], 0, body, bitmap + 32 * i, 32);
        }
        sender.onState(new Message.State(1, 7, 0, count, false, credit, body, ordered));
        return sender;
    }

    private static Version edited() {
        byte[] bytes = CONTENT.bytes().clone();
        for (int at = 0; at < bytes.length; at += CHUNK) {
            bytes[at] ^= 1;
        }
        return Version.of(bytes);
    }

    /** What it says it has written is of another content: to forget that much of ours would be to lose it. */
    @Test
    void whatIsNotComparedYetIsNotForgotten() throws IOException {
        StreamSource source = once();
        StreamSender sender = sender(source, edited(), 3, 100 * CHUNK, false);
        sender.onAck(new Message.Ack(1, 7, 3 * CHUNK, 3 * CHUNK, 3 * CHUNK, 100 * CHUNK));
        Message.Data first = (Message.Data) sender.next(buffers, CHUNK);
        assertThat(first.offset()).isZero();
        assertThat(first.view()).isEqualTo(ByteBuffer.wrap(CONTENT.bytes(), 0, CHUNK));
    }

    @Test
    void anAckBeforeTheStateMakesItForgetNothing() throws IOException {
        StreamSource source = once();
        StreamSender sender = new StreamSender(1, source, () -> 0, new ProgressMeter());
        sender.begin(() -> {});
        sender.onAck(new Message.Ack(1, 7, 3 * CHUNK, 0, 0, 0));
        sender.onState(new Message.State(1, 7, 0, 0, false, 100 * CHUNK, new byte[0], false));
        assertThat(((Message.Data) sender.next(buffers, CHUNK)).offset()).isZero();
    }

    @Test
    void moreIsNotSentThanThereIsCreditForNorIsCreditTakenBack() throws IOException {
        StreamSender sender = sender(once(), CONTENT, 0, 100, false);
        assertThat(sender.next(buffers, 101)).isNull();
        sender.onAck(new Message.Ack(1, 7, 0, 0, 0, 202));
        sender.onAck(new Message.Ack(1, 7, 0, 0, 0, 100));
        assertThat(((Message.Data) sender.next(buffers, 101)).length()).isEqualTo(101);
        assertThat(((Message.Data) sender.next(buffers, 101)).length()).isEqualTo(101);
        assertThat(sender.next(buffers, 1)).isNull();
    }

    /** Nothing of the other content is put on the wire: the receiver has handed on a beginning that it cannot take back. */
    @Test
    void anotherBeginningThanWasHandedOnEndsIt() throws IOException {
        StreamSender sender = sender(once(), edited(), 1, 100 * CHUNK, true);
        assertThat(kind(() -> sender.next(buffers, CHUNK))).isEqualTo(Kind.CHANGED);
    }

    @Test
    void numbersThatCannotBeAreRefused() throws IOException {
        StreamSender sender = sender(once(), CONTENT, 1, 0, false);
        for (long[] ack : new long[][] {{CHUNK + 1, 0, 0}, {0, CHUNK + 1, 0}, {0, 0, CHUNK + 1}, {-1, 0, 0}}) {
            assertThat(kind(() -> sender.onAck(new Message.Ack(1, 7, ack[0], ack[1], ack[2], 0))))
                    .isEqualTo(Kind.PROTOCOL);
        }
        assertThat(kind(() -> sender.checked(new Message.Done(1, CONTENT.bytes().length, CONTENT.root(), null))))
                .as("before x.fin")
                .isEqualTo(Kind.PROTOCOL);
    }
}
