package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.Frame;
import dev.framewire.framing.HeaderKey;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A peer that was let in and means ill, or a machine that is out of something: one failed transfer, and nothing more. */
@Timeout(60)
class HostilePeerTest {
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
