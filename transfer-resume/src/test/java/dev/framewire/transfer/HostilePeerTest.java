package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.framewire.framing.Frame;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer that was let in and means ill, or a machine that is out of something: one failed transfer, and nothing more. */
class HostilePeerTest {
    private static final HeaderKey TYPE = Loopback.TYPE;

    @TempDir
    Path folder;

    private final TransferEngine engine = TransferEngine.create();
    private FileStore store;
    private Path target;

    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"));
        target = folder.resolve("target");
    }

    @AfterEach
    void close() {
        engine.close();
        store.close();
    }

    @ParameterizedTest
    @CsvSource({
        "549755813888, 16384",
        "1099511627777, 16777216",
        "1073741825, 16384",
        "-1, 262144",
        "5, 20000",
        "5, 33554432",
        "9223372036854775807, 16777216"
    })
    void aGeometryOutOfRangeIsRefusedBeforeAnythingIsMade(long size, int chunk) throws IOException {
        try (Loopback pair = serving(new Site())) {
            Frame answer = pair.openPut("name", size, chunk);
            assertThat(answer.header().getString(HeaderKey.of("code"))).isEqualTo("PROTOCOL");
            pair.out.write(Loopback.message("x.cancel"));
            pair.echo();
        }
        assertThat(store.list()).isEmpty();
    }

    private interface Message {
        HeaderBuilder header(HeaderBuilder ofTheTransfer);
    }

    /** Three chunks of 256 KiB, the last one short; nothing of them is held. */
    private static final int SIZE = 600_000;

    private static final Message HASHES = message("x.hashes", "first", 0);
    private static final Message FIN =
            h -> h.put(TYPE, "x.fin").put(HeaderKey.of("size"), SIZE).put(HeaderKey.of("root"), "0".repeat(64));

    private static Message message(String type, String key, long value) {
        return h -> h.put(TYPE, type).put(HeaderKey.of(key), value);
    }

    static Stream<Arguments> outOfOrder() {
        return Stream.of(
                arguments("digests twice", new Message[] {HASHES, HASHES}, 96),
                arguments("digests from the middle", new Message[] {message("x.hashes", "first", 1)}, 64),
                arguments("digests from before", new Message[] {message("x.hashes", "first", -1)}, 96),
                arguments("too few digests", new Message[] {HASHES}, 64),
                arguments("too many digests", new Message[] {HASHES}, 128),
                arguments("half a digest", new Message[] {HASHES}, 95),
                arguments("no digests", new Message[] {HASHES}, 0),
                arguments("the end before the digests", new Message[] {FIN}, 0),
                arguments("an end of another content", new Message[] {HASHES, FIN, FIN}, 96),
                arguments("a second offer", new Message[] {message("x.offer", "size", 5)}, 0),
                arguments("a second beginning", new Message[] {message("x.open", "size", 5)}, 0),
                arguments("what only a receiver says", new Message[] {message("x.ack", "written", 5)}, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outOfOrder")
    void aMessageOutOfOrderIsRefusedAndTheConnectionGoesOn(String name, Message[] messages, int bodyBytes)
            throws IOException {
        try (Loopback pair = serving(new Site())) {
            long epoch = pair.openPut("name", SIZE, 262_144).header().getLong(HeaderKey.of("e"));
            for (Message message : messages) {
                boolean body = message == HASHES || name.contains("igest");
                HeaderBuilder header = message.header(Header.builder()
                        .put(HeaderKey.of("id"), 1)
                        .put(HeaderKey.of("e"), epoch)
                        .put(HeaderKey.of("op"), "put")
                        .put(HeaderKey.of("path"), "name")
                        .put(HeaderKey.of("chunk"), 262_144)
                        .put(HeaderKey.of("durable"), 0)
                        .put(HeaderKey.of("credit"), 0));
                pair.out.write(header, new byte[body ? bodyBytes : 0]);
            }
            assertThat(pair.error()).isEqualTo("PROTOCOL");
            pair.out.write(Loopback.message("x.cancel"));
            pair.echo();
        }
        assertThat(target).doesNotExist();
    }

    @Test
    void digestsWithoutEndAreNotKept() throws IOException {
        try (Loopback pair = serving(new Site())) {
            long epoch = pair.openPut("name", SIZE, 262_144).header().getLong(HeaderKey.of("e"));
            for (int i = 0; i < 3_000; i++) {
                HeaderBuilder header = HASHES.header(
                        Header.builder().put(HeaderKey.of("id"), 1).put(HeaderKey.of("e"), epoch));
                pair.out.write(header, new byte[96]);
            }
            pair.out.write(Loopback.message("x.cancel"));
            assertThat(pair.error()).isEqualTo("PROTOCOL");
            pair.echo();
        }
    }

    /** Plays the receiver of empty content by hand, up to where it would answer. */
    private String beforeTheAnswer(Loopback pair) throws IOException {
        assertThat(pair.serverIn.next().header().getString(TYPE)).isEqualTo("x.open");
        pair.serverOut.write(
                Loopback.message("x.state")
                        .put(HeaderKey.of("e"), 1)
                        .put(HeaderKey.of("first"), 0)
                        .put(HeaderKey.of("count"), 0)
                        .put(HeaderKey.of("more"), false)
                        .put(HeaderKey.of("credit"), 0),
                new byte[0]);
        return pair.serverIn.next().header().getString(HeaderKey.of("root"));
    }

    @Test
    void aCancelThatCrossesTheAnswerWaitsForNothing() throws IOException {
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            Transfer put = engine.put(pair.in, pair.out, TransferSource.bytes(new byte[0]), PutRequest.to("name"));
            String root = beforeTheAnswer(pair);
            put.cancel(true);
            assertThat(pair.serverIn.next().header().getString(TYPE)).isEqualTo("x.cancel");
            pair.serverOut.write(
                    Loopback.message("x.done").put(HeaderKey.of("size"), 0).put(HeaderKey.of("root"), root));
            assertThat(put.await().rootHex()).isEqualTo(root);
        }
    }

    @Test
    void anAnswerAboutAnotherContentIsAFailureThatWaitsForNothing() throws IOException {
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            Transfer put = engine.put(pair.in, pair.out, TransferSource.bytes(new byte[0]), PutRequest.to("name"));
            beforeTheAnswer(pair);
            pair.serverOut.write(
                    Loopback.message("x.done").put(HeaderKey.of("size"), 0).put(HeaderKey.of("root"), "0".repeat(64)));
            TransferException e = catchThrowableOfType(TransferException.class, put::await);
            assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(e.connectionUsable()).isFalse();
        }
    }

    @Test
    void anErrorAtTheServersWorkerFailsThatTransferOnly() throws IOException {
        try (Loopback pair = serving(new Site() {
            @Override
            public TransferSink accept(PutOffer offer) {
                throw new OutOfMemoryError("as the test wants it");
            }
        })) {
            Transfer put = engine.put(pair.in, pair.out, TransferSource.bytes(new byte[9]), PutRequest.to("name"));
            TransferException e = catchThrowableOfType(TransferException.class, put::await);
            assertThat(e.kind()).isEqualTo(Kind.IO);
            assertThat(e.connectionUsable()).isTrue();
            pair.echo();
        }
    }

    @Test
    void anErrorWhenASourceIsOpenedFailsThatTransferOnly() throws IOException {
        try (Loopback pair = serving(new Site() {
            @Override
            public TransferSource open(GetOffer offer) {
                throw new OutOfMemoryError("as the test wants it");
            }
        })) {
            Transfer get = engine.get(pair.in, pair.out, TransferSink.file(store, "me", target), GetRequest.of("name"));
            TransferException e = catchThrowableOfType(TransferException.class, get::await);
            assertThat(e.kind()).isEqualTo(Kind.IO);
            pair.echo();
        }
    }

    @Test
    void anErrorAtOurOwnWorkerEndsTheTransferAndTellsTheOtherSide() throws IOException {
        try (Loopback pair = serving(new Site())) {
            Transfer put = engine.put(pair.in, pair.out, new Failing(), PutRequest.to("name"));
            TransferException e = catchThrowableOfType(TransferException.class, put::await);
            assertThat(e.kind()).isEqualTo(Kind.IO);
            assertThat(e).hasRootCauseInstanceOf(OutOfMemoryError.class);
            pair.echo();
        }
        assertThat(target).doesNotExist();
    }

    @Test
    void aTransferOfAClosedEngineFailsAtOnceAndItsSourceIsClosed() throws IOException {
        engine.close();
        Failing source = new Failing();
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, new Site());
            Transfer put = engine.put(pair.in, pair.out, source, PutRequest.to("name"));
            assertThat(catchThrowableOfType(TransferException.class, put::await).kind())
                    .isEqualTo(Kind.CLOSED);
        }
        assertThat(source.closed).isTrue();
    }

    private Loopback serving(TransferSite site) throws IOException {
        Loopback pair = new Loopback(Long.MAX_VALUE);
        pair.serve(engine, site);
        return pair;
    }

    private class Site implements TransferSite {
        @Override
        public TransferSink accept(PutOffer offer) throws TransferRefusedException {
            return TransferSink.file(store, "me", target);
        }

        @Override
        public TransferSource open(GetOffer offer) throws TransferRefusedException, IOException {
            throw new TransferRefusedException(Kind.NOT_FOUND, "nothing here");
        }
    }

    private static final class Failing implements TransferSource {
        volatile boolean closed;

        @Override
        public long size() {
            return 9;
        }

        @Override
        public OptionalLong modifiedMillis() {
            return OptionalLong.empty();
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public int read(ByteBuffer buffer, long position) {
            throw new OutOfMemoryError("as the test wants it");
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
