package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.HeaderKey;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many small files in few frames: each whole or not at all, each with an outcome of its own. */
class PacksTest {
    private static final HeaderKey TYPE = Loopback.TYPE;

    @TempDir
    Path folder;

    private final TransferEngine engine = TransferEngine.create();
    private final Map<String, Kind> failures = new ConcurrentHashMap<>();
    private final Map<String, String> roots = new ConcurrentHashMap<>();
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger();
    private final List<SmallFile> files = new ArrayList<>();
    private final Random random = new Random(5);
    private FileStore store;
    private Path here;
    private Path there;

    @BeforeEach
    void open() throws IOException {
        here = Files.createDirectory(folder.resolve("here"));
        there = Files.createDirectory(folder.resolve("there"));
        store = FileStore.open(folder.resolve(".xfer"));
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
        assertThat(settled).hasValue(accepted.get());
        assertThat(store.leftovers()).isEmpty();
        store.close();
    }

    private Path add(String name, int size) throws IOException {
        byte[] content = new byte[size];
        random.nextBytes(content);
        Path file = Files.write(here.resolve(name), content);
        files.add(new SmallFile(name, file));
        return file;
    }

    private long put(Loopback pair, Condition condition) throws IOException {
        return engine.putAll(pair.in, pair.out, files.iterator(), condition, result -> {
                    TransferException failure = result.failure();
                    if (failure == null) {
                        arrived.incrementAndGet();
                        roots.put(result.file().path(), result.size() + " " + result.rootHex());
                    } else {
                        failures.put(result.file().path(), failure.kind());
                    }
                })
                .await();
    }

    private void put(Condition condition) throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            put(pair, condition);
            pair.echo();
        }
    }

    private Loopback serving(long cutAfterBytes) throws IOException {
        Loopback pair = new Loopback(cutAfterBytes);
        pair.serve(engine, new Site());
        return pair;
    }

    private void assertSame() {
        for (SmallFile file : files) {
            if (!failures.containsKey(file.path())) {
                assertThat(there.resolve(file.path())).hasSameBinaryContentAs(file.file());
            }
        }
    }

    @Test
    void aThousandFilesArriveInFewFrames() throws IOException {
        long bytes = 0;
        for (int i = 0; i < 1_300; i++) {
            int size = random.nextInt(6_000);
            bytes += size;
            Files.setLastModifiedTime(add("file " + i, size), FileTime.fromMillis(1_000_000_000_000L + i));
        }
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            assertThat(put(pair, Condition.ANY)).isEqualTo(bytes);
            pair.echo();
        }
        assertThat(arrived).hasValue(1_300);
        assertThat(failures).isEmpty();
        assertSame();
        assertThat(Files.getLastModifiedTime(there.resolve("file 77")).toMillis())
                .isEqualTo(1_000_000_000_077L);
    }

    @Test
    void aFileHasTheRootThatItHasWhenItTravelsAlone() throws IOException {
        Path file = add("file", 40_000);
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            put(pair, Condition.ANY);
            assertThat(accepted).hasValue(1);
            String alone = engine.put(pair.in, pair.out, TransferSource.file(file), PutRequest.to("alone"))
                    .await()
                    .rootHex();
            settled.incrementAndGet(); // which the site is not told of
            assertThat(roots).containsEntry("file", "40000 " + alone);
            roots.clear();
            Files.delete(there.resolve("file"));
            get(pair);
            assertThat(roots).containsEntry("file", "40000 " + alone);
        }
    }

    @Test
    void aSiteMayRefuseInAPackWhatItTakesAlone() throws IOException {
        Path file = add("only alone", 10);
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            put(pair, Condition.ANY);
            assertThat(failures).containsEntry("only alone", Kind.LOCKED);
            engine.put(pair.in, pair.out, TransferSource.file(file), PutRequest.to("only alone"))
                    .await();
            settled.incrementAndGet();
        }
        assertThat(there.resolve("only alone")).hasSameBinaryContentAs(file);
    }

    @Test
    void nothingAtAllIsARunToo() throws IOException {
        put(Condition.ANY);
        assertThat(arrived).hasValue(0);
    }

    @Test
    void eachFileHasItsOwnOutcome() throws IOException {
        add("empty", 0);
        add("照片 1 🎉", 10);
        add("largest", PackCodec.MAX_FILE_BYTES);
        add("too large", PackCodec.MAX_FILE_BYTES + 1);
        add("forbidden", 10);
        add("over the limit", 10);
        add("broken site", 10);
        files.add(new SmallFile("missing", here.resolve("missing")));
        files.add(new SmallFile("folder", here));
        files.add(new SmallFile("x".repeat(5_000), here.resolve("empty")));
        put(Condition.ANY);
        assertThat(arrived).hasValue(3);
        assertThat(failures)
                .containsEntry("too large", Kind.TOO_BIG)
                .containsEntry("forbidden", Kind.QUOTA)
                .containsEntry("over the limit", Kind.TOO_BIG)
                .containsEntry("broken site", Kind.IO)
                .containsEntry("missing", Kind.IO)
                .containsEntry("folder", Kind.IO)
                .containsEntry("x".repeat(5_000), Kind.REFUSED)
                .hasSize(7);
        assertSame();
    }

    @Test
    void whatIsThereIsReplacedOrNotAsWasAsked() throws IOException {
        add("same", 100);
        add("other", 100);
        add("new", 100);
        Files.copy(here.resolve("same"), there.resolve("same"));
        Files.writeString(there.resolve("other"), "old");
        put(Condition.ABSENT);
        assertThat(failures).containsOnly(Map.entry("other", Kind.EXISTS));
        assertThat(there.resolve("other")).hasContent("old");
        failures.clear();
        put(Condition.ANY);
        assertThat(failures).isEmpty();
        assertSame();
    }

    @Test
    void aRunThatWasCutIsPutAgain() throws IOException {
        for (int i = 0; i < 600; i++) {
            add("file " + i, 10_000);
        }
        try (Loopback pair = serving(3_000_000)) {
            assertThat(catchThrowable(() -> put(pair, Condition.ABSENT))).isInstanceOf(IOException.class);
        }
        put(Condition.ABSENT);
        assertThat(failures).isEmpty();
        assertSame();
    }

    @Test
    void aSiteThatIsNotMadeForPacksRefusesThem() throws IOException {
        add("file", 1);
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, new Site() {
                @Override
                public boolean takesPacks() {
                    return false;
                }
            });
            TransferException e = catchThrowableOfType(TransferException.class, () -> put(pair, Condition.ANY));
            assertThat(e.kind()).isEqualTo(Kind.REFUSED);
            pair.echo();
        }
    }

    @Test
    void aCancelledRunLeavesTheConnectionUsable() throws IOException {
        add("file", 1);
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            AtomicInteger asked = new AtomicInteger();
            PackTransfer[] self = new PackTransfer[1];
            Iterator<SmallFile> endless = new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public SmallFile next() {
                    asked.incrementAndGet();
                    return files.get(0);
                }
            };
            self[0] = engine.putAll(pair.in, pair.out, endless, Condition.ANY, result -> arrived.incrementAndGet());
            patiently().until(() -> arrived.get() > 0);
            self[0].cancel();
            assertThat(catchThrowableOfType(TransferException.class, self[0]::await)
                            .kind())
                    .isEqualTo(Kind.CANCELLED);
            pair.echo();
        }
    }

    private long get(Loopback pair) throws IOException {
        Iterator<WantedFile> wanted = files.stream()
                .map(file -> {
                    TransferSink sink = TransferSink.file(store, "me", there.resolve(file.path()));
                    return new WantedFile(file.path(), file.path().equals("too large here") ? sink.maxBytes(9) : sink);
                })
                .iterator();
        return engine.getAll(pair.in, pair.out, wanted, result -> {
                    TransferException failure = result.failure();
                    if (failure == null) {
                        arrived.incrementAndGet();
                        roots.put(result.file().path(), result.size() + " " + result.rootHex());
                    } else {
                        failures.put(result.file().path(), failure.kind());
                    }
                })
                .await();
    }

    @Test
    void aThousandFilesAreFetchedInFewFrames() throws IOException {
        long bytes = 0;
        for (int i = 0; i < 1_300; i++) {
            int size = random.nextInt(6_000);
            bytes += size;
            Files.setLastModifiedTime(add("file " + i, size), FileTime.fromMillis(1_000_000_000_000L + i));
        }
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            assertThat(get(pair)).isEqualTo(bytes);
            pair.echo();
        }
        assertThat(arrived).hasValue(1_300);
        assertThat(failures).isEmpty();
        assertSame();
        assertThat(Files.getLastModifiedTime(there.resolve("file 77")).toMillis())
                .isEqualTo(1_000_000_000_077L);
    }

    @Test
    void eachWantedFileHasItsOwnOutcome() throws IOException {
        add("empty", 0);
        add("照片 1 🎉", 10);
        add("largest", PackCodec.MAX_FILE_BYTES);
        add("too large", PackCodec.MAX_FILE_BYTES + 1);
        add("too large here", 10);
        add("broken site", 10);
        files.add(new SmallFile("missing", here.resolve("missing")));
        files.add(new SmallFile("x".repeat(5_000), here.resolve("empty")));
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            get(pair);
            pair.echo();
        }
        assertThat(arrived).hasValue(3);
        assertThat(failures)
                .containsEntry("too large", Kind.TOO_BIG)
                .containsEntry("too large here", Kind.TOO_BIG)
                .containsEntry("broken site", Kind.IO)
                .containsEntry("missing", Kind.NOT_FOUND)
                .containsEntry("x".repeat(5_000), Kind.REFUSED)
                .hasSize(5);
        assertSame();
    }

    @Test
    void nothingWantedIsARunToo() throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            assertThat(get(pair)).isZero();
            pair.echo();
        }
    }

    @Test
    void aFileThatNobodyWantedIsNotKept() throws IOException {
        add("f7", 3);
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            Thread server = new Thread(() -> {
                try {
                    assertThat(pair.serverIn.next().header().getString(TYPE)).isEqualTo("x.open");
                    assertThat(pair.serverIn.next().header().getString(TYPE)).isEqualTo("x.want");
                    Message.Pack pack = pack(1);
                    pair.serverOut.write(
                            Loopback.message("x.pack")
                                    .put(HeaderKey.of("count"), 1)
                                    .put(HeaderKey.of("index"), pack.indexBytes())
                                    .put(HeaderKey.of("crc"), pack.crc() & 0xFFFFFFFFL),
                            pack.body());
                    assertThat(pair.serverIn.next().header().getString(TYPE)).isEqualTo("x.error");
                    pair.serverOut.write(Loopback.message("x.cancel"));
                } catch (IOException e) {
                    pair.serverError.set(e);
                }
            });
            server.start();
            TransferException e = catchThrowableOfType(TransferException.class, () -> get(pair));
            assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(e.connectionUsable()).isTrue();
        }
        assertThat(there).isEmptyDirectory();
    }

    @Test
    void aPackCannotAskForARoot() {
        assertThatThrownBy(() -> put(Condition.ROOT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPackThatDoesNotAddUpIsRefusedWhole() throws IOException {
        byte[] good = pack(3).body();
        assertThat(refused(3, pack(3).indexBytes(), Arrays.copyOf(good, good.length - 1)))
                .isEqualTo("PROTOCOL");
        assertThat(refused(2, pack(3).indexBytes(), good)).isEqualTo("PROTOCOL");
        assertThat(refused(4, pack(3).indexBytes(), good)).isEqualTo("PROTOCOL");
        assertThat(refused(0, 0, new byte[0])).isEqualTo("PROTOCOL");
        assertThat(refused(3, -1, good)).isEqualTo("PROTOCOL");
        assertThat(refused(3, good.length + 1, good)).isEqualTo("PROTOCOL");
        assertThat(there).isEmptyDirectory();
    }

    @Test
    void whateverAPackSaysOnlyDeclaredErrorsComeOfIt() {
        Message.Pack good = pack(5);
        for (int seed = 0; seed < 20_000; seed++) {
            Random mutation = new Random(seed);
            byte[] body = Arrays.copyOf(good.body(), good.body().length - mutation.nextInt(3));
            for (int i = 0; i <= mutation.nextInt(4); i++) {
                body[mutation.nextInt(body.length)] = (byte) mutation.nextInt();
            }
            int count = good.count() + mutation.nextInt(3) - 1;
            Message.Pack bad = new Message.Pack(1, count, good.indexBytes() + mutation.nextInt(3) - 1, crc(body), body);
            try {
                long sizes = PackCodec.decode(bad).stream()
                        .mapToLong(PackEntry::size)
                        .sum();
                assertThat(sizes).isEqualTo(body.length - bad.indexBytes());
            } catch (TransferException e) {
                assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
            }
        }
    }

    @Test
    void contentThatIsNotWhatTheIndexSaysIsNotPublished() throws IOException {
        Message.Pack pack = pack(2);
        byte[] body = pack.body();
        body[body.length - 1] ^= 1;
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            pair.out.write(Loopback.message("x.open").put(HeaderKey.of("op"), "packs"));
            send(pair, 2, pack.indexBytes(), crc(body), body);
            assertThat(pair.in.next().readBody(10)).containsExactly(0, 7);
            send(pair, 2, pack.indexBytes(), crc(body) ^ 1, body);
            assertThat(pair.error()).isEqualTo("CORRUPT");
        }
        assertThat(there.resolve("f0")).exists();
        assertThat(there.resolve("f1")).doesNotExist();
    }

    private static int crc(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body, 0, body.length);
        return (int) crc.getValue();
    }

    private static Message.Pack pack(int count) {
        List<PackEntry> entries = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] content = new byte[] {1, 2, (byte) i};
            entries.add(new PackEntry("f" + i, -1, content.length, PackCodec.root(content, 0, content.length)));
            contents.add(content);
        }
        return PackCodec.encode(1, entries, contents);
    }

    private static void send(Loopback pair, int count, int index, int crc, byte[] body) throws IOException {
        pair.out.write(
                Loopback.message("x.pack")
                        .put(HeaderKey.of("count"), count)
                        .put(HeaderKey.of("index"), index)
                        .put(HeaderKey.of("crc"), crc & 0xFFFFFFFFL),
                body);
    }

    private String refused(int count, int index, byte[] body) throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            pair.out.write(Loopback.message("x.open").put(HeaderKey.of("op"), "packs"));
            send(pair, count, index, crc(body), body);
            String code = pair.error();
            pair.out.write(Loopback.message("x.cancel"));
            pair.echo();
            return code;
        }
    }

    private class Site implements TransferSite {
        @Override
        public TransferSink accept(PutOffer offer) throws TransferRefusedException {
            if (offer.path().equals("forbidden")) {
                throw new TransferRefusedException(Kind.QUOTA, "no room");
            }
            if (offer.path().equals("broken site")) {
                throw new IllegalStateException("as the test wants it");
            }
            accepted.incrementAndGet();
            TransferSink sink = TransferSink.file(store, "me", there.resolve(offer.path()));
            return offer.path().equals("over the limit") ? sink.maxBytes(9) : sink;
        }

        @Override
        public TransferSink acceptPacked(PutOffer offer) throws TransferRefusedException, IOException {
            if (offer.path().equals("only alone")) {
                throw new TransferRefusedException(Kind.LOCKED, "it is being put alone");
            }
            return TransferSite.super.acceptPacked(offer);
        }

        @Override
        public TransferSource open(GetOffer offer) throws TransferRefusedException, IOException {
            if (offer.path().equals("broken site")) {
                throw new IllegalStateException("as the test wants it");
            }
            Path file = here.resolve(offer.path());
            if (!Files.exists(file)) {
                throw new TransferRefusedException(Kind.NOT_FOUND, "nothing here");
            }
            return TransferSource.file(file);
        }

        @Override
        public boolean takesPacks() {
            return true;
        }

        @Override
        public void settled(PutOffer offer, boolean published) {
            assertThat(Files.exists(there.resolve(offer.path())) || !published).isTrue();
            settled.incrementAndGet();
        }
    }
}
