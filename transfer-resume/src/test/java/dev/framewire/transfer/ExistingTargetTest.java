package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** There is something under the target's name: the same, nearly the same, something else, or what an answer was lost about. */
class ExistingTargetTest {
    private static final int CHUNK = 256 << 10;
    private static final int SIZE = 12 * CHUNK - 1_000;

    @TempDir
    Path folder;

    private final TransferEngine engine = TransferEngine.create();
    private UnaryOperator<TransferSink> sink = UnaryOperator.identity();
    private FileStore store;
    private Path target;
    private byte[] content;

    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"));
        target = folder.resolve("target");
        content = new byte[SIZE];
        new Random(1).nextBytes(content);
    }

    @AfterEach
    void close() {
        engine.close();
        store.close();
    }

    @Test
    void aPutThatIsRepeatedAfterItsAnswerWasLostIsDone() throws IOException {
        TransferResult first = put(PutRequest.to("name").ifAbsent());
        Object file = fileKey();
        TransferResult second = put(PutRequest.to("name").ifAbsent());
        assertThat(second.rootHex()).isEqualTo(first.rootHex());
        assertThat(second.wireBodyBytes()).isZero();
        assertThat(fileKey()).isEqualTo(file);
        assertThat(store.list()).isEmpty();
    }

    @Test
    void aSmallPutThatIsRepeatedIsDoneToo() throws IOException {
        content = new byte[] {1};
        put(PutRequest.to("name").ifAbsent());
        assertThat(put(PutRequest.to("name").ifAbsent()).wireBodyBytes()).isZero();
        content = new byte[0];
        assertThat(refused(PutRequest.to("name").ifAbsent())).isEqualTo(Kind.EXISTS);
    }

    @Test
    void anotherContentIsNoRepetition() throws IOException {
        put(PutRequest.to("name").ifAbsent());
        byte[] first = content.clone();
        content[5] ^= 1;
        assertThat(refused(PutRequest.to("name").ifAbsent())).isEqualTo(Kind.EXISTS);
        content = Arrays.copyOf(first, 300_000); // a head of what is there
        assertThat(refused(PutRequest.to("name").ifAbsent())).isEqualTo(Kind.EXISTS);
        assertThat(target).hasBinaryContent(first);
        assertThat(store.list()).isEmpty();
    }

    @Test
    void whatOthersPutThereIsNoRepetitionEvenIfItIsTheSame() throws IOException {
        Files.write(target, content);
        assertThat(refused(PutRequest.to("name").ifAbsent())).isEqualTo(Kind.EXISTS);
    }

    @Test
    void aRefusalBecauseOfWhatIsThereLeavesAnotherSessionAlone() throws IOException {
        Files.write(target, new byte[1]);
        Partial running = store.acquire("me", target, Geometry.of(SIZE));
        assertThat(refused(PutRequest.to("name").ifAbsent())).isEqualTo(Kind.EXISTS);
        running.checkpoint(); // it is not fenced
        running.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAlteredFileSendsOnlyWhatDiffers(boolean remembered) throws IOException {
        publish(remembered);
        content[3 * CHUNK + 7] ^= 1;
        content[9 * CHUNK] ^= 1;
        TransferResult result = put(PutRequest.to("name"));
        assertThat(target).hasBinaryContent(content);
        assertThat(result.wireBodyBytes()).isEqualTo(2 * CHUNK);
        assertThat(result.reusedBytes()).isEqualTo(SIZE - 2 * CHUNK);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK, SIZE - 1, SIZE + 1, 20 * CHUNK})
    void aFileThatGrewOrShrankSharesItsWholeChunks(int before) throws IOException {
        Files.write(target, Arrays.copyOf(content, before));
        TransferResult result = put(PutRequest.to("name"));
        assertThat(target).hasBinaryContent(content);
        int whole = Math.min(before, SIZE) / CHUNK * CHUNK;
        assertThat(result.wireBodyBytes()).isEqualTo(SIZE - whole);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsThereAlreadyIsNeitherSentNorWritten(boolean remembered) throws IOException {
        publish(remembered);
        Object file = fileKey();
        TransferResult result = put(PutRequest.to("name"));
        assertThat(result.wireBodyBytes()).isZero();
        assertThat(result.reusedBytes()).isEqualTo(SIZE);
        assertThat(fileKey()).isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5 * CHUNK, SIZE - 1})
    void aDamagedTargetIsRepairedAlthoughItIsRememberedAsWhole(int at) throws IOException {
        publish(true);
        FileTime modified = Files.getLastModifiedTime(target);
        try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
            file.seek(at);
            file.write(content[at] ^ 4);
        }
        Files.setLastModifiedTime(target, modified);
        TransferResult result = put(PutRequest.to("name"));
        assertThat(target).hasBinaryContent(content);
        assertThat(result.wireBodyBytes()).isBetween(1L, (long) CHUNK);
    }

    @Test
    void aTargetThatWasTruncatedIsRepaired() throws IOException {
        publish(true);
        try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
            file.setLength(CHUNK + 5);
        }
        put(PutRequest.to("name"));
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void onlyWhatWasLookedAtIsReplaced() throws IOException {
        String root = put(PutRequest.to("name")).rootHex();
        content[0] ^= 1;
        assertThat(put(PutRequest.to("name").ifRoot(root)).rootHex()).isNotEqualTo(root);
        assertThat(refused(PutRequest.to("name").ifRoot(root))).isEqualTo(Kind.CONFLICT);
        assertThat(target).hasBinaryContent(content);
        Files.delete(target);
        assertThat(refused(PutRequest.to("name").ifRoot(root))).isEqualTo(Kind.CONFLICT);
        assertThat(target).doesNotExist();
    }

    @Test
    void aFileThatWasEditedInPlaceIsNotTheOneThatWasLookedAt() throws IOException {
        String root = put(PutRequest.to("name")).rootHex();
        try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
            file.write(content[0] ^ 1);
        }
        assertThat(refused(PutRequest.to("name").ifRoot(root))).isEqualTo(Kind.CONFLICT);
    }

    @Test
    void aRootIsSixtyFourHexadecimalDigits() {
        for (String wrong : new String[] {"", "0".repeat(63), "0".repeat(65), "g".repeat(64), "１".repeat(64)}) {
            assertThatThrownBy(() -> PutRequest.to("name").ifRoot(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aTargetThatMayNotBeReadIsNotCompared() throws IOException {
        Files.write(target, content);
        sink = to -> to.compareWithTarget(false);
        assertThat(put(PutRequest.to("name")).wireBodyBytes()).isEqualTo(SIZE);
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void aDownloadOfAnAlteredFileFetchesOnlyWhatDiffersAndLeavesNothingBehind() throws IOException {
        Files.write(target, content);
        byte[] now = content.clone();
        now[CHUNK] ^= 1;
        content = now;
        try (Loopback pair = serving()) {
            TransferResult result = engine.get(
                            pair.in, pair.out, TransferSink.file(store, "me", target), GetRequest.of("name"))
                    .await();
            assertThat(result.wireBodyBytes()).isEqualTo(CHUNK);
        }
        assertThat(target).hasBinaryContent(now);
        assertThat(folder.resolve(".xfer")).isEmptyDirectory();
    }

    @Test
    void aCutPutOfAnAlteredFileSendsNothingThatTheTargetHas() throws IOException {
        publish(true);
        byte[] old = content.clone();
        for (int chunk = 2; chunk < 12; chunk += 2) {
            content[chunk * CHUNK] ^= 1;
        }
        try (Loopback pair = new Loopback(3 * CHUNK)) {
            pair.serve(engine, new Site());
            // cut inside the third chunk that differs, and when two are written: else how far it got is the threads'
            // affair
            pair.beforeCut = () -> patiently().until(() -> writtenBytes() == 2L * CHUNK);
            Transfer cut = engine.put(pair.in, pair.out, TransferSource.bytes(content), PutRequest.to("name"));
            assertThat(catchThrowableOfType(IOException.class, cut::await)).isNotNull();
        }
        assertThat(target).hasBinaryContent(old);
        TransferResult result = put(PutRequest.to("name"));
        assertThat(target).hasBinaryContent(content);
        assertThat(result.wireBodyBytes()).isEqualTo(3L * CHUNK);
    }

    private long writtenBytes() throws IOException {
        return store.find("me", target).map(PartialInfo::writtenBytes).orElse(0L);
    }

    private void publish(boolean remembered) throws IOException {
        if (remembered) {
            put(PutRequest.to("name"));
        } else {
            Files.write(target, content);
        }
    }

    private Object fileKey() throws IOException {
        return Files.readAttributes(target, BasicFileAttributes.class).fileKey();
    }

    private TransferResult put(PutRequest request) throws IOException {
        try (Loopback pair = serving()) {
            return engine.put(pair.in, pair.out, TransferSource.bytes(content), request)
                    .await();
        }
    }

    private Kind refused(PutRequest request) throws IOException {
        return catchThrowableOfType(TransferException.class, () -> put(request)).kind();
    }

    private Loopback serving() throws IOException {
        Loopback pair = new Loopback(Long.MAX_VALUE);
        pair.serve(engine, new Site());
        return pair;
    }

    private class Site implements TransferSite {
        @Override
        public TransferSink accept(PutOffer offer) {
            return sink.apply(TransferSink.file(store, "me", target));
        }

        @Override
        public TransferSource open(GetOffer offer) {
            return TransferSource.bytes(content);
        }
    }
}
