package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.framewire.framing.HeaderKey;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers that are checked by CRCs alone: where both sides agree, and never mixed with the others. */
@Timeout(60)
class CrcOnlyTest {
    private static final int CHUNK = 256 << 10;
    private static final int SIZE = 8 * CHUNK - 1_000;
    private static final PutRequest VERIFIED = PutRequest.to("name");
    private static final PutRequest CRC_ONLY = VERIFIED.crcOnly();

    @TempDir
    Path folder;

    private final TransferEngine engine = TransferEngine.create();
    private final byte[] content = new byte[SIZE];
    private boolean allowed = true;
    private FileStore store;
    private Path target;

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

    private Loopback serving(long cutAfterBytes) throws IOException {
        Loopback pair = new Loopback(cutAfterBytes);
        pair.serve(engine, new Site());
        return pair;
    }

    private TransferResult put(PutRequest request) throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            return engine.put(pair.in, pair.out, TransferSource.bytes(content), request)
                    .await();
        }
    }

    private TransferResult get(GetRequest request) throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            return engine.get(pair.in, pair.out, TransferSink.file(store, "me", target), request)
                    .await();
        }
    }

    /** Breaks off when three chunks are written. */
    private void cut(PutRequest request) throws IOException {
        try (Loopback pair = serving(3 * CHUNK + CHUNK / 2)) {
            pair.beforeCut = () -> await().until(() ->
                    store.find("me", target).map(PartialInfo::writtenBytes).orElse(0L) == 3L * CHUNK);
            Transfer transfer = engine.put(pair.in, pair.out, TransferSource.bytes(content), request);
            assertThat(catchThrowableOfType(IOException.class, transfer::await)).isNotNull();
        }
    }

    private void arrived(TransferResult result, boolean crcOnly, long sent) {
        assertThat(target).hasBinaryContent(content);
        assertThat(result.crcOnly()).isEqualTo(crcOnly);
        assertThat(result.rootHex().startsWith("4352432d4f4e4c59")).isEqualTo(crcOnly);
        assertThat(result.wireBodyBytes()).isEqualTo(sent);
    }

    @Test
    void contentArrivesAndSaysHowItWasChecked() throws IOException {
        arrived(put(CRC_ONLY), true, SIZE);
        Files.delete(target);
        arrived(get(GetRequest.of("name").crcOnly()), true, SIZE);
        Files.delete(target);
        arrived(get(GetRequest.of("name")), false, SIZE);
    }

    @Test
    void isRefusedWhereTheOtherSideDoesNotAllowIt() throws IOException {
        allowed = false;
        assertThat(catchThrowableOfType(TransferException.class, () -> put(CRC_ONLY))
                        .kind())
                .isEqualTo(Kind.REFUSED);
        assertThat(catchThrowableOfType(
                                TransferException.class,
                                () -> get(GetRequest.of("name").crcOnly()))
                        .kind())
                .isEqualTo(Kind.REFUSED);
        assertThat(target).doesNotExist();
        assertThat(store.list()).isEmpty();
        arrived(put(VERIFIED), false, SIZE);
    }

    @ParameterizedTest
    @CsvSource({"true, true, 5", "true, false, 8", "false, true, 8", "false, false, 5"})
    void whatWasCheckedOneWayIsNotContinuedTheOther(boolean before, boolean after, int chunks) throws IOException {
        cut(before ? CRC_ONLY : VERIFIED);
        arrived(put(after ? CRC_ONLY : VERIFIED), after, chunks * CHUNK - 1_000);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true"})
    void aFileThatIsThereIsReadAndComparedTheWayThatIsAskedFor(boolean before, boolean after) throws IOException {
        put(before ? CRC_ONLY : VERIFIED);
        arrived(put(after ? CRC_ONLY : VERIFIED), after, 0);
        content[3 * CHUNK] ^= 1;
        arrived(put(after ? CRC_ONLY : VERIFIED), after, CHUNK);
    }

    @Test
    void aDamagedPartialIsRepaired() throws IOException {
        cut(CRC_ONLY);
        Path part;
        try (var files = Files.list(folder.resolve(".xfer"))) {
            part = files.filter(file -> file.toString().endsWith(".part"))
                    .findAny()
                    .orElseThrow();
        }
        try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
            file.seek(CHUNK + 7);
            file.write(content[CHUNK + 7] ^ 1);
        }
        arrived(put(CRC_ONLY), true, 6 * CHUNK - 1_000);
        assertThat(store.list()).isEmpty();
    }

    @Test
    void aRootOfCrcsIsNoCondition() throws IOException {
        String root = put(CRC_ONLY).rootHex();
        assertThatThrownBy(() -> VERIFIED.ifRoot(root)).isInstanceOf(IllegalArgumentException.class);
        String verified = put(VERIFIED).rootHex();
        assertThatIllegalStateException().isThrownBy(() -> CRC_ONLY.ifRoot(verified));
        assertThatIllegalStateException()
                .isThrownBy(() -> VERIFIED.ifRoot(verified).crcOnly());
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "any"})
    void aPeerThatAsksForWhatThereIsNotIsRefused(String condition) throws IOException {
        Loopback served = serving(Long.MAX_VALUE);
        try (Loopback pair = served) {
            pair.out.write(Loopback.message("x.open")
                    .put(HeaderKey.of("op"), "put")
                    .put(HeaderKey.of("path"), "name")
                    .put(HeaderKey.of("size"), 5)
                    .put(HeaderKey.of("chunk"), CHUNK)
                    .put(HeaderKey.of("if"), condition)
                    .put(HeaderKey.of("root"), "0".repeat(64))
                    .put(HeaderKey.of("check"), condition.equals("root") ? "crc-only" : "none"));
            pair.end();
        }
        assertThat(served.serverError.get())
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PROTOCOL));
        assertThat(target).doesNotExist();
        assertThat(store.list()).isEmpty();
    }

    private final class Site implements TransferSite {
        @Override
        public TransferSink accept(PutOffer offer) {
            return TransferSink.file(store, "me", target);
        }

        @Override
        public TransferSource open(GetOffer offer) {
            return TransferSource.bytes(content);
        }

        @Override
        public boolean allowsCrcOnly() {
            return allowed;
        }
    }
}
