package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One content of a few chunks that goes into one file, or comes out of it, whole or up to a cut. */
abstract class OneFileCase {
    static final int CHUNK = 256 << 10;
    static final int SIZE = 8 * CHUNK - 1_000;

    @TempDir
    Path folder;

    /** Without checkpoints by the clock: how many there are is not for this machine's speed to say. */
    final TransferEngine engine =
            TransferEngine.builder().checkpointInterval(Duration.ofHours(1)).build();

    byte[] content = new byte[SIZE];
    boolean allowed = true;
    FileStore store;
    Path target;

    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"));
        target = folder.resolve("target");
        new Random(1).nextBytes(content);
    }

    @AfterEach
    void close() {
        engine.close();
        store.close();
    }

    final Loopback serving(long cutAfterBytes) throws IOException {
        Loopback pair = new Loopback(cutAfterBytes);
        pair.serve(engine, new Site());
        return pair;
    }

    /** Where a put goes. */
    TransferSink sink() {
        return TransferSink.file(store, "me", target);
    }

    final TransferSite site() {
        return new Site();
    }

    final TransferResult put(PutRequest request) throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            return engine.put(pair.in, pair.out, TransferSource.bytes(content), request)
                    .await();
        }
    }

    final TransferResult get(GetRequest request) throws IOException {
        return get(TransferSink.file(store, "me", target), request);
    }

    final TransferResult get(TransferSink sink, GetRequest request) throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            return engine.get(pair.in, pair.out, sink, request).await();
        }
    }

    /** Breaks off when three chunks are written. */
    final void cut(PutRequest request) throws IOException {
        try (Loopback pair = serving(3 * CHUNK + CHUNK / 2)) {
            pair.beforeCut = () -> patiently()
                    .until(() -> store.find("me", target)
                                    .map(PartialInfo::writtenBytes)
                                    .orElse(0L)
                            == 3L * CHUNK);
            Transfer transfer = engine.put(pair.in, pair.out, TransferSource.bytes(content), request);
            assertThat(catchThrowableOfType(IOException.class, transfer::await)).isNotNull();
        }
    }

    private final class Site implements TransferSite {
        @Override
        public TransferSink accept(PutOffer offer) {
            return sink();
        }

        @Override
        public TransferSource open(GetOffer offer) {
            return TransferSource.bytes(content);
        }

        @Override
        public boolean allowsCrcOnly() {
            return allowed;
        }

        @Override
        public boolean takesUnknownSize() {
            return true;
        }
    }
}
