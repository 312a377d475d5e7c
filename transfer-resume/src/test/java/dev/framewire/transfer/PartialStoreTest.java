package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import dev.framewire.transfer.testkit.SimulatedStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Content that is put into, and got into, storage that is no file system, over a real loopback connection. */
class PartialStoreTest {
    private static final int SIZE = 3_000_001;
    private static final String NAME = "name";

    private final TransferEngine engine = TransferEngine.create();
    private SimulatedStore store = new SimulatedStore(true);
    private UnaryOperator<TransferSink> sink = UnaryOperator.identity();
    private final byte[] content = random(SIZE, 1);

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private TransferSite site(byte[] served) {
        return site(TransferSource.bytes(served));
    }

    private TransferSite site(TransferSource served) {
        return new TransferSite() {
            @Override
            public TransferSink accept(PutOffer offer) {
                return sink.apply(TransferSink.into(store, "me", offer.path()));
            }

            @Override
            public boolean takesPacks() {
                return true;
            }

            @Override
            public TransferSource open(GetOffer offer) {
                return served;
            }
        };
    }

    private TransferResult put(byte[] bytes, PutRequest request, long cutAfterBytes) throws IOException {
        try (Loopback pair = new Loopback(cutAfterBytes)) {
            pair.serve(engine, site(bytes));
            return engine.put(pair.in, pair.out, TransferSource.bytes(bytes), request)
                    .await();
        }
    }

    private TransferResult put(byte[] bytes) throws IOException {
        return put(bytes, PutRequest.to(NAME), Long.MAX_VALUE);
    }

    @Test
    void aPutThatIsCutGoesOnWithThePartsThatAreThere() throws IOException {
        assertThat(catchThrowable(() -> put(content, PutRequest.to(NAME), 1_700_000)))
                .isInstanceOf(IOException.class);
        assertThat(store.content(NAME)).isEmpty();
        int parts = store.numbers("me", NAME).size();
        assertThat(parts).isPositive();
        TransferResult result = put(content);
        assertThat(store.content(NAME)).contains(content);
        assertThat(result.reusedBytes()).isEqualTo(parts * 262_144L);
        assertThat(result.wireBodyBytes()).isEqualTo(SIZE - parts * 262_144L);
        assertThat(store.numbers("me", NAME)).isEmpty();
    }

    @Test
    void whatHasTheNameIsComparedAndNotSentAgain() throws IOException {
        put(content);
        assertThat(put(content).wireBodyBytes()).isZero();
        byte[] edited = content.clone();
        edited[1_000_000] ^= 1;
        assertThat(put(edited).wireBodyBytes()).isEqualTo(262_144);
        assertThat(store.content(NAME)).contains(edited);
    }

    @Test
    void aGetArrivesAndEmptyContentDoes() throws IOException {
        for (byte[] bytes : new byte[][] {content, new byte[0]}) {
            try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
                pair.serve(engine, site(bytes));
                engine.get(pair.in, pair.out, TransferSink.into(store, "me", "got"), GetRequest.of("x"))
                        .await();
            }
            assertThat(store.content("got")).contains(bytes);
        }
    }

    @Test
    void conditionsHold() throws IOException {
        String root =
                put(content, PutRequest.to(NAME).ifAbsent(), Long.MAX_VALUE).rootHex();
        byte[] other = random(SIZE, 2);
        assertThat(kind(other, PutRequest.to(NAME).ifAbsent())).isEqualTo(Kind.EXISTS);
        assertThat(put(content, PutRequest.to(NAME).ifAbsent(), Long.MAX_VALUE).wireBodyBytes())
                .isZero(); // repeated, as if its end had been lost
        assertThat(kind(other, PutRequest.to(NAME).ifRoot("0".repeat(64)))).isEqualTo(Kind.CONFLICT);
        put(other, PutRequest.to(NAME).ifRoot(root), Long.MAX_VALUE);
        assertThat(store.content(NAME)).contains(other);
        assertThat(store.numbers("me", NAME)).isEmpty();
    }

    @Test
    void aStoreThatCannotReadBackTakesEachContentWhole() throws IOException {
        store = new SimulatedStore(false);
        catchThrowable(() -> put(content, PutRequest.to(NAME), 1_700_000));
        assertThat(store.numbers("me", NAME)).isEmpty();
        String root = put(content).rootHex();
        assertThat(put(content).wireBodyBytes()).isEqualTo(SIZE);
        assertThat(store.content(NAME)).contains(content);
        assertThat(kind(content, PutRequest.to(NAME).ifAbsent())).isEqualTo(Kind.EXISTS);
        assertThat(kind(content, PutRequest.to(NAME).ifRoot(root))).isEqualTo(Kind.CONFLICT);
    }

    /** Gets what is read once, up to a place where its stream fails. */
    private TransferResult getStream(StreamSource source) throws IOException {
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, site(source.source()));
            return engine.get(pair.in, pair.out, TransferSink.into(store, "me", NAME), GetRequest.of("x"))
                    .await();
        }
    }

    @Test
    void contentThatIsReadOnceArrivesAndGoesOnWithItsParts() throws IOException {
        int part = Geometry.STREAM_CHUNK_BYTES;
        InputStream failing =
                new SequenceInputStream(new ByteArrayInputStream(content, 0, 2 * part + 7), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        patiently().until(() -> store.numbers("me", NAME).size() == 2);
                        throw new IOException("the program that writes it is gone");
                    }
                });
        try (StreamSource source = StreamSource.once(failing)) {
            assertThat(catchThrowableOfType(TransferException.class, () -> getStream(source))
                            .kind())
                    .isEqualTo(Kind.GONE);
        }
        assertThat(store.content(NAME)).isEmpty();
        try (StreamSource again = StreamSource.once(new ByteArrayInputStream(content))) {
            assertThat(getStream(again).reusedBytes()).isEqualTo(2L * part);
        }
        assertThat(store.content(NAME)).contains(content);
        assertThat(store.numbers("me", NAME)).isEmpty();
    }

    @Test
    void contentThatIsReadOnceNeedsNoStoreThatReadsBack() throws IOException {
        store = new SimulatedStore(false);
        try (StreamSource source = StreamSource.once(new ByteArrayInputStream(content))) {
            assertThat(getStream(source).wireBodyBytes()).isEqualTo(SIZE);
        }
        assertThat(store.content(NAME)).contains(content);
    }

    private Kind kind(byte[] bytes, PutRequest request) {
        return catchThrowableOfType(TransferException.class, () -> put(bytes, request, Long.MAX_VALUE))
                .kind();
    }

    @Test
    void anOlderSessionIsFenced() throws IOException {
        Geometry geometry = new Geometry(40_000, 16_384);
        StoredUpload older = StoredUpload.begin(store, "me", NAME, geometry);
        older.write(ByteBuffer.wrap(content, 0, 16_384), 0);
        older.written(0, new byte[32]);
        older.write(ByteBuffer.wrap(content, 0, 9000), 16_384);
        StoredUpload newer = StoredUpload.begin(store, "me", NAME, geometry);
        assertThat(newer.epoch()).isGreaterThan(older.epoch());
        List<Kind> kinds = new ArrayList<>();
        for (Loopback.Step late : List.<Loopback.Step>of(
                () -> older.write(ByteBuffer.wrap(content, 0, 1000), 25_384),
                () -> older.write(ByteBuffer.wrap(content, 0, 1000), 32_768),
                older::checkpoint,
                () -> older.commit(new byte[32], TransferSink.into(store, "me", NAME), -1))) {
            TransferException e = catchThrowableOfType(TransferException.class, late::run);
            kinds.add(e.kind());
            if (e.kind() == Kind.CLOSED) {
                break;
            }
        }
        assertThat(kinds).startsWith(Kind.STALE_EPOCH, Kind.STALE_EPOCH, Kind.STALE_EPOCH);
        older.discard();
        assertThat(store.numbers("me", NAME)).containsExactly(0);
        newer.discard();
        assertThat(store.numbers("me", NAME)).isEmpty();
    }

    @Test
    void packsGoIntoFilesOnly() throws IOException {
        List<SmallFileResult> results = new ArrayList<>();
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, site(content));
            SmallFile file = new SmallFile(NAME, java.nio.file.Files.createTempFile("small", null));
            try {
                engine.putAll(pair.in, pair.out, List.of(file).iterator(), Condition.ANY, results::add)
                        .await();
            } finally {
                java.nio.file.Files.delete(file.file());
            }
            pair.echo();
        }
        assertThat(results).hasSize(1);
        assertThat(results.get(0).failure()).isNotNull();
    }
}
