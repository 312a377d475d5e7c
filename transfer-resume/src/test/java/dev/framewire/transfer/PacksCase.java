package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.HeaderKey;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Small files here, a site that takes them there, and what became of each. */
abstract class PacksCase {
    static final HeaderKey TYPE = Loopback.TYPE;

    @TempDir
    Path folder;

    final TransferEngine engine = TransferEngine.create();
    final Map<String, Kind> failures = new ConcurrentHashMap<>();
    final Map<String, String> roots = new ConcurrentHashMap<>();
    final AtomicInteger arrived = new AtomicInteger();
    final AtomicInteger accepted = new AtomicInteger();
    final AtomicInteger settled = new AtomicInteger();
    final List<SmallFile> files = new ArrayList<>();
    final Random random = new Random(5);
    /** Whether both sides keep, and the site tells, what files may be done with. */
    boolean permissions;

    FileStore store;
    Path here;
    Path there;

    /** The disk that files arrive on. */
    Disk disk() {
        return Disk.local();
    }

    @BeforeEach
    void open() throws IOException {
        here = Files.createDirectory(folder.resolve("here"));
        there = Files.createDirectory(folder.resolve("there"));
        store = FileStore.open(folder.resolve(".xfer"), disk());
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
        assertThat(settled).hasValue(accepted.get());
        assertThat(store.leftovers()).isEmpty();
        store.close();
    }

    final Path add(String name, int size) throws IOException {
        byte[] content = new byte[size];
        random.nextBytes(content);
        Path file = Files.write(here.resolve(name), content);
        files.add(new SmallFile(name, file));
        return file;
    }

    /** More files than a pack holds, each of a time of its own; tells their bytes. */
    final long addThousand() throws IOException {
        long bytes = 0;
        for (int i = 0; i < 1_300; i++) {
            int size = random.nextInt(6_000);
            bytes += size;
            Files.setLastModifiedTime(add("file " + i, size), FileTime.fromMillis(1_000_000_000_000L + i));
        }
        return bytes;
    }

    final void assertThousandArrived() throws IOException {
        assertThat(arrived).hasValue(1_300);
        assertThat(failures).isEmpty();
        assertSame();
        assertThat(Files.getLastModifiedTime(there.resolve("file 77")).toMillis())
                .isEqualTo(1_000_000_000_077L);
    }

    final TransferSink sink(String name) {
        return TransferSink.file(store, "me", there.resolve(name)).keepPermissions(permissions);
    }

    final Loopback serving(long cutAfterBytes) throws IOException {
        Loopback pair = new Loopback(cutAfterBytes);
        pair.serve(engine, new Site());
        return pair;
    }

    final long put(Loopback pair, PackRequest request) throws IOException {
        return engine.putAll(
                        pair.in,
                        pair.out,
                        files.iterator(),
                        request,
                        result -> came(result.file().path(), result.size(), result.rootHex(), result.failure()))
                .await();
    }

    final void put(PackRequest request) throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            put(pair, request);
            pair.echo();
        }
    }

    final long get(Loopback pair, PackRequest request) throws IOException {
        Iterator<WantedFile> wanted = files.stream()
                .map(file -> {
                    TransferSink sink = sink(file.path());
                    return new WantedFile(file.path(), file.path().equals("too large here") ? sink.maxBytes(9) : sink);
                })
                .iterator();
        return engine.getAll(
                        pair.in,
                        pair.out,
                        wanted,
                        request,
                        result -> came(result.file().path(), result.size(), result.rootHex(), result.failure()))
                .await();
    }

    final void get(PackRequest request) throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            get(pair, request);
            pair.echo();
        }
    }

    private void came(String path, long size, String rootHex, TransferException failure) {
        if (failure == null) {
            arrived.incrementAndGet();
            roots.put(path, size + " " + rootHex);
        } else {
            failures.put(path, failure.kind());
        }
    }

    final void assertSame() {
        for (SmallFile file : files) {
            if (!failures.containsKey(file.path())) {
                assertThat(there.resolve(file.path())).hasSameBinaryContentAs(file.file());
            }
        }
    }

    class Site implements TransferSite {
        @Override
        public TransferSink accept(PutOffer offer) throws TransferRefusedException {
            if (offer.path().equals("forbidden")) {
                throw new TransferRefusedException(Kind.QUOTA, "no room");
            }
            if (offer.path().equals("broken site")) {
                throw new IllegalStateException("as the test wants it");
            }
            accepted.incrementAndGet();
            TransferSink sink = sink(offer.path());
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
            return permissions ? TransferSource.fileWithPermissions(file) : TransferSource.file(file);
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
