package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.Frame;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sender of content of unknown size that says what it should not. */
class UnknownSizeTest {
    private static final int CHUNK = MerkleTree.LEAF_BYTES;
    private static final HeaderKey SIZE = HeaderKey.of("size");

    @TempDir
    Path folder;

    private final TransferEngine engine = TransferEngine.create();
    private FolderSite site;
    private int files;

    @BeforeEach
    void open() throws IOException {
        site = FolderSite.of(folder);
    }

    @AfterEach
    void close() {
        engine.close();
        site.close();
    }

    private interface Say {
        void to(Loopback pair) throws IOException;
    }

    /** Each to a name of its own: what is left of one says nothing of the next. */
    private HeaderBuilder openPut() {
        return Loopback.message("x.open")
                .put(HeaderKey.of("op"), "put")
                .put(HeaderKey.of("path"), "file" + ++files)
                .put(HeaderKey.of("chunk"), CHUNK);
    }

    private static HeaderBuilder message(String type) {
        return Loopback.message(type).put(HeaderKey.of("e"), 1);
    }

    /** A piece of zeros, and the digest of their chunk. */
    private static void chunk(Loopback pair, int number, int length) throws IOException {
        piece(pair, (long) number * CHUNK, length);
        byte[] digest = ChunkHasher.of(Geometry.unknown(CHUNK))
                .update(new byte[length], 0, length)
                .finish();
        pair.out.write(message("x.hashes").put(HeaderKey.of("first"), number).build(), digest);
    }

    private static void piece(Loopback pair, long offset, int length) throws IOException {
        byte[] zeros = new byte[length];
        CRC32C crc = new CRC32C();
        crc.update(zeros, 0, length);
        HeaderBuilder data = message("x.data").put(HeaderKey.of("off"), offset);
        pair.out.write(data.put(HeaderKey.of("crc"), crc.getValue()).build(), zeros);
    }

    private static void size(Loopback pair, long size) throws IOException {
        pair.out.write(message("x.size").put(SIZE, size));
    }

    private static void fin(Loopback pair, long size) throws IOException {
        pair.out.write(message("x.fin").put(SIZE, size).put(HeaderKey.of("root"), "00".repeat(32)));
    }

    /** What the receiver ends it with. */
    private String ending(HeaderBuilder opening, Say say) throws IOException {
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, site);
            pair.out.write(opening);
            say.to(pair);
            String code = pair.error();
            pair.out.write(Loopback.message("x.cancel"));
            pair.echo();
            return code;
        } finally {
            assertThat(folder.resolve("file" + files)).doesNotExist();
        }
    }

    private String ending(Say say) throws IOException {
        return ending(openPut(), pair -> {
            Frame state = pair.in.next();
            assertThat(state.header().getInt(HeaderKey.of("count"))).isZero();
            say.to(pair);
        });
    }

    @Test
    void aSizeThatIsToldAtTheWrongPlaceIsRefused() throws IOException {
        assertThat(ending(pair -> {
                    piece(pair, 0, 1024);
                    size(pair, CHUNK);
                }))
                .as("within a chunk")
                .isEqualTo("PROTOCOL");
        assertThat(ending(pair -> {
                    size(pair, CHUNK);
                    size(pair, CHUNK);
                }))
                .as("twice")
                .isEqualTo("PROTOCOL");
        assertThat(ending(pair -> {
                    chunk(pair, 0, CHUNK);
                    chunk(pair, 1, CHUNK);
                    size(pair, CHUNK + 1);
                }))
                .as("below what came")
                .isEqualTo("PROTOCOL");
        assertThat(ending(openPut().put(SIZE, CHUNK), pair -> size(pair, CHUNK)))
                .as("where it is known")
                .isEqualTo("PROTOCOL");
        for (long size : new long[] {-1, (long) CHUNK * Geometry.MAX_CHUNKS + 1, 1L << 52}) {
            assertThat(ending(pair -> size(pair, size))).as("of " + size).isEqualTo("PROTOCOL");
        }
    }

    @Test
    void contentBehindItsEndIsRefusedAndAnEndBeforeItsSize() throws IOException {
        assertThat(ending(pair -> {
                    size(pair, CHUNK + 5);
                    chunk(pair, 0, CHUNK);
                    piece(pair, CHUNK, 6);
                }))
                .isEqualTo("PROTOCOL");
        assertThat(ending(pair -> {
                    size(pair, CHUNK);
                    chunk(pair, 0, CHUNK);
                    piece(pair, CHUNK, 1024);
                }))
                .isEqualTo("PROTOCOL");
        assertThat(ending(pair -> {
                    chunk(pair, 0, CHUNK);
                    fin(pair, CHUNK);
                }))
                .isEqualTo("PROTOCOL");
        assertThat(ending(pair -> {
                    size(pair, 2 * CHUNK);
                    chunk(pair, 0, CHUNK);
                    fin(pair, CHUNK);
                }))
                .isEqualTo("PROTOCOL");
        assertThat(ending(pair -> fin(pair, 0))).isEqualTo("PROTOCOL");
    }

    @Test
    void aShortChunkBeforeTheSizeIsRefused() throws IOException {
        assertThat(ending(pair -> chunk(pair, 0, CHUNK - 1))).isEqualTo("PROTOCOL");
    }

    @Test
    void aWrongDigestOrRootPublishesNothing() throws IOException {
        assertThat(ending(pair -> {
                    piece(pair, 0, CHUNK);
                    pair.out.write(
                            message("x.hashes").put(HeaderKey.of("first"), 0).build(), new byte[32]);
                }))
                .isEqualTo("CORRUPT");
        assertThat(ending(pair -> {
                    chunk(pair, 0, CHUNK);
                    size(pair, CHUNK);
                    fin(pair, CHUNK);
                }))
                .isEqualTo("PROTOCOL");
    }

    @Test
    void whatIsTooLargeIsRefusedAsSoonAsThatIsSeen() throws IOException {
        site = site.maxFileBytes(CHUNK + 5);
        assertThat(ending(pair -> size(pair, CHUNK + 6))).isEqualTo("TOO_BIG");
        assertThat(ending(pair -> {
                    chunk(pair, 0, CHUNK);
                    piece(pair, CHUNK, 1024);
                }))
                .isEqualTo("TOO_BIG");
    }

    @Test
    void anOfferThatMakesNoSenseIsRefused() throws IOException {
        HeaderBuilder crcOnly = openPut().put(HeaderKey.of("check"), "crc-only");
        assertThat(ending(crcOnly, pair -> {})).isEqualTo("REFUSED");
        HeaderBuilder oddChunk = Loopback.message("x.open")
                .put(HeaderKey.of("op"), "put")
                .put(HeaderKey.of("path"), "file")
                .put(HeaderKey.of("chunk"), CHUNK + 1);
        assertThat(ending(oddChunk, pair -> {})).isEqualTo("PROTOCOL");
    }

    /** Each is right but for that, and is taken when it is of this session. */
    @Test
    void whatIsOfAnotherSessionIsRefused() throws IOException {
        Geometry unknown = Geometry.unknown(CHUNK);
        List<Message> told = new ArrayList<>();
        StreamReceiver receiver = new StreamReceiver(
                1,
                new SinkDelivery(StreamSink.to(OutputStream.nullOutputStream()), unknown, false),
                new StreamReceiver.Offered(unknown, false, Geometry.MAX_SIZE),
                told::add,
                () -> 0,
                received -> received + CHUNK,
                new ProgressMeter());
        receiver.begin();
        long epoch = ((Message.State) told.get(0)).epoch();
        byte[] zeros = new byte[CHUNK];
        CRC32C crc = new CRC32C();
        crc.update(zeros, 0, CHUNK);
        byte[] digest = ChunkHasher.of(unknown).begin(0).update(zeros, 0, CHUNK).finish();
        byte[] root = MerkleTree.root(new Geometry(CHUNK, CHUNK), List.of(digest));
        refusedOfOthersOnly(
                epoch, of -> receiver.onData(new Message.Data(1, of, 0, (int) crc.getValue(), ByteBuffer.wrap(zeros))));
        refusedOfOthersOnly(epoch, of -> receiver.onAlive(new Message.Alive(1, of)));
        refusedOfOthersOnly(epoch, of -> receiver.onHashes(new Message.Hashes(1, of, 0, digest)));
        refusedOfOthersOnly(epoch, of -> receiver.onSize(new Message.Size(1, of, CHUNK)));
        refusedOfOthersOnly(epoch, of -> receiver.onFin(new Message.Fin(1, of, CHUNK, root)));
        assertThat(receiver.result()).isNotNull();
    }

    private interface Told {
        void in(long epoch) throws IOException;
    }

    private static void refusedOfOthersOnly(long epoch, Told told) throws IOException {
        for (long other : new long[] {epoch - 1, epoch + 1}) {
            TransferException e = catchThrowableOfType(TransferException.class, () -> told.in(other));
            assertThat(e).as("it is taken").isNotNull();
            assertThat(e.kind()).isEqualTo(TransferException.Kind.STALE_EPOCH);
        }
        told.in(epoch);
    }

    @Test
    void whatIsNotAllHeldFromTheBeginningOnIsNoStateOfIt() throws IOException {
        StreamSource source =
                new StreamSource(() -> new java.io.ByteArrayInputStream(new byte[CHUNK]), true, 2 * CHUNK, CHUNK, true);
        byte[] twoOfThree = Arrays.copyOf(new byte[] {5}, 1 + 2 * MerkleTree.DIGEST_BYTES);
        for (Message.State state : new Message.State[] {
            new Message.State(1, 1, 0, 3, false, 0, twoOfThree),
            new Message.State(1, 1, 0, 3, false, 0, Arrays.copyOf(twoOfThree, 1 + 3 * MerkleTree.DIGEST_BYTES)),
            new Message.State(1, 1, 1, 0, false, 0, new byte[0]),
            new Message.State(1, 1, 0, 0, true, 0, new byte[0])
        }) {
            StreamSender sender = new StreamSender(1, source, () -> 0, new ProgressMeter());
            TransferException e = catchThrowableOfType(TransferException.class, () -> sender.onState(state));
            assertThat(e.kind()).isEqualTo(TransferException.Kind.PROTOCOL);
        }
    }
}
