package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sender that remembers its file's digests, and a file that is no more what it was: nothing false arrives, ever. */
class RememberedSourceTest {
    private static final int CHUNK = 256 << 10;
    private static final int SIZE = 18 * CHUNK - 1_000;

    @TempDir
    Path folder;

    private final TransferEngine engine = TransferEngine.create();
    private final byte[] content = new byte[SIZE];
    /** What the store sees of the times of the files that it serves. */
    private UnaryOperator<DiskStat> stamps = UnaryOperator.identity();

    private FileStore store;
    private FileStore client;
    private Path served;
    private Path got;

    @BeforeEach
    void open() throws IOException {
        Path xfer = folder.resolve(".xfer");
        store = FileStore.open(xfer, new ForwardingDisk(Disk.local()) {
            @Override
            public Optional<DiskStat> stat(Path file) throws IOException {
                return super.stat(file).map(file.startsWith(xfer) ? UnaryOperator.identity() : stamps);
            }
        });
        client = FileStore.open(folder.resolve("client"));
        served = folder.resolve("served");
        got = folder.resolve("got");
        new Random(1).nextBytes(content);
    }

    @AfterEach
    void close() {
        engine.close();
        store.close();
        client.close();
    }

    private final class Site implements TransferSite {
        @Override
        public TransferSink accept(PutOffer offer) {
            return TransferSink.file(store, "me", served);
        }

        @Override
        public TransferSource open(GetOffer offer) throws IOException {
            return store.source(served);
        }

        @Override
        public boolean allowsCrcOnly() {
            return true;
        }
    }

    private TransferResult get(TransferSink sink, GetRequest request) throws IOException {
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, new Site());
            return engine.get(pair.in, pair.out, sink, request).await();
        }
    }

    private TransferResult get() throws IOException {
        return get(TransferSink.file(client, "me", got), GetRequest.of("name"));
    }

    private Kind refused(TransferSink sink, GetRequest request) {
        return catchThrowableOfType(TransferException.class, () -> get(sink, request))
                .kind();
    }

    private Kind refused() {
        return refused(TransferSink.file(client, "me", got), GetRequest.of("name"));
    }

    /** By way of the store, from a file that was modified long ago. */
    private TransferResult put(PutRequest request) throws IOException {
        Path local = Files.write(folder.resolve("local"), content);
        Files.setLastModifiedTime(local, FileTime.fromMillis(1_000_000_007));
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, new Site());
            return engine.put(pair.in, pair.out, TransferSource.file(local), request)
                    .await();
        }
    }

    private boolean remembers() throws IOException {
        Geometry cut = Geometry.of(SIZE);
        Optional<DiskStat> stat = store.disk().stat(served);
        return store.manifests().digests(served, stat.orElseThrow(), cut).isPresent();
    }

    /** From here on no change of the file shows, as if a disk had lost a bit, or an editor put all times back. */
    private void freeze() throws IOException {
        DiskStat now = Disk.local().stat(served).orElseThrow();
        stamps = ignored -> now;
    }

    private void flip(Path file, int at) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            int was = open.read();
            open.seek(at);
            open.write(was ^ 4);
        }
        if (file.equals(served)) {
            content[at] ^= 4;
        }
    }

    private void putAndRot(int... flipped) throws IOException {
        put(PutRequest.to("name"));
        assertThat(remembers()).isTrue();
        freeze();
        for (int at : flipped) {
            flip(served, at);
        }
    }

    @Test
    void aDamagedFileIsNeitherSentAsSoundNorUnnoticedAndThenAsItIs() throws IOException {
        putAndRot(7 * CHUNK + 5);
        assertThat(refused()).isEqualTo(Kind.CHANGED);
        assertThat(got).doesNotExist();
        assertThat(remembers()).isFalse();
        TransferResult second = get();
        assertThat(got).hasBinaryContent(content);
        assertThat(second.wireBodyBytes()).isLessThanOrEqualTo(2 * CHUNK); // the partial of the first is a delta now
        assertThat(second.rootHex())
                .isEqualTo(get(TransferSink.file(client, "me", folder.resolve("third")), GetRequest.of("name"))
                        .rootHex());
    }

    @Test
    void noRetryIsNeededByHand() throws IOException {
        putAndRot(3, SIZE - 1);
        try (Loopback first = new Loopback(Long.MAX_VALUE);
                Loopback second = new Loopback(Long.MAX_VALUE)) {
            first.serve(engine, new Site());
            second.serve(engine, new Site());
            assertThat(catchThrowableOfType(
                                    TransferException.class,
                                    () -> engine.get(
                                                    first.in,
                                                    first.out,
                                                    TransferSink.file(client, "me", got),
                                                    GetRequest.of("name"))
                                            .await())
                            .retryable())
                    .isTrue();
            first.echo(); // and the connection goes on
        }
        get();
        assertThat(got).hasBinaryContent(content);
    }

    @Test
    void halfOfOneVersionIsNeverJoinedToHalfOfAnother() throws IOException {
        byte[] before = content.clone();
        int[] second = new int[9];
        Arrays.setAll(second, i -> (9 + i) * CHUNK);
        putAndRot(second); // rewritten from its middle on
        Files.write(got, Arrays.copyOf(before, 12 * CHUNK)); // of the version before, a piece more than what is common
        assertThat(refused()).isEqualTo(Kind.CHANGED);
        assertThat(got).hasBinaryContent(Arrays.copyOf(before, 12 * CHUNK));
        get();
        assertThat(got).hasBinaryContent(content);
    }

    @Test
    void whoHoldsAllThatIsRememberedIsToldSoAndNothingIsSent() throws IOException {
        byte[] before = content.clone();
        putAndRot(5);
        Files.write(got, before);
        TransferResult result = get();
        assertThat(result.wireBodyBytes()).isZero();
        assertThat(got).hasBinaryContent(before); // whole, and of the root that it was told
    }

    /** What is remembered is right, and the receiver's own disk is not. */
    @Test
    void aReceiversDamageIsMendedAndNothingIsForgotten() throws IOException {
        put(PutRequest.to("name"));
        get();
        flip(got, 3 * CHUNK);
        assertThat(get().wireBodyBytes()).isEqualTo(CHUNK);
        assertThat(got).hasBinaryContent(content);
        assertThat(remembers()).isTrue();
    }

    @Test
    void whatIsHandedOnInOrderIsNotDamagedEither() throws IOException {
        byte[] before = content.clone();
        putAndRot(7 * CHUNK + 5);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamSink stream = StreamSink.to(out);
        assertThat(refused(stream.sink(), GetRequest.of("name"))).isEqualTo(Kind.CORRUPT);
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(before, 7 * CHUNK));
        assertThat(remembers()).isFalse();
        get(stream.sink(), GetRequest.of("name"));
        assertThat(out.toByteArray()).isEqualTo(content);
    }

    @Test
    void aDigestThatWasDemandedAndIsAnothersMakesItForget() throws IOException {
        put(PutRequest.to("name"));
        assertThat(refused(
                        TransferSink.file(client, "me", got),
                        GetRequest.of("name").expectSha256("0".repeat(64))))
                .isEqualTo(Kind.WRONG_DIGEST);
        assertThat(remembers()).isFalse();
    }

    /** The receiver's question what it has of a file is answered by the file. */
    @Test
    void aDamagedFileIsRepairedByAPutOfWhatItWasWhateverIsRemembered() throws IOException {
        byte[] sound = content.clone();
        putAndRot(4 * CHUNK + 1, 9 * CHUNK);
        System.arraycopy(sound, 0, content, 0, SIZE);
        assertThat(put(PutRequest.to("name")).wireBodyBytes()).isEqualTo(2 * CHUNK);
        assertThat(served).hasBinaryContent(sound);
    }

    @Test
    void aRewriteThatPutsTheTimeBackIsSeen() throws IOException {
        put(PutRequest.to("name"));
        FileTime time = Files.getLastModifiedTime(served);
        FileClock.awaitTick(served);
        flip(served, 5 * CHUNK);
        Files.setLastModifiedTime(served, time);
        assertThat(Files.size(served)).isEqualTo(SIZE);
        assertThat(remembers()).isFalse();
        get();
        assertThat(got).hasBinaryContent(content);
    }

    @Test
    void anotherFileInItsPlaceIsAnother() throws IOException {
        put(PutRequest.to("name"));
        FileTime time = Files.getLastModifiedTime(served);
        content[0] ^= 1;
        Files.write(folder.resolve("new"), content);
        Files.setLastModifiedTime(folder.resolve("new"), time);
        Files.delete(served);
        Files.move(folder.resolve("new"), served);
        assertThat(remembers()).isFalse();
        get();
        assertThat(got).hasBinaryContent(content);
    }

    /** The clock of a file system stands still between two ticks: a write in the same one leaves no trace. */
    @Test
    void whatWasWrittenInTheTickOfItsPublicationIsNotRemembered() throws IOException {
        FileStore still = FileStore.open(folder.resolve(".still"), new ForwardingDisk(Disk.local()) {
            @Override
            public Optional<DiskStat> stat(Path file) throws IOException {
                return super.stat(file).map(stat -> new DiskStat(stat.size(), 5, 5, stat.fileKey(), stat.regular()));
            }
        });
        store.close();
        store = still;
        put(PutRequest.to("name"));
        assertThat(served).hasBinaryContent(content);
        assertThat(remembers()).isFalse();
        get();
        assertThat(remembers()).isFalse();
        get();
        assertThat(got).hasBinaryContent(content);
    }

    private static DiskStat aged(DiskStat stat, long nanos) {
        return new DiskStat(
                stat.size(), stat.modifiedNanos() - nanos, stat.changedNanos() - nanos, stat.fileKey(), stat.regular());
    }

    @Test
    void aFileThatOthersPutThereIsRememberedOnceItIsSentIfItIsOlderThanATick() throws IOException {
        Files.write(served, content);
        stamps = stat -> aged(stat, -60_000_000_000L); // just now, however slow this machine is
        get();
        assertThat(remembers()).isFalse();
        stamps = stat -> aged(stat, Manifests.SETTLED_NANOS + 60_000_000_000L);
        Files.delete(got);
        get();
        assertThat(got).hasBinaryContent(content);
        assertThat(remembers()).isTrue();
        freeze();
        stamps = stamps.andThen(stat -> aged(stat, Manifests.SETTLED_NANOS + 60_000_000_000L))::apply;
        flip(served, 0);
        Files.delete(got);
        assertThat(refused()).isEqualTo(Kind.CHANGED); // so it is believed
    }

    /** Where a file system tells no files apart, that is all that shows of a link that was put in its place. */
    @Test
    void whatIsNoRegularFileIsNotRememberedAsOne() throws IOException {
        Files.write(served, content);
        UnaryOperator<DiskStat> settled = stat -> aged(stat, Manifests.SETTLED_NANOS + 60_000_000_000L);
        stamps = stat -> {
            DiskStat now = settled.apply(stat);
            return new DiskStat(now.size(), now.modifiedNanos(), now.changedNanos(), now.fileKey(), false);
        };
        get();
        assertThat(got).hasBinaryContent(content);
        stamps = settled;
        assertThat(remembers()).isFalse();
    }

    @Test
    void aSendersOwnStoreRemembersWhatItPuts() throws IOException {
        Path local = Files.write(folder.resolve("mine"), content);
        stamps = stat -> aged(stat, Manifests.SETTLED_NANOS + 60_000_000_000L);
        try (Loopback pair = new Loopback(Long.MAX_VALUE);
                FolderSite other = FolderSite.of(Files.createDirectory(folder.resolve("other")))) {
            pair.serve(engine, other);
            engine.put(pair.in, pair.out, store.source(local), PutRequest.to("name"))
                    .await();
        }
        assertThat(store.manifests().digests(local, store.disk().stat(local).orElseThrow(), Geometry.of(SIZE)))
                .isPresent();
    }

    @Test
    void whatIsCheckedByCrcsAloneIsRememberedForItsLike() throws IOException {
        put(PutRequest.to("name").crcOnly());
        assertThat(remembers()).isFalse();
        freeze();
        flip(served, 0);
        assertThat(refused(
                        TransferSink.file(client, "me", got),
                        GetRequest.of("name").crcOnly()))
                .isEqualTo(Kind.CHANGED);
        get(TransferSink.file(client, "me", got), GetRequest.of("name").crcOnly());
        get();
        assertThat(got).hasBinaryContent(content);
    }

    @Test
    void aTreeOfBlake3IsRememberedAsOneOfSha256Is() throws IOException {
        put(PutRequest.to("name").blake3());
        assertThat(remembers()).isFalse(); // nothing of the other tree
        freeze();
        flip(served, 7 * CHUNK + 5);
        assertThat(refused(
                        TransferSink.file(client, "me", got),
                        GetRequest.of("name").blake3()))
                .isEqualTo(Kind.CHANGED);
        assertThat(got).doesNotExist();
        get(TransferSink.file(client, "me", got), GetRequest.of("name").blake3());
        assertThat(got).hasBinaryContent(content);
    }

    @Test
    void aGetLeavesNothingBesideWhatItGot() throws IOException {
        put(PutRequest.to("name"));
        get();
        assertThat(folder.resolve("client")).isEmptyDirectory();
    }

    @Test
    void whereNothingMayBeWrittenNothingIsRemembered() throws IOException {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.write(shared.resolve("name"), content);
        try (Loopback pair = new Loopback(Long.MAX_VALUE);
                FolderSite site = FolderSite.readOnly(shared)) {
            pair.serve(engine, site);
            engine.get(pair.in, pair.out, TransferSink.file(client, "me", got), GetRequest.of("name"))
                    .await();
        }
        try (Stream<Path> all = Files.list(shared)) {
            assertThat(all).containsExactly(shared.resolve("name"));
        }
    }

    @Test
    void aFolderThatIsSharedRemembers() throws Exception {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Path local = Files.write(folder.resolve("local"), content);
        Files.setLastModifiedTime(local, FileTime.fromMillis(5));
        try (Loopback pair = new Loopback(Long.MAX_VALUE);
                FolderSite site = FolderSite.of(shared)) {
            pair.serve(engine, site);
            engine.put(pair.in, pair.out, TransferSource.file(local), PutRequest.to("a/name"))
                    .await();
            try (TransferSource source = site.open(new GetOffer("a/name"))) {
                assertThat(((RememberedSource) source).known(Geometry.of(SIZE))).isPresent();
            }
            engine.get(pair.in, pair.out, TransferSink.file(client, "me", got), GetRequest.of("a/name"))
                    .await();
        }
        assertThat(got).hasBinaryContent(content);
    }
}
