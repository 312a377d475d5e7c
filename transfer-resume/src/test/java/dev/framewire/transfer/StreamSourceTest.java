package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that is read once, of unknown size, over a real loopback connection: whole, cut, failing, changed, too large, refused. */
class StreamSourceTest {
    private static final int CHUNK = Geometry.STREAM_CHUNK_BYTES;
    private static final int SIZE = 9 * CHUNK + 4711;

    @TempDir
    Path folder;

    private final byte[] content = random(SIZE, 1);
    private final TransferEngine engine = TransferEngine.create();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private FolderSite site;
    /** Before a connection is cut. */
    private Loopback.Step beforeCut = () -> {};

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void open() throws IOException {
        site = FolderSite.of(folder);
    }

    @AfterEach
    void close() {
        engine.close();
        site.close();
    }

    /** Never gives all that is asked for, and fails at a place. */
    private static final class Trickle extends FilterInputStream {
        private final int failsAt;
        private final Callable<Boolean> failsWhen;
        private int given;

        Trickle(byte[] bytes, int failsAt, Callable<Boolean> failsWhen) {
            super(new ByteArrayInputStream(bytes));
            this.failsAt = failsAt;
            this.failsWhen = failsWhen;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int most = Math.min(Math.min(length, 70_001), failsAt - given);
            if (most <= 0 && length > 0) {
                patiently().until(failsWhen);
                throw new IOException("the program that writes it is gone");
            }
            int count = super.read(into, offset, most);
            given += Math.max(0, count);
            return count;
        }
    }

    private static InputStream trickle(byte[] bytes) {
        return new Trickle(bytes, Integer.MAX_VALUE, () -> true);
    }

    /** Whether the receiver holds so much of the file. */
    private boolean written(long bytes) throws IOException {
        return site.partials().orElseThrow().list().stream().anyMatch(partial -> partial.writtenBytes() == bytes);
    }

    private TransferResult put(StreamSource source, TransferSite into, PutRequest request, long cutAfter)
            throws IOException {
        try (Loopback pair = new Loopback(cutAfter)) {
            pair.beforeCut = beforeCut;
            pair.serve(engine, into);
            TransferResult result =
                    engine.put(pair.in, pair.out, source.source(), request).await();
            pair.echo();
            return result;
        }
    }

    private TransferResult put(StreamSource source) throws IOException {
        return put(source, site, PutRequest.to("file"), Long.MAX_VALUE);
    }

    private TransferResult get(StreamSource source, TransferSink sink, GetRequest request) throws IOException {
        TransferSite serving = new TransferSite() {
            @Override
            public TransferSink accept(PutOffer offer) {
                throw new IllegalStateException("nothing is put");
            }

            @Override
            public TransferSource open(GetOffer offer) {
                return source.source();
            }
        };
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, serving);
            TransferResult result = engine.get(pair.in, pair.out, sink, request).await();
            pair.echo();
            return result;
        }
    }

    private interface Call {
        Object run() throws IOException;
    }

    private static TransferException failure(Call call) {
        return catchThrowableOfType(TransferException.class, call::run);
    }

    private void assertPublished(byte[] expected) throws IOException {
        assertThat(Files.readAllBytes(folder.resolve("file"))).isEqualTo(expected);
        assertThat(site.partials().orElseThrow().list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK})
    void whatIsReadOnceBecomesAFileAndAStream(int size) throws IOException {
        byte[] bytes = Arrays.copyOf(content, size);
        try (StreamSource source = StreamSource.once(trickle(bytes))) {
            TransferResult result = put(source, site, PutRequest.to("file").sha256(), Long.MAX_VALUE);
            assertPublished(bytes);
            assertThat(result.size()).isEqualTo(size);
            assertThat(result.root()).isEqualTo(rootOf(bytes));
            assertThat(result.sha256Hex()).isPresent();
        }
        try (StreamSource source = StreamSource.once(trickle(bytes))) {
            TransferResult got = get(source, StreamSink.to(out).sink(), GetRequest.of("x"));
            assertThat(out.toByteArray()).isEqualTo(bytes);
            assertThat(got.root()).isEqualTo(rootOf(bytes));
        }
    }

    /** The root does not depend on how the content is cut: computed as if its size had been known. */
    private static byte[] rootOf(byte[] bytes) {
        Geometry geometry = Geometry.of(bytes.length);
        ChunkHasher hasher = ChunkHasher.of(geometry);
        java.util.List<byte[]> digests = new java.util.ArrayList<>();
        for (int i = 0; i < geometry.chunks(); i++) {
            digests.add(hasher.update(bytes, (int) geometry.offset(i), geometry.length(i))
                    .finish());
        }
        return MerkleTree.root(geometry, digests);
    }

    @Test
    void aCutConnectionCostsNothingThoughTheSourceIsReadOnce() throws IOException {
        try (StreamSource source = StreamSource.once(trickle(content), StreamSource.MIN_KEPT_BYTES)) {
            assertThat(catchThrowable(() -> put(source, site, PutRequest.to("file"), 3 * CHUNK + 500_000)))
                    .isInstanceOf(IOException.class);
            assertThat(catchThrowable(() -> put(source, site, PutRequest.to("file"), 2 * CHUNK)))
                    .isInstanceOf(IOException.class);
            TransferResult rest = put(source);
            assertPublished(content);
            assertThat(rest.wireBodyBytes()).isBetween(1L, SIZE - 1L);
            assertThat(rest.reusedBytes()).isEqualTo(SIZE - rest.wireBodyBytes());
        }
    }

    @Test
    void whatIsGoneIsSaidToBeGone() throws IOException {
        try (StreamSource source = StreamSource.once(trickle(content), StreamSource.MIN_KEPT_BYTES)) {
            catchThrowable(() -> put(source, site, PutRequest.to("file"), 6 * CHUNK));
            TransferException e = failure(() -> put(source, site, PutRequest.to("another"), Long.MAX_VALUE));
            assertThat(e.kind()).isEqualTo(Kind.GONE);
            assertThat(e.retryable()).isFalse();
            assertThat(e.connectionUsable()).isTrue();
        }
        assertThat(folder.resolve("another")).doesNotExist();
    }

    @Test
    void whatCanBeOpenedAgainIsReadUpToWhereItIsWanted() throws IOException {
        try (StreamSource source = StreamSource.reopening(() -> trickle(content), StreamSource.MIN_KEPT_BYTES)) {
            catchThrowable(() -> put(source, site, PutRequest.to("file"), 6 * CHUNK));
            assertThat(put(source, site, PutRequest.to("another"), Long.MAX_VALUE)
                            .wireBodyBytes())
                    .isEqualTo(SIZE);
            assertThat(put(source).wireBodyBytes()).isLessThan(SIZE);
        }
        assertThat(Files.readAllBytes(folder.resolve("another"))).isEqualTo(content);
        assertPublished(content);
    }

    @Test
    void aNewProcessSendsOnlyWhatIsMissing() throws IOException {
        beforeCut = () -> patiently().until(() -> written(5 * CHUNK));
        try (StreamSource source = StreamSource.once(trickle(content))) {
            catchThrowable(() -> put(source, site, PutRequest.to("file"), 6 * CHUNK));
        }
        try (StreamSource again = StreamSource.once(trickle(content))) {
            TransferResult rest = put(again);
            assertThat(rest.wireBodyBytes()).isEqualTo(SIZE - 5 * CHUNK);
            assertPublished(content);
        }
    }

    @Test
    void anotherContentBecomesADeltaInAFileAndEndsAStream() throws IOException {
        beforeCut = () -> patiently().until(() -> written(5 * CHUNK));
        try (StreamSource source = StreamSource.once(trickle(content))) {
            catchThrowable(() -> put(source, site, PutRequest.to("file"), 6 * CHUNK));
        }
        byte[] changed = Arrays.copyOf(content, 4 * CHUNK + 9);
        changed[CHUNK + 3] ^= 1;
        try (StreamSource other = StreamSource.once(trickle(changed))) {
            TransferResult result = put(other, site, PutRequest.to("file").sha256(), Long.MAX_VALUE);
            assertThat(result.wireBodyBytes()).isEqualTo(CHUNK + 9);
            assertPublished(changed);
        }
        StreamSink sink = StreamSink.to(out);
        try (StreamSource failing =
                StreamSource.once(new Trickle(content, 3 * CHUNK + 5, () -> out.size() == 3 * CHUNK))) {
            assertThat(failure(() -> get(failing, sink.sink(), GetRequest.of("x")))
                            .kind())
                    .isEqualTo(Kind.GONE);
        }
        int delivered = out.size();
        assertThat(delivered).isEqualTo(3 * CHUNK);
        try (StreamSource other = StreamSource.once(trickle(changed))) {
            assertThat(failure(() -> get(other, sink.sink(), GetRequest.of("x")))
                            .kind())
                    .isEqualTo(Kind.CHANGED);
            assertThat(out.size()).isEqualTo(delivered);
        }
        try (StreamSource same = StreamSource.once(trickle(content))) {
            get(same, sink.sink(), GetRequest.of("x"));
            assertThat(out.toByteArray()).isEqualTo(content);
        }
    }

    @Test
    void aStreamThatFailsHasNoEnd() throws IOException {
        try (StreamSource failing = StreamSource.once(new Trickle(content, 3 * CHUNK, () -> true))) {
            assertThat(failure(() -> put(failing)).kind()).isEqualTo(Kind.GONE);
            assertThat(failure(() -> put(failing)).kind()).isEqualTo(Kind.GONE);
        }
        assertThat(folder.resolve("file")).doesNotExist();
        int[] opened = new int[1];
        try (StreamSource again = StreamSource.reopening(() ->
                ++opened[0] > 1 ? trickle(content) : new Trickle(content, 5 * CHUNK + 1, () -> written(5 * CHUNK)))) {
            TransferException e = failure(() -> put(again));
            assertThat(e.kind()).isEqualTo(Kind.IO);
            assertThat(e.retryable()).isTrue();
            assertThat(put(again).wireBodyBytes()).isEqualTo(SIZE - 5 * CHUNK);
        }
        assertPublished(content);
    }

    @Test
    void whatIsAnotherContentWhenItIsOpenedAgainIsNotPutBehindTheOldOne() throws IOException {
        byte[] changed = content.clone();
        changed[7] ^= 1;
        int[] opened = new int[1];
        try (StreamSource source = StreamSource.reopening(() ->
                ++opened[0] > 1 ? trickle(changed) : new Trickle(content, 5 * CHUNK + 1, () -> written(5 * CHUNK)))) {
            assertThat(failure(() -> put(source)).kind()).isEqualTo(Kind.IO);
            assertThat(failure(() -> put(source)).kind()).isEqualTo(Kind.CHANGED);
            assertThat(put(source).wireBodyBytes()).isEqualTo(SIZE - 4 * CHUNK); // as a delta
        }
        assertPublished(changed);
    }

    @Test
    void moreThanTheReceiverTakesIsRefusedInNumbers() {
        FolderSite small = site.maxFileBytes(2 * CHUNK + 5);
        // so little is kept that its end is not read, and told, before the limit is met
        try (StreamSource source = StreamSource.once(trickle(content), StreamSource.MIN_KEPT_BYTES)) {
            TransferException e = failure(() -> put(source, small, PutRequest.to("file"), Long.MAX_VALUE));
            assertThat(e.kind()).isEqualTo(Kind.TOO_BIG);
            assertThat(e.getMessage()).contains("2097157").containsPattern("\\b(2\\d{6}|3\\d{6})\\b.*2097157");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(folder.resolve("file")).doesNotExist();
    }

    @Test
    void aSiteThatHasNotSaidSoIsNotSentContentOfUnknownSize() throws IOException {
        TransferSite plain = new TransferSite() {
            @Override
            public TransferSink accept(PutOffer offer) {
                throw new IllegalStateException("asked for " + offer);
            }

            @Override
            public TransferSource open(GetOffer offer) {
                throw new IllegalStateException("asked for " + offer);
            }
        };
        try (StreamSource source = StreamSource.once(trickle(content))) {
            assertThat(failure(() -> put(source, plain, PutRequest.to("file"), Long.MAX_VALUE))
                            .kind())
                    .isEqualTo(Kind.REFUSED);
        }
    }

    @Test
    void conditionsHoldAlsoWithoutASize() throws IOException {
        Files.write(folder.resolve("file"), content);
        PutRequest absent = PutRequest.to("file").ifAbsent();
        try (StreamSource source = StreamSource.once(trickle(content))) {
            assertThat(failure(() -> put(source, site, absent, Long.MAX_VALUE)).kind())
                    .isEqualTo(Kind.EXISTS);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> put(source, site, PutRequest.to("file").ifRoot("ab".repeat(32)), Long.MAX_VALUE));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> put(source, site, PutRequest.to("file").crcOnly(), Long.MAX_VALUE));
            TransferSink expecting = TransferSink.file(site.partials().orElseThrow(), "", folder.resolve("file"))
                    .ifRoot("ab".repeat(32));
            assertThat(failure(() -> get(source, expecting, GetRequest.of("x"))).kind())
                    .isEqualTo(Kind.REFUSED);
            assertThat(put(source).wireBodyBytes()).isEqualTo(SIZE);
        }
        assertPublished(content);
        assertThat(site.partials().orElseThrow().list()).isEmpty();
    }

    @Test
    void aSourceThatIsSilentDoesNotKeepACancelWaiting() throws IOException {
        InputStream silent = new InputStream() {
            private boolean over;

            @Override
            public synchronized int read() throws IOException {
                while (!over) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
                return -1;
            }

            @Override
            public synchronized void close() {
                over = true;
                notifyAll();
            }
        };
        try (StreamSource source = StreamSource.once(silent);
                Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, site);
            Transfer transfer = engine.put(pair.in, pair.out, source.source(), PutRequest.to("file"));
            transfer.cancel(true);
            assertThat(failure(transfer::await).kind()).isEqualTo(Kind.CANCELLED);
            pair.echo();
        }
    }

    @Test
    void whatIsKeptHasARange() {
        for (int bytes : new int[] {-1, 0, StreamSource.MIN_KEPT_BYTES - 1, StreamSource.MAX_KEPT_BYTES + 1}) {
            assertThatIllegalArgumentException().isThrownBy(() -> StreamSource.once(trickle(content), bytes));
        }
    }
}
