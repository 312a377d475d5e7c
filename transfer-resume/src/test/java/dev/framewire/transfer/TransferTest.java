package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.Frame;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderKey;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ends over a real loopback connection: whole, cut, resumed, changed, damaged, refused. */
class TransferTest {
    private static final int SIZE = 3_000_001; // twelve chunks of 256 KiB, the last one short

    @TempDir
    Path folder;

    private final TransferEngine engine = TransferEngine.create();
    private FileStore store;
    private Path source;
    private Path target;
    private byte[] content;

    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"));
        source = folder.resolve("source");
        target = folder.resolve("target");
        content = random(SIZE, 1);
        Files.write(source, content);
    }

    private TransferSite site() {
        return new TransferSite() {
            @Override
            public TransferSink accept(PutOffer offer) throws TransferRefusedException {
                if (offer.path().equals("forbidden")) {
                    throw new TransferRefusedException(Kind.QUOTA, "no room");
                }
                return TransferSink.file(store, "me", target);
            }

            @Override
            public TransferSource open(GetOffer offer) throws IOException {
                return TransferSource.file(source);
            }
        };
    }

    private Loopback serving(long cutAfterBytes) throws IOException {
        Loopback pair = new Loopback(cutAfterBytes);
        pair.serve(engine, site());
        return pair;
    }

    @AfterEach
    void close() {
        engine.close();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_384, 262_143, 262_144, 262_145, SIZE})
    void putArrives(int size) throws IOException {
        Files.write(source, random(size, size));
        Files.setLastModifiedTime(source, FileTime.fromMillis(1_000_000_000_000L));
        TransferResult result = put(Long.MAX_VALUE);
        assertThat(target).hasSameBinaryContentAs(source);
        assertThat(Files.getLastModifiedTime(target).toMillis()).isEqualTo(1_000_000_000_000L);
        assertThat(result.wireBodyBytes()).isEqualTo(size);
        assertThat(result.reusedBytes()).isZero();
        assertThat(store.list()).isEmpty();
        assertThat(folder.resolve(".xfer").toFile().list()).allMatch(name -> name.endsWith(".published"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 262_145, SIZE})
    void getArrives(int size) throws IOException {
        Files.write(source, random(size, size));
        TransferResult result = get();
        assertThat(target).hasSameBinaryContentAs(source);
        assertThat(result.wireBodyBytes()).isEqualTo(size);
    }

    @Test
    void aCutPutContinuesAndSendsOnlyWhatIsMissing() throws IOException {
        assertThat(catchThrowable(() -> put(1_700_000))).isInstanceOf(IOException.class);
        assertThat(target).doesNotExist();
        long held = store.list().get(0).writtenBytes();
        assertThat(held).isGreaterThanOrEqualTo(1_000_000);
        TransferResult result = put(Long.MAX_VALUE);
        assertThat(target).hasSameBinaryContentAs(source);
        assertThat(result.reusedBytes()).isEqualTo(held);
        assertThat(result.wireBodyBytes()).isEqualTo(SIZE - held);
    }

    @Test
    void aChangedSourceIsNeverSplicedToAnOldHead() throws IOException {
        catchThrowable(() -> put(1_700_000));
        byte[] other = random(SIZE, 2);
        System.arraycopy(content, 0, other, 0, 262_144); // the first chunk is the same
        Files.write(source, other);
        TransferResult result = put(Long.MAX_VALUE);
        assertThat(target).hasSameBinaryContentAs(source);
        assertThat(result.reusedBytes()).isEqualTo(262_144);
    }

    @Test
    void aSourceOfAnotherSizeStartsAnew() throws IOException {
        catchThrowable(() -> put(1_700_000));
        Files.write(source, random(SIZE + 7, 3));
        put(Long.MAX_VALUE);
        assertThat(target).hasSameBinaryContentAs(source);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 262_144, 600_000, 1_000_000})
    void aBitThatFlippedInThePartialIsNeverPublished(long at) throws IOException {
        catchThrowable(() -> put(1_700_000));
        Path part = Files.list(folder.resolve(".xfer"))
                .filter(file -> file.toString().endsWith(".part"))
                .findFirst()
                .orElseThrow();
        try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
            file.seek(at);
            int old = file.read();
            file.seek(at);
            file.write(old ^ 1);
        }
        TransferResult result = put(Long.MAX_VALUE);
        assertThat(target).hasSameBinaryContentAs(source);
        assertThat(result.wireBodyBytes()).isGreaterThan(SIZE - 1_700_000);
    }

    @Test
    void anExistingTargetIsReplacedAtOnceOrNotAtAll() throws IOException {
        Files.writeString(target, "old");
        catchThrowable(() -> put(1_700_000));
        assertThat(target).hasContent("old");
        put(Long.MAX_VALUE);
        assertThat(target).hasSameBinaryContentAs(source);
    }

    @Test
    void ifAbsentLeavesWhatIsThere() throws IOException {
        Files.writeString(target, "old");
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            Transfer transfer = engine.put(
                    pair.in,
                    pair.out,
                    TransferSource.file(source),
                    PutRequest.to("name").ifAbsent());
            TransferException e = catchThrowableOfType(TransferException.class, transfer::await);
            assertThat(e.kind()).isEqualTo(Kind.EXISTS);
            assertThat(e.connectionUsable()).isTrue();
            pair.echo();
        }
        assertThat(target).hasContent("old");
    }

    @Test
    void aRefusalReachesTheOtherSideAndTheConnectionGoesOn() throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            Transfer transfer = engine.put(pair.in, pair.out, TransferSource.file(source), PutRequest.to("forbidden"));
            TransferException e = catchThrowableOfType(TransferException.class, transfer::await);
            assertThat(e.kind()).isEqualTo(Kind.QUOTA);
            assertThat(e).hasMessage("no room");
            pair.echo();
            assertThat(engine.put(pair.in, pair.out, TransferSource.file(source), PutRequest.to("name"))
                            .await()
                            .size())
                    .isEqualTo(SIZE);
            pair.echo();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCancelledPutKeepsOrDropsItsPartialAndTheConnectionGoesOn(boolean keep) throws IOException {
        Files.write(source, random(20_000_000, 1));
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            Transfer transfer = engine.put(
                    pair.in,
                    pair.out,
                    TransferSource.file(source),
                    PutRequest.to("name").rateBytesPerSecond(500_000)); // most of a minute, of which a moment passes
            transfer.onProgress(progress -> {
                if (progress.writtenBytes() > 0) {
                    transfer.cancel(keep);
                }
            });
            TransferException e = catchThrowableOfType(TransferException.class, transfer::await);
            assertThat(e.kind()).isEqualTo(Kind.CANCELLED);
            pair.echo();
        }
        assertThat(store.list()).hasSize(keep ? 1 : 0);
    }

    @Test
    void aTransferCancelledAtOnceEndsAndTheConnectionGoesOn() throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            Transfer put = slow(pair);
            put.cancel(true);
            assertThat(catchThrowableOfType(TransferException.class, put::await).kind())
                    .isEqualTo(Kind.CANCELLED);
            pair.echo();
            Transfer get = engine.get(
                    pair.in,
                    pair.out,
                    TransferSink.file(store, "me", target),
                    GetRequest.of("name").rateBytesPerSecond(1_024));
            get.cancel(false);
            assertThat(catchThrowableOfType(TransferException.class, get::await).kind())
                    .isEqualTo(Kind.CANCELLED);
            pair.echo();
        }
        assertThat(target).doesNotExist();
    }

    /** At the least rate a transfer of these bytes takes most of an hour, and nearly all of it is waiting. */
    private Transfer slow(Loopback pair) throws IOException {
        return engine.put(
                pair.in,
                pair.out,
                TransferSource.file(source),
                PutRequest.to("name").rateBytesPerSecond(1_024));
    }

    @Test
    void aSenderThatWaitsForItsRateHearsThatItIsCancelled() throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            Transfer put = slow(pair);
            patiently().until(() -> put.progress().wireBodyBytes() > 0);
            put.cancel(false);
            assertThat(catchThrowableOfType(TransferException.class, put::await).kind())
                    .isEqualTo(Kind.CANCELLED);
            pair.echo();
        }
    }

    @Test
    void aSenderThatWaitsForItsRateNoticesThatThePeerIsGone() throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            Transfer put = slow(pair);
            patiently().until(() -> put.progress().wireBodyBytes() > 0);
            pair.hangUp();
            assertThat(catchThrowable(put::await)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aSenderThatWaitsForItsRateEndsWithItsEngine() throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            Transfer put = slow(pair);
            patiently().until(() -> put.progress().wireBodyBytes() > 0);
            engine.close();
            assertThat(catchThrowable(put::await)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aNewConnectionTakesTheTransferOverFromOneThatHangs() throws IOException {
        try (Loopback hung = serving(Long.MAX_VALUE)) {
            hung.out.write(Header.builder()
                    .put(HeaderKey.of("type"), "x.open")
                    .put(HeaderKey.of("id"), 1)
                    .put(HeaderKey.of("op"), "put")
                    .put(HeaderKey.of("path"), "name")
                    .put(HeaderKey.of("size"), SIZE)
                    .put(HeaderKey.of("chunk"), 262_144));
            Frame state = hung.in.next();
            long epoch = state.header().getLong(HeaderKey.of("e"));
            put(Long.MAX_VALUE);
            assertThat(target).hasSameBinaryContentAs(source);
            hung.out.write(
                    Header.builder()
                            .put(HeaderKey.of("type"), "x.data")
                            .put(HeaderKey.of("id"), 1)
                            .put(HeaderKey.of("e"), epoch)
                            .put(HeaderKey.of("off"), 0)
                            .put(HeaderKey.of("crc"), 0xe3069283L), // CRC32C of "123456789"
                    "123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            Frame answer = hung.in.next();
            assertThat(answer.header().getString(HeaderKey.of("code"))).isEqualTo("STALE_EPOCH");
        }
        assertThat(target).hasSameBinaryContentAs(source);
    }

    @Test
    void framesOfTheApplicationPassBesideATransfer() throws IOException {
        List<String> seen = new ArrayList<>();
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.beforeServing = () -> pair.serverOut.write(Header.builder().put(HeaderKey.of("type"), "news"));
            pair.serve(engine, site());
            engine.put(
                            pair.in,
                            pair.out,
                            TransferSource.file(source),
                            PutRequest.to("name")
                                    .onOtherFrame(
                                            frame -> seen.add(frame.header().getString(HeaderKey.of("type")))))
                    .await();
        }
        assertThat(seen).containsExactly("news");
    }

    private TransferResult put(long cutAfterBytes) throws IOException {
        try (Loopback pair = serving(cutAfterBytes)) {
            return engine.put(pair.in, pair.out, TransferSource.file(source), PutRequest.to("name"))
                    .await();
        }
    }

    private TransferResult get() throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            return engine.get(pair.in, pair.out, TransferSink.file(store, "me", target), GetRequest.of("name"))
                    .await();
        }
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
