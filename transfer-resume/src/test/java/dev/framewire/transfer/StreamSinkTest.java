package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.transfer.TransferException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that is handed on in order to a stream, over a real loopback connection: whole, cut, changed, damaged, refused. */
class StreamSinkTest {
    private static final int SIZE = 3_000_001;
    private static final int CHUNK = 262_144;
    /** Of the connection, in bytes: behind some chunks, and within another. */
    private static final int CUT = 1_700_000;

    private final TransferEngine engine = TransferEngine.create();
    private final byte[] content = random(SIZE, 1);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private StreamSink sink = StreamSink.to(out);

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private TransferSite site(TransferSource source) {
        return new TransferSite() {
            @Override
            public TransferSink accept(PutOffer offer) {
                return sink.sink();
            }

            @Override
            public TransferSource open(GetOffer offer) {
                return source;
            }

            @Override
            public boolean allowsCrcOnly() {
                return true;
            }
        };
    }

    private TransferResult put(byte[] bytes, long cutAfterBytes) throws IOException {
        return put(bytes, PutRequest.to("stream"), cutAfterBytes);
    }

    private TransferResult put(byte[] bytes, PutRequest request, long cutAfterBytes) throws IOException {
        try (Loopback pair = new Loopback(cutAfterBytes)) {
            pair.serve(engine, site(TransferSource.bytes(bytes)));
            return engine.put(pair.in, pair.out, TransferSource.bytes(bytes), request)
                    .await();
        }
    }

    private TransferResult get(TransferSource source, GetRequest request) throws IOException {
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, site(source));
            TransferResult result =
                    engine.get(pair.in, pair.out, sink.sink(), request).await();
            pair.echo();
            return result;
        }
    }

    private TransferResult get(byte[] bytes) throws IOException {
        return get(TransferSource.bytes(bytes), GetRequest.of("name"));
    }

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
            pair.serve(engine, site(TransferSource.bytes(content)));
            Transfer put = engine.put(pair.in, pair.out, TransferSource.bytes(content), PutRequest.to("stream"));
            assertThat(catchThrowable(put::await)).isInstanceOf(IOException.class);
        }
        assertThat(out.size()).isEqualTo(CUT / CHUNK * CHUNK);
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
    void nothingIsHandedOnByCrcsAlone() {
        assertThat(kind(() -> put(content, PutRequest.to("stream").crcOnly(), Long.MAX_VALUE)))
                .isEqualTo(Kind.REFUSED);
        assertThat(kind(() ->
                        get(TransferSource.bytes(content), GetRequest.of("name").crcOnly())))
                .isEqualTo(Kind.REFUSED);
        assertThat(out.size()).isZero();
    }

    @Test
    void aSourceThatHasChangedInWhatWasHandedOnIsRefusedAndOneThatHasNotIsNot() throws IOException {
        catchThrowable(() -> put(content, CUT));
        int delivered = out.size();
        byte[] changed = content.clone();
        changed[CHUNK] ^= 1;
        assertThat(kind(() -> get(changed))).isEqualTo(Kind.CHANGED);
        assertThat(kind(() -> get(Arrays.copyOf(content, CHUNK - 1)))).isEqualTo(Kind.CHANGED);
        assertThat(kind(() -> get(new byte[600 << 20 >> 10]))).isEqualTo(Kind.CHANGED);
        assertThat(out.size()).isEqualTo(delivered);
        byte[] longer = Arrays.copyOf(content, SIZE + 7);
        longer[SIZE - 1] ^= 1;
        get(longer);
        assertThat(out.toByteArray()).isEqualTo(longer);
    }

    private interface Call {
        Object run() throws IOException;
    }

    private static Kind kind(Call call) {
        return catchThrowableOfType(TransferException.class, call::run).kind();
    }

    /** A source whose version is never the same twice, and whose bytes change once the end has been read. */
    private TransferSource restless(int changesAt) {
        byte[] bytes = content.clone();
        return new TransferSource() {
            private int looks;

            @Override
            public long size() {
                return SIZE;
            }

            @Override
            public OptionalLong modifiedMillis() {
                return OptionalLong.empty();
            }

            @Override
            public synchronized String version() {
                return "look " + looks++;
            }

            @Override
            public int read(java.nio.ByteBuffer target, long position) {
                int count = (int) Math.min(target.remaining(), SIZE - position);
                target.put(bytes, (int) position, count);
                if (position + count == SIZE && changesAt >= 0) {
                    bytes[changesAt] ^= 1;
                }
                return count;
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    @Test
    void aSourceThatChangesWhileItIsSentIsToldFromTheEnd() throws IOException {
        assertThat(kind(() -> get(restless(5), GetRequest.of("name")))).isEqualTo(Kind.CHANGED);
        out.reset();
        sink = StreamSink.to(out);
        get(restless(-1), GetRequest.of("name"));
        assertThat(out.toByteArray()).isEqualTo(content);
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

    @Test
    void aStreamThatFailedIsNotContinued() {
        sink = StreamSink.to(new OutputStream() {
            private int writes;

            @Override
            public void write(int b) throws IOException {
                if (++writes > CHUNK + 5) {
                    throw new IOException("the program that read it is gone");
                }
            }
        });
        assertThat(kind(() -> get(content))).isEqualTo(Kind.IO);
        assertThat(sink.deliveredBytes()).isEqualTo(CHUNK);
        assertThat(kind(() -> get(content))).isEqualTo(Kind.REFUSED);
    }

    @Test
    void aDamagedTokenIsNone() throws IOException {
        get(content);
        byte[] token = sink.token();
        for (int i = 0; i < token.length; i++) {
            byte[] damaged = token.clone();
            damaged[i] ^= 4;
            assertThatIllegalArgumentException().isThrownBy(() -> StreamSink.resume(out, damaged));
            byte[] cut = Arrays.copyOf(token, i);
            assertThatIllegalArgumentException().isThrownBy(() -> StreamSink.resume(out, cut));
        }
    }

    /** A sender that sends what it should not; two chunks, the second short. */
    private Kind hostile(byte[] digest, boolean digestFirst, boolean nextChunkFirst) throws IOException {
        out.reset();
        sink = StreamSink.to(out);
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, site(TransferSource.bytes(content)));
            pair.openPut("name", CHUNK + 5, CHUNK);
            if (!digestFirst) {
                piece(pair, 0, CHUNK);
            }
            if (nextChunkFirst) {
                piece(pair, CHUNK, 5);
            }
            HeaderBuilder hashes = Loopback.message("x.hashes").put(HeaderKey.of("e"), 1);
            pair.out.write(hashes.put(HeaderKey.of("first"), 0).build(), digest);
            Kind kind = Kind.valueOf(pair.error());
            pair.out.write(Loopback.message("x.cancel"));
            pair.echo();
            return kind;
        }
    }

    private void piece(Loopback pair, int offset, int length) throws IOException {
        byte[] bytes = Arrays.copyOfRange(content, offset, offset + length);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        HeaderBuilder data = Loopback.message("x.data").put(HeaderKey.of("e"), 1);
        pair.out.write(
                data.put(HeaderKey.of("off"), offset)
                        .put(HeaderKey.of("crc"), crc.getValue())
                        .build(),
                bytes);
    }

    @Test
    void nothingIsHandedOnBeforeItsDigestIsRight() throws IOException {
        assertThat(hostile(new byte[32], false, false)).isEqualTo(Kind.CORRUPT);
        assertThat(out.size()).isZero();
        assertThat(hostile(new byte[64], false, false)).isEqualTo(Kind.PROTOCOL);
        assertThat(hostile(new byte[32], true, false)).isEqualTo(Kind.PROTOCOL);
        assertThat(hostile(new byte[32], false, true)).isEqualTo(Kind.PROTOCOL);
        assertThat(out.size()).isZero();
    }

    @Test
    void anOlderSessionIsFenced() throws IOException {
        Geometry geometry = new Geometry(SIZE, CHUNK);
        long older = sink.begin(geometry);
        long newer = sink.begin(geometry);
        assertThat(kind(() -> {
                    sink.deliver(older, new byte[32], content, CHUNK);
                    return older;
                }))
                .isEqualTo(Kind.STALE_EPOCH);
        sink.deliver(newer, new byte[32], content, CHUNK);
        assertThat(out.size()).isEqualTo(CHUNK);
    }
}
