package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.HeaderKey;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot fit is refused before its first byte; what is reserved goes back when it is written, or will not be. */
class ReservedSpaceTest {
    private static final int CHUNK = 256 << 10;
    private static final int SIZE = 6 * CHUNK - 1_000;

    @TempDir
    Path folder;

    private final TransferEngine engine = TransferEngine.create();
    private volatile long usable = Long.MAX_VALUE;
    /** As a disk that becomes full says it, although nobody has seen it coming. */
    private volatile long fullAfter = Long.MAX_VALUE;

    private FileStore store;
    private byte[] content;

    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"), new SmallDisk());
        content = new byte[SIZE];
        new Random(1).nextBytes(content);
    }

    @AfterEach
    void close() {
        engine.close();
        store.close();
    }

    private Loopback serving() throws IOException {
        return serving(Long.MAX_VALUE);
    }

    private Loopback serving(long cutAfterBytes) throws IOException {
        Loopback pair = new Loopback(cutAfterBytes);
        pair.serve(engine, new TransferSite() {
            @Override
            public TransferSink accept(PutOffer offer) {
                return TransferSink.file(store, "me", folder.resolve(offer.path()));
            }

            @Override
            public TransferSource open(GetOffer offer) {
                return TransferSource.bytes(content);
            }
        });
        return pair;
    }

    private TransferResult put(String name) throws IOException {
        try (Loopback pair = serving()) {
            return put(pair, name);
        }
    }

    private TransferResult put(Loopback pair, String name) throws IOException {
        return engine.put(pair.in, pair.out, TransferSource.bytes(content), PutRequest.to(name))
                .await();
    }

    private static TransferException failure(ThrowingCallable call) {
        return catchThrowableOfType(TransferException.class, call);
    }

    @Test
    void whatCannotFitIsRefusedWithBothNumbersAndTheConnectionGoesOn() throws IOException {
        usable = SIZE - 1;
        try (Loopback pair = serving()) {
            TransferException e = failure(() -> put(pair, "a"));
            assertThat(e.kind()).isEqualTo(Kind.NO_SPACE);
            assertThat(e).hasMessageContaining(SIZE + " bytes of space").hasMessageContaining((SIZE - 1) + " are");
            pair.echo();
            usable = SIZE;
            put(pair, "a");
        }
        assertThat(folder.resolve("a")).hasBinaryContent(content);
        assertThat(store.list()).isEmpty();
    }

    @Test
    void aGetIsRefusedHereToo() throws IOException {
        usable = SIZE - 1;
        try (Loopback pair = serving()) {
            TransferSink sink = TransferSink.file(store, "me", folder.resolve("a"));
            assertThat(failure(() -> engine.get(pair.in, pair.out, sink, GetRequest.of("a"))
                                    .await())
                            .kind())
                    .isEqualTo(Kind.NO_SPACE);
            pair.echo();
        }
    }

    @Test
    void whatARunningTransferHasStillToWriteIsNotGivenTwice() throws IOException {
        usable = 2L * SIZE - 1;
        try (Loopback first = serving()) {
            assertThat(first.openPut("first", SIZE, CHUNK).header().getString(Loopback.TYPE))
                    .isEqualTo("x.state");
            assertThat(failure(() -> put("second"))).hasMessageContaining((SIZE - 1) + " are available");
            first.out.write(Loopback.message("x.cancel").put(HeaderKey.of("keep"), false));
            assertThat(first.in.next().header().getString(Loopback.TYPE)).isEqualTo("x.cancel");
            patiently().until(() -> store.list().isEmpty());
            put("second");
        }
    }

    @Test
    void whatIsThereOfAPartialNeedsNoSpace() throws IOException {
        cut("a");
        long held = store.list().get(0).writtenBytes();
        assertThat(held).isGreaterThan(0);
        usable = SIZE - held - 1;
        assertThat(failure(() -> put("a"))).hasMessageContaining((SIZE - held) + " bytes of space");
        assertThat(store.list().get(0).writtenBytes()).isEqualTo(held);
        usable = SIZE - held;
        put("a");
        assertThat(folder.resolve("a")).hasBinaryContent(content);
    }

    private void cut(String name) throws IOException {
        try (Loopback pair = serving(3 * CHUNK + 5_000)) {
            assertThat(catchThrowable(() -> put(pair, name))).isInstanceOf(IOException.class);
        }
    }

    /** The part has its full length, and holes: only what was claimed is there. */
    @Test
    void theLengthOfAPartSaysNothing() throws IOException {
        Geometry geometry = Geometry.of(SIZE);
        Path target = folder.resolve("a");
        try (Partial partial = store.acquire("me", target, geometry)) {
            write(partial, geometry, 5);
        }
        usable = geometry.offset(5) - 1;
        try (Partial partial = store.acquire("me", target, geometry)) {
            assertThat(failure(partial::reserve).kind()).isEqualTo(Kind.NO_SPACE);
            usable = geometry.offset(5);
            partial.reserve();
        }
    }

    private void write(Partial partial, Geometry geometry, int chunk) throws IOException {
        int length = geometry.length(chunk);
        byte[] bytes = new byte[length];
        System.arraycopy(content, (int) geometry.offset(chunk), bytes, 0, length);
        ChunkHasher hasher = ChunkHasher.of(geometry);
        hasher.update(bytes, 0, length);
        partial.write(ByteBuffer.wrap(bytes, 0, length), geometry.offset(chunk));
        partial.written(chunk, hasher.finish());
    }

    @Test
    void aReservationShrinksAsItIsWrittenAndEndsWithItsSession() throws IOException {
        Geometry geometry = Geometry.of(SIZE);
        usable = SIZE;
        Partial first = store.acquire("me", folder.resolve("a"), geometry);
        first.reserve();
        write(first, geometry, 0);
        first.drop(0);
        write(first, geometry, 0); // again, over the same bytes
        usable -= CHUNK; // as the file system counts it
        try (Partial second = store.acquire("me", folder.resolve("b"), new Geometry(1, CHUNK))) {
            assertThat(failure(second::reserve)).hasMessageContaining("and 0 are available");
            usable++;
            second.reserve();
            Partial third = store.acquire("me", folder.resolve("a"), geometry); // takes it over
            usable = SIZE - CHUNK + 1;
            third.reserve();
            third.close();
        }
        usable = SIZE;
        put("c");
    }

    @Test
    void aFileThatIsThereAlreadyIsPutOnAFullDisk() throws IOException {
        put("a");
        usable = 0;
        assertThat(put("a").wireBodyBytes()).isZero();
        content[CHUNK] ^= 1;
        assertThat(failure(() -> put("a")).kind()).isEqualTo(Kind.NO_SPACE);
        usable = SIZE;
        put("a");
        assertThat(folder.resolve("a")).hasBinaryContent(content);
    }

    @Test
    void aDiskThatIsFullAllTheSameEndsTheTransferWhichGoesOnLater() throws IOException {
        fullAfter = 3L * CHUNK + 5;
        try (Loopback pair = serving()) {
            assertThat(failure(() -> put(pair, "a")).kind()).isEqualTo(Kind.NO_SPACE);
            pair.echo();
        }
        fullAfter = Long.MAX_VALUE;
        assertThat(put("a").reusedBytes()).isGreaterThan(0);
        assertThat(folder.resolve("a")).hasBinaryContent(content);
    }

    @Test
    void thisMachineTellsWhatIsFree() throws IOException {
        assertThat(Disk.local().usableBytes(folder))
                .isBetween(1L, Files.getFileStore(folder).getTotalSpace());
    }

    private final class SmallDisk extends ForwardingDisk {
        SmallDisk() {
            super(Disk.local());
        }

        @Override
        public long usableBytes(Path directory) {
            return usable;
        }

        @Override
        DiskFile opened(Path name, DiskFile file) {
            if (!name.toString().endsWith(PartialName.PART)) {
                return file;
            }
            return new ForwardingFile(file) {
                @Override
                public void write(ByteBuffer source, long position) throws IOException {
                    if (position + source.remaining() > fullAfter) {
                        throw new IOException("No space left on device");
                    }
                    super.write(source, position);
                }
            };
        }
    }
}
