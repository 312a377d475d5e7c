package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.testtools.NeedsTool;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SHA-256 of the whole: what the machine's {@code sha256sum} says of the published file, whichever way its bytes came. */
@NeedsTool("sha256sum")
class WholeDigestTest {
    private static final int CHUNK = 256 << 10;
    private static final int SIZE = 6 * CHUNK - 1_000;
    private static final String WRONG = "0".repeat(64);

    @TempDir
    Path folder;

    private final TransferEngine engine = TransferEngine.create();
    private final AtomicLong readOfParts = new AtomicLong();
    /** A byte of what is read of a part is another one, while this is above zero. */
    private final AtomicInteger flips = new AtomicInteger();

    private long flipAt;
    private FileStore store;
    private Path source;
    private Path target;

    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"), new WatchedDisk());
        source = folder.resolve("source");
        target = folder.resolve("target");
        write(SIZE, 1);
    }

    @AfterEach
    void close() {
        engine.close();
        store.close();
    }

    private void write(int size, long seed) throws IOException {
        byte[] content = new byte[size];
        new Random(seed).nextBytes(content);
        Files.write(source, content);
    }

    /** The other implementation. */
    private static String sha256sum(Path file) throws IOException {
        Process process = new ProcessBuilder("sha256sum", "--", file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).substring(0, 64);
    }

    private TransferResult put(long cutAfterBytes, PutRequest request) throws IOException {
        try (Loopback pair = serving(cutAfterBytes)) {
            return engine.put(pair.in, pair.out, TransferSource.file(source), request)
                    .await();
        }
    }

    private TransferResult get(GetRequest request) throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            return engine.get(pair.in, pair.out, TransferSink.file(store, "me", target), request)
                    .await();
        }
    }

    private Loopback serving(long cutAfterBytes) throws IOException {
        Loopback pair = new Loopback(cutAfterBytes);
        pair.serve(engine, new TransferSite() {
            @Override
            public TransferSink accept(PutOffer offer) {
                return TransferSink.file(store, "me", target);
            }

            @Override
            public TransferSource open(GetOffer offer) throws IOException {
                return TransferSource.file(source);
            }
        });
        return pair;
    }

    private void assertTold(TransferResult result) throws IOException {
        assertThat(target).hasSameBinaryContentAs(source);
        assertThat(result.sha256Hex()).hasValue(sha256sum(target));
    }

    private static PutRequest asking() {
        return PutRequest.to("name").sha256();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK, SIZE})
    void itIsToldOfAPutAndOfAGetWithoutAnotherReading(int size) throws IOException {
        write(size, 2);
        assertTold(put(Long.MAX_VALUE, asking()));
        assertThat(readOfParts).hasValue(0);
        Files.delete(target);
        assertTold(get(GetRequest.of("name").sha256()));
        assertThat(readOfParts).hasValue(0);
    }

    @Test
    void nothingIsToldWhereNothingWasAsked() throws IOException {
        assertThat(put(Long.MAX_VALUE, PutRequest.to("name")).sha256Hex()).isEmpty();
        assertThat(get(GetRequest.of("name")).sha256Hex()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itHoldsAfterAResume(boolean get) throws IOException {
        breakOff();
        TransferResult result = get ? get(GetRequest.of("name").sha256()) : put(Long.MAX_VALUE, asking());
        assertTold(result);
        assertThat(result.reusedBytes()).isGreaterThan(0);
        assertThat(readOfParts).hasValueLessThanOrEqualTo(SIZE + result.reusedBytes());
    }

    /** Until a part is left: the end of a connection may be seen before the first chunk is written. */
    private void breakOff() throws IOException {
        while (store.list().isEmpty()) {
            catchThrowable(() -> put(3 * CHUNK + 5_000, asking()));
        }
        assertThat(store.list()).hasSize(1);
    }

    @Test
    void itHoldsAfterAResumeOfASourceThatHasChanged() throws IOException {
        breakOff();
        byte[] content = Files.readAllBytes(source);
        content[CHUNK + 7] ^= 1;
        Files.write(source, content);
        assertTold(put(Long.MAX_VALUE, asking()));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3 * CHUNK, SIZE - 1})
    void itHoldsWhereTheOldFileIsUsed(int changed) throws IOException {
        put(Long.MAX_VALUE, PutRequest.to("name"));
        byte[] content = Files.readAllBytes(source);
        if (changed >= 0) {
            content[changed] ^= 1;
        }
        Files.write(source, content);
        TransferResult result = put(Long.MAX_VALUE, asking());
        assertTold(result);
        assertThat(result.reusedBytes()).isGreaterThan(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {SIZE - 2 * CHUNK - 5, SIZE + CHUNK + 5})
    void itHoldsWhereTheOldFileHadAnotherSize(int size) throws IOException {
        put(Long.MAX_VALUE, PutRequest.to("name"));
        write(size, 1);
        assertTold(put(Long.MAX_VALUE, asking()));
    }

    @Test
    void anotherDigestThanIsDemandedIsNeverPublished() throws IOException {
        PutRequest wrong = PutRequest.to("name").expectSha256(WRONG);
        assertThat(refused(() -> put(Long.MAX_VALUE, wrong))).isEqualTo(Kind.WRONG_DIGEST);
        assertThat(refused(() -> get(GetRequest.of("name").expectSha256(WRONG))))
                .isEqualTo(Kind.WRONG_DIGEST);
        assertThat(target).doesNotExist();
        assertThat(store.list()).hasSize(1); // for the right demand nothing is sent again
        TransferResult result = put(Long.MAX_VALUE, PutRequest.to("name").expectSha256(sha256sum(source)));
        assertTold(result);
        assertThat(result.wireBodyBytes()).isZero();
    }

    @Test
    void anOldFileStaysWhereItHasNotTheDigestThatIsDemanded() throws IOException {
        put(Long.MAX_VALUE, PutRequest.to("name"));
        Files.setLastModifiedTime(target, FileTime.fromMillis(5_000));
        PutRequest wrong = PutRequest.to("name").expectSha256(WRONG);
        assertThat(refused(() -> put(Long.MAX_VALUE, wrong))).isEqualTo(Kind.WRONG_DIGEST);
        assertThat(target).hasSameBinaryContentAs(source);
        assertThat(Files.getLastModifiedTime(target).toMillis()).isEqualTo(5_000);
    }

    @Test
    void aDemandInCapitalsIsTheSame() throws IOException {
        String digest = sha256sum(source).toUpperCase(Locale.ROOT);
        assertTold(put(Long.MAX_VALUE, PutRequest.to("name").expectSha256(digest)));
    }

    @Test
    void aChunkThatReadsOtherwiseForTheDigestIsSentAgain() throws IOException {
        anOldFileWithAnotherFirstChunk();
        flips.set(1);
        TransferResult result = put(Long.MAX_VALUE, asking());
        assertTold(result);
        assertThat(flips).hasValue(0);
        assertThat(result.wireBodyBytes()).isEqualTo(2 * CHUNK);
    }

    @Test
    void aDiskThatAlwaysReadsOtherwisePublishesNothing() throws IOException {
        anOldFileWithAnotherFirstChunk();
        byte[] old = Files.readAllBytes(target);
        flips.set(Integer.MAX_VALUE);
        assertThat(refused(() -> put(Long.MAX_VALUE, asking()))).isEqualTo(Kind.CORRUPT);
        assertThat(target).hasBinaryContent(old);
    }

    /** What is copied of it comes into the part, and is read there for the digest alone. */
    private void anOldFileWithAnotherFirstChunk() throws IOException {
        put(Long.MAX_VALUE, PutRequest.to("name"));
        byte[] content = Files.readAllBytes(source);
        content[0] ^= 1;
        Files.write(source, content);
        flipAt = 4L * CHUNK + 9;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ask", "0", "zz"})
    void onlyDigitsCanBeDemanded(String text) {
        assertThatThrownBy(() -> PutRequest.to("name").expectSha256(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GetRequest.of("name").expectSha256(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAnswerWithoutTheDigestIsNotTakenForOne() throws TransferException {
        assertThat(WholeDigest.checked(null, WRONG)).isNull();
        assertThat(WholeDigest.checked(WholeDigest.ASK, WRONG)).isEqualTo(WRONG);
        assertThat(refused(() -> WholeDigest.checked(WholeDigest.ASK, null))).isEqualTo(Kind.PROTOCOL);
        assertThat(refused(() -> WholeDigest.checked("1".repeat(64), WRONG))).isEqualTo(Kind.PROTOCOL);
    }

    private static Kind refused(ThrowingCallable call) {
        return catchThrowableOfType(TransferException.class, call).kind();
    }

    /** Counts what is read of parts, and spoils it. */
    private final class WatchedDisk extends ForwardingDisk {
        WatchedDisk() {
            super(Disk.local());
        }

        @Override
        DiskFile opened(Path name, DiskFile file) {
            if (!name.toString().endsWith(PartialName.PART)) {
                return file;
            }
            return new ForwardingFile(file) {
                @Override
                public int read(ByteBuffer buffer, long position) throws IOException {
                    int before = buffer.position();
                    int count = super.read(buffer, position);
                    readOfParts.addAndGet(Math.max(0, count));
                    if (flipAt >= position && flipAt < position + count && flips.get() > 0) {
                        flips.decrementAndGet();
                        int at = before + (int) (flipAt - position);
                        buffer.put(at, (byte) (buffer.get(at) ^ 1));
                    }
                    return count;
                }
            };
        }
    }
}
