package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A file that a store serves and may remember the digests of, and who gets it. */
abstract class RememberedFileCase {
    static final int CHUNK = 256 << 10;
    static final int SIZE = 18 * CHUNK - 1_000;

    @TempDir
    Path folder;

    final TransferEngine engine = TransferEngine.create();
    final byte[] content = new byte[SIZE];
    /** What the store sees of the times of the files that it serves. */
    UnaryOperator<DiskStat> stamps = UnaryOperator.identity();

    FileStore store;
    FileStore client;
    Path served;
    Path got;

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

    final class Site implements TransferSite {
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

    final TransferResult get(TransferSink sink, GetRequest request) throws IOException {
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, new Site());
            return engine.get(pair.in, pair.out, sink, request).await();
        }
    }

    final TransferResult get() throws IOException {
        return get(TransferSink.file(client, "me", got), GetRequest.of("name"));
    }

    final Kind refused(TransferSink sink, GetRequest request) {
        return catchThrowableOfType(TransferException.class, () -> get(sink, request))
                .kind();
    }

    final Kind refused() {
        return refused(TransferSink.file(client, "me", got), GetRequest.of("name"));
    }

    /** By way of the store, from a file that was modified long ago. */
    final TransferResult put(PutRequest request) throws IOException {
        Path local = Files.write(folder.resolve("local"), content);
        Files.setLastModifiedTime(local, FileTime.fromMillis(1_000_000_007));
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, new Site());
            return engine.put(pair.in, pair.out, TransferSource.file(local), request)
                    .await();
        }
    }

    final boolean remembers() throws IOException {
        Geometry cut = Geometry.of(SIZE);
        Optional<DiskStat> stat = store.disk().stat(served);
        return store.manifests().digests(served, stat.orElseThrow(), cut).isPresent();
    }

    /** From here on no change of the file shows, as if a disk had lost a bit, or an editor put all times back. */
    final void freeze() throws IOException {
        DiskStat now = Disk.local().stat(served).orElseThrow();
        stamps = ignored -> now;
    }

    final void flip(Path file, int at) throws IOException {
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

    final void putAndRot(int... flipped) throws IOException {
        put(PutRequest.to("name"));
        assertThat(remembers()).isTrue();
        freeze();
        for (int at : flipped) {
            flip(served, at);
        }
    }

    static DiskStat aged(DiskStat stat, long nanos) {
        return new DiskStat(
                stat.size(), stat.modifiedNanos() - nanos, stat.changedNanos() - nanos, stat.fileKey(), stat.regular());
    }
}
