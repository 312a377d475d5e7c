package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.framewire.transfer.TransferException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is handed on to a stream: all of it, in order and once, also by several attempts. */
class StreamSinkTest extends StreamSinkCase {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, SIZE})
    void aGetArrivesInWholeChunks(int size) throws IOException {
        byte[] bytes = random(size, size);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        sink = StreamSink.to(new OutputStream() {
            @Override
            public void write(int b) {
                throw new IllegalStateException("byte by byte");
            }

            @Override
            public void write(byte[] from, int offset, int length) {
                assertThat(length == CHUNK || whole.size() + length == size).isTrue();
                whole.write(from, offset, length);
            }
        });
        TransferResult result = get(bytes);
        assertThat(whole.toByteArray()).isEqualTo(bytes);
        assertThat(result.wireBodyBytes()).isEqualTo(size);
        assertThat(sink.deliveredBytes()).isEqualTo(size);
    }

    @Test
    void howMuchIsDeliveredIsToldWhileTheStreamBlocks() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        sink = StreamSink.to(new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("one by one");
            }

            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                if (out.size() > 0) {
                    reached.countDown();
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        throw new InterruptedIOException("interrupted");
                    }
                }
                out.write(b, off, len);
            }
        });
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, site(TransferSource.bytes(content)));
            Transfer put = engine.put(pair.in, pair.out, TransferSource.bytes(content), PutRequest.to("stream"));
            reached.await();
            FutureTask<Long> asked = new FutureTask<>(sink::deliveredBytes);
            Thread asking = new Thread(asked);
            asking.setDaemon(true); // one that never ends must not keep the JVM
            asking.start();
            patiently().until(asked::isDone);
            assertThat(asked.get()).isEqualTo(CHUNK);
            released.countDown();
            put.await();
        } finally {
            released.countDown();
        }
        assertThat(sink.deliveredBytes()).isEqualTo(SIZE);
        assertThat(out.toByteArray()).isEqualTo(content);
    }

    @Test
    void aCutPutIsContinuedAndNothingIsHandedOnTwice() throws IOException {
        assertThat(catchThrowable(() -> put(content, CUT))).isInstanceOf(IOException.class);
        int delivered = out.size();
        assertThat(delivered).isEqualTo(CUT / CHUNK * CHUNK);
        TransferResult result = put(content, Long.MAX_VALUE);
        assertThat(out.toByteArray()).isEqualTo(content);
        assertThat(result.wireBodyBytes()).isEqualTo(SIZE - delivered);
        assertThat(result.reusedBytes()).isEqualTo(delivered);
        assertThat(put(content, Long.MAX_VALUE).wireBodyBytes()).isZero(); // as if its end had been lost
        assertThat(out.size()).isEqualTo(SIZE);
    }

    /** However late the thread is that hands on: what has come before the end of the connection is not sent again. */
    @Test
    void allThatHasComeBeforeACutIsHandedOn() throws Exception {
        cutBeforeTheFirstIsHandedOn(engine);
        assertThat(out.size()).isEqualTo(CUT / CHUNK * CHUNK);
    }

    /** The same, though each of its acknowledgements is due, and nobody is there any more to be told. */
    @Test
    void whatCameIsHandedOnThoughItCannotBeAcknowledged() throws Exception {
        AtomicLong seconds = new AtomicLong();
        LongSupplier hurrying = () -> 1_000_000_000 * seconds.incrementAndGet();
        try (TransferEngine late = TransferEngine.builder().clock(hurrying).build()) {
            cutBeforeTheFirstIsHandedOn(late);
        }
        assertThat(out.size()).isEqualTo(CUT / CHUNK * CHUNK);
    }

    /** The same where the connection still seems whole, and only the acknowledgement shows that nobody takes it. */
    @Test
    void whatCameIsHandedOnThoughItsAcknowledgementCannotBeWritten() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        sink = StreamSink.to(new OutputStream() {
            @Override
            public void write(int b) {
                throw new IllegalStateException("byte by byte");
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                patiently().until(() -> read.getCount() == 0);
                out.write(from, offset, length);
            }
        });
        AtomicLong seconds = new AtomicLong();
        LongSupplier hurrying = () -> 1_000_000_000 * seconds.incrementAndGet();
        try (TransferEngine late = TransferEngine.builder().clock(hurrying).build();
                Loopback pair = new Loopback(CUT)) {
            pair.whenAllIsRead = () -> {
                pair.breakAnswers();
                read.countDown();
            };
            pair.beforeCut = pair::awaitServed;
            pair.serve(late, site(TransferSource.bytes(content)));
            Transfer put = engine.put(pair.in, pair.out, TransferSource.bytes(content), PutRequest.to("stream"));
            assertThat(catchThrowable(put::await)).isInstanceOf(IOException.class);
        }
        assertThat(out.size()).isEqualTo(CUT / CHUNK * CHUNK);
    }

    private void cutBeforeTheFirstIsHandedOn(TransferEngine receiving) throws Exception {
        AtomicReference<Thread> reader = new AtomicReference<>();
        try (Loopback pair = new Loopback(CUT)) {
            pair.beforeServing = () -> reader.set(Thread.currentThread());
            sink = StreamSink.to(new OutputStream() {
                @Override
                public void write(int b) {
                    throw new IllegalStateException("byte by byte");
                }

                @Override
                public void write(byte[] from, int offset, int length) {
                    while (reader.get().getState() != Thread.State.WAITING) {
                        Thread.onSpinWait(); // until it has read all of it, and the end, and waits for this thread
                    }
                    out.write(from, offset, length);
                }
            });
            pair.serve(receiving, site(TransferSource.bytes(content)));
            Transfer put = engine.put(pair.in, pair.out, TransferSource.bytes(content), PutRequest.to("stream"));
            assertThat(catchThrowable(put::await)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anotherProcessContinuesByTheToken() throws IOException {
        catchThrowable(() -> put(content, CUT));
        int delivered = out.size();
        sink = StreamSink.resume(out, sink.token());
        assertThat(sink.deliveredBytes()).isEqualTo(delivered);
        assertThat(get(content).wireBodyBytes()).isEqualTo(SIZE - delivered);
        assertThat(out.toByteArray()).isEqualTo(content);
    }

    private static final PutRequest BLAKE3 = PutRequest.to("stream").blake3();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK, CHUNK + 1, SIZE})
    void blake3DoesAsWell(int size) throws IOException {
        byte[] bytes = random(size, size);
        TransferResult put = put(bytes, BLAKE3, Long.MAX_VALUE);
        assertThat(out.toByteArray()).isEqualTo(bytes);
        TransferResult again =
                get(TransferSource.bytes(bytes), GetRequest.of("name").blake3());
        assertThat(again.wireBodyBytes()).isZero(); // and compares what was handed on
        assertThat(again.rootHex()).isEqualTo(put.rootHex());
        assertThat(out.size()).isEqualTo(size);
    }

    @Test
    void whatWasBegunWithBlake3GoesOnWithItAloneAlsoInAnotherProcess() throws IOException {
        catchThrowable(() -> put(content, BLAKE3, CUT));
        int delivered = out.size();
        assertThat(delivered).isPositive().isLessThan(SIZE);
        sink = StreamSink.resume(out, sink.token());
        assertThat(kind(() -> put(content, Long.MAX_VALUE))).isEqualTo(Kind.REFUSED);
        byte[] changed = content.clone();
        changed[0] ^= 1;
        assertThat(kind(() -> put(changed, BLAKE3, Long.MAX_VALUE))).isEqualTo(Kind.CHANGED);
        assertThat(out.size()).isEqualTo(delivered);
        assertThat(put(content, BLAKE3, Long.MAX_VALUE).wireBodyBytes()).isEqualTo(SIZE - delivered);
        assertThat(out.toByteArray()).isEqualTo(content);
    }

    @Test
    void anOnlyChunkOfBlake3IsNoBeginningOfMore() throws IOException {
        put(Arrays.copyOf(content, CHUNK), BLAKE3, Long.MAX_VALUE);
        assertThat(kind(() -> put(content, BLAKE3, Long.MAX_VALUE))).isEqualTo(Kind.CHANGED);
        assertThat(out.size()).isEqualTo(CHUNK);
    }

    @Test
    void sha256OfTheWholeIsToldAlsoWhenItWasCutButNotByAToken() throws Exception {
        String sha256 = HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(content));
        GetRequest asking = GetRequest.of("name").sha256();
        assertThat(get(TransferSource.bytes(content), asking).sha256Hex()).contains(sha256);
        assertThat(get(TransferSource.bytes(content), asking).sha256Hex()).contains(sha256);
        sink = StreamSink.resume(out, sink.token());
        assertThat(kind(() -> get(TransferSource.bytes(content), asking))).isEqualTo(Kind.REFUSED);
        sink = StreamSink.to(new ByteArrayOutputStream());
        assertThat(kind(() ->
                        get(TransferSource.bytes(content), GetRequest.of("name").expectSha256("0".repeat(64)))))
                .isEqualTo(Kind.WRONG_DIGEST);
    }
}
