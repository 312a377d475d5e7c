package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.framewire.framing.Frame;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole frames that are no messages: whoever sent one is told, and what else the connection carries goes on. */
@Timeout(300)
class MalformedMessageTest {
    private static final int CHUNK = 262_144;
    private static final int ID = 77;

    @TempDir
    Path folder;

    private final TransferEngine engine = TransferEngine.create();
    private final Queue<EndedTransfer> ended = new ConcurrentLinkedQueue<>();
    private FileStore store;
    private Loopback pair;

    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"));
        pair = new Loopback(Long.MAX_VALUE);
    }

    @AfterEach
    void close() throws IOException {
        pair.close();
        engine.close();
        store.close();
    }

    private static HeaderKey key(String name) {
        return HeaderKey.of(name);
    }

    private static HeaderBuilder header(String type, int id) {
        return Header.builder().put(Loopback.TYPE, type).put(key("id"), id);
    }

    private static HeaderBuilder open(String op) {
        return header("x.open", ID).put(key("op"), op).put(key("path"), "name");
    }

    private static HeaderBuilder put() {
        return open("put").put(key("chunk"), CHUNK);
    }

    private static HeaderBuilder put(String field, String text) {
        return put().put(key("size"), 5).put(key(field), text);
    }

    private static HeaderBuilder put(String field, long number) {
        return put().put(key("size"), 5).put(key(field), number);
    }

    static Stream<Arguments> openings() {
        return Stream.of(
                arguments("no op", header("x.open", ID).put(key("path"), "name")),
                arguments("an op that is a number", header("x.open", ID).put(key("op"), 1)),
                arguments("an unknown op", open("move")),
                arguments("a get of no path", header("x.open", ID).put(key("op"), "get")),
                arguments(
                        "a put of no path",
                        header("x.open", ID).put(key("op"), "put").put(key("size"), 5)),
                arguments(
                        "a path that is a number",
                        header("x.open", ID).put(key("op"), "get").put(key("path"), 5)),
                arguments("a size that is a text", put().put(key("size"), "5")),
                arguments("a negative size", put().put(key("size"), -1)),
                arguments("the least size", put().put(key("size"), Long.MIN_VALUE)),
                arguments("a size beyond 2^40", put().put(key("size"), (1L << 40) + 1)),
                arguments("a put of no chunk", open("put").put(key("size"), 5)),
                arguments("a chunk that is a text", open("put").put(key("chunk"), "big")),
                arguments("a chunk beyond 32 bits", open("put").put(key("chunk"), 1L << 40)),
                arguments("a negative chunk", open("put").put(key("size"), 5).put(key("chunk"), -CHUNK)),
                arguments("an unknown if", put("if", "newer")),
                arguments("an if that is a number", put("if", 1)),
                arguments("if = root without one", put("if", "root")),
                arguments("half a root", put("if", "root").put(key("root"), "00")),
                arguments("a root of no digits", put("if", "root").put(key("root"), "x".repeat(64))),
                arguments("an unknown check", put("check", "md5")),
                arguments(
                        "if = root of CRCs alone",
                        put("if", "root").put(key("root"), "0".repeat(64)).put(key("check"), "crc-only")),
                arguments("a check that is a number", put("check", 256)),
                arguments("an unknown check of a get", open("get").put(key("check"), "md5")),
                arguments("a rate that is a text", open("get").put(key("rate"), "fast")),
                arguments("a digest of no digits", put("sha256", "tell")),
                arguments("a digest of nothing", put("sha256", "")),
                arguments("a time that is a text", put("mtime", "yesterday")),
                arguments("a mode of ten bits", put("mode", 512)),
                arguments("a negative mode", put("mode", -1)),
                arguments("a mode beyond 32 bits", put("mode", 1L << 33)),
                arguments("packs with if = root", open("packs").put(key("if"), "root")),
                arguments("packs with an unknown if", open("packs").put(key("if"), "newer")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("openings")
    void aMalformedOpeningIsAnsweredWhereOneTransferIsServedAtATime(String name, HeaderBuilder opening)
            throws IOException {
        pair.serve(engine, new Site());
        pair.out.write(opening);
        assertThatItIsRefused();
        pair.echo();
        pair.close();
        assertThat(pair.serverError.get()).isNull();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("openings")
    void aMalformedOpeningLeavesTheOtherTransfersAsTheyAre(String name, HeaderBuilder opening) throws IOException {
        pair.ended = ended;
        pair.serve(engine, new Site());
        long epoch = pair.openPut("other", 0, CHUNK).header().getLong(key("e"));
        pair.out.write(opening);
        assertThatItIsRefused();
        assertThat(finishEmpty(epoch)).isEqualTo("x.done");
        pair.echo();
        assertThat(folder.resolve("other")).isEmptyFile();
        assertThat(ended)
                .filteredOn(end -> end.result().isEmpty())
                .singleElement()
                .satisfies(end -> assertThat(end.failure())
                        .hasValueSatisfying(
                                e -> assertThat(((TransferException) e).kind()).isEqualTo(Kind.PROTOCOL)));
    }

    private void assertThatItIsRefused() throws IOException {
        Frame answer = nextButAcks();
        assertThat(answer.header().getString(Loopback.TYPE)).isEqualTo("x.error");
        assertThat(answer.header().getLong(key("id"))).isEqualTo(ID);
        assertThat(answer.header().getString(key("code"))).isEqualTo("PROTOCOL");
        pair.out.write(header("x.cancel", ID));
    }

    /** The end of the put with id 1, which is of empty content. */
    private String finishEmpty(long epoch) throws IOException {
        pair.out.write(Loopback.message("x.fin")
                .put(key("e"), epoch)
                .put(key("size"), 0)
                .put(key("root"), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        return nextButAcks().header().getString(Loopback.TYPE);
    }

    private Frame nextButAcks() throws IOException {
        Frame frame = pair.in.next();
        while (frame.header().getString(Loopback.TYPE).equals("x.ack")) {
            frame = pair.in.next();
        }
        return frame;
    }

    static Stream<Arguments> messages() {
        UnaryOperator<HeaderBuilder> nothing = header -> header;
        return Stream.of(
                arguments("x.data", nothing),
                arguments("x.hashes", (UnaryOperator<HeaderBuilder>) header -> header.put(key("first"), "none")),
                arguments("x.fin", (UnaryOperator<HeaderBuilder>) header -> header.put(key("size"), 0)),
                arguments("x.alive", (UnaryOperator<HeaderBuilder>) header -> header.put(key("e"), "one")),
                arguments("x.size", nothing),
                arguments("x.unheard", nothing));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void aMalformedMessageFailsItsTransferOnly(String type, UnaryOperator<HeaderBuilder> fields) throws IOException {
        pair.ended = ended;
        pair.serve(engine, new Site());
        long epoch = pair.openPut("other", 0, CHUNK).header().getLong(key("e"));
        pair.out.write(put().put(key("size"), 5));
        assertThat(nextButAcks().header().getString(Loopback.TYPE)).isEqualTo("x.state");
        pair.out.write(fields.apply(header(type, ID)));
        assertThatItIsRefused();
        assertThat(finishEmpty(epoch)).isEqualTo("x.done");
        pair.echo();
    }

    /** Its lower 32 bits are right. */
    @Test
    void aCrcBeyond32BitsIsNone() throws IOException {
        pair.serve(engine, new Site());
        pair.out.write(put().put(key("size"), 5));
        long epoch = nextButAcks().header().getLong(key("e"));
        CRC32C crc = new CRC32C();
        crc.update(new byte[5]);
        pair.out.write(
                header("x.data", ID)
                        .put(key("e"), epoch)
                        .put(key("off"), 0)
                        .put(key("crc"), crc.getValue() + (1L << 32)),
                new byte[5]);
        assertThatItIsRefused();
        pair.echo();
    }

    @Test
    void digestsAreWhole() throws IOException {
        pair.serve(engine, new Site());
        pair.out.write(put().put(key("size"), 5));
        long epoch = nextButAcks().header().getLong(key("e"));
        pair.out.write(header("x.hashes", ID).put(key("e"), epoch).put(key("first"), 0), new byte[33]);
        assertThatItIsRefused();
        pair.echo();
    }

    /** It has not cancelled, and this side has no deadline: what else it may mean is not known. */
    @ParameterizedTest
    @ValueSource(strings = {"CANCELLED", "DEADLINE", "SOMETHING_NEW"})
    void whatOnlyOneSideSaysToItselfIsRefusedWhereThePeerSaysIt(String code) throws IOException {
        Transfer put = engine.put(pair.in, pair.out, TransferSource.bytes(new byte[5]), PutRequest.to("name"));
        long id = pair.serverIn.next().header().getLong(key("id"));
        pair.serverOut.write(Header.builder()
                .put(Loopback.TYPE, "x.error")
                .put(key("id"), id)
                .put(key("code"), code));
        assertThat(pair.serverIn.next().header().getString(Loopback.TYPE)).isEqualTo("x.cancel");
        assertThat(catchThrowableOfType(TransferException.class, put::await).kind())
                .isEqualTo(Kind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.unheard", "x.data", "x.cancel", "x.error"})
    void aMalformedMessageOfNoTransferIsLate(String type) throws IOException {
        pair.serve(engine, new Site());
        pair.out.write(header(type, ID).put(key("keep"), "perhaps"));
        pair.echo();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.error", "x.cancel"})
    void anEndThatIsMalformedEndsTheConnection(String type) throws IOException {
        pair.serve(engine, new Site());
        pair.openPut("name", 5, CHUNK);
        pair.out.write(Loopback.message(type).put(key("keep"), "perhaps"));
        patiently().until(() -> pair.serverError.get() != null);
        assertThat(pair.serverError.get())
                .isInstanceOfSatisfying(
                        TransferException.class,
                        e -> assertThat(e.connectionUsable()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anOpeningWithoutAnIdEndsTheConnection(boolean several) throws IOException {
        pair.ended = several ? ended : null;
        pair.serve(engine, new Site());
        pair.out.write(Header.builder().put(Loopback.TYPE, "x.open").put(key("id"), "one"));
        patiently().until(() -> pair.serverError.get() != null);
        assertThat(ended).isEmpty();
    }

    @Test
    void anIdThatHasBeenUsedAndIsFreeAgainIsAnotherTransfer() throws IOException {
        pair.serve(engine, new Site());
        for (int i = 0; i < 2; i++) {
            long epoch = pair.openPut("name", 0, CHUNK).header().getLong(key("e"));
            assertThat(finishEmpty(epoch)).isEqualTo("x.done");
        }
    }

    @Test
    void aPeerThatAnswersWithAMalformedMessageIsToldAndTheConnectionGoesOn() throws IOException {
        Transfer get = engine.get(
                pair.in, pair.out, TransferSink.file(store, "me", folder.resolve("got")), GetRequest.of("name"));
        long id = pair.serverIn.next().header().getLong(key("id"));
        pair.serverOut.write(Header.builder().put(Loopback.TYPE, "x.offer").put(key("id"), id));
        Frame answer = pair.serverIn.next();
        assertThat(answer.header().getString(Loopback.TYPE)).isEqualTo("x.error");
        assertThat(answer.header().getString(key("code"))).isEqualTo("PROTOCOL");
        pair.serverOut.write(Header.builder().put(Loopback.TYPE, "x.cancel").put(key("id"), id));
        TransferException e = catchThrowableOfType(TransferException.class, get::await);
        assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(e.connectionUsable()).isTrue();
    }

    private final class Site implements TransferSite {
        @Override
        public TransferSink accept(PutOffer offer) {
            return TransferSink.file(store, "me", folder.resolve(offer.path()));
        }

        @Override
        public TransferSource open(GetOffer offer) throws TransferRefusedException {
            throw new TransferRefusedException(Kind.NOT_FOUND, "nothing here");
        }

        @Override
        public boolean takesPacks() {
            return true;
        }
    }
}
