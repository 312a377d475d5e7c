package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.testtools.NeedsTool;
import dev.framewire.transfer.TransferException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing stands under the target's name, and another file has the content, or some of it, or none. */
class LikeTest extends OneFileCase {
    private UnaryOperator<TransferSink> how = this::like;
    private Path other;

    @BeforeEach
    void nameTheOther() {
        other = folder.resolve("other");
    }

    private TransferSink like(TransferSink to) {
        return to.like(other);
    }

    @Override
    TransferSink sink() {
        return how.apply(super.sink());
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class);
    }

    private void write(byte[] bytes) throws IOException {
        Files.write(other, bytes);
        Files.setLastModifiedTime(other, FileTime.fromMillis(1_000_000_000_000L));
    }

    /** The target has the content and is a file of its own; the other one is as it was. */
    private TransferResult requireCopied(TransferResult result, long sent, byte[] before, @Nullable Object key)
            throws IOException {
        assertThat(target).hasBinaryContent(content);
        assertThat(result.wireBodyBytes()).isEqualTo(sent);
        assertThat(result.reusedBytes()).isEqualTo(content.length - sent);
        assertThat(other).hasBinaryContent(before);
        assertThat(attributes(other).fileKey()).isEqualTo(key);
        assertThat(attributes(target).fileKey()).isNotEqualTo(key);
        assertThat(Files.getLastModifiedTime(other).toMillis()).isEqualTo(1_000_000_000_000L);
        assertThat(store.list()).isEmpty();
        return result;
    }

    private void putCopies(long sent, byte[] before) throws IOException {
        write(before);
        Object key = attributes(other).fileKey();
        requireCopied(put(PutRequest.to("name")), sent, before, key);
    }

    @Test
    void whatAnotherFileHasIsNotSent() throws IOException {
        putCopies(0, content);
    }

    @Test
    void timeAndPermissionsAreTheSourcesAndNotTheOtherFiles() throws IOException {
        write(content);
        Path source = folder.resolve("source");
        Files.write(source, content);
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("r-xr-----"));
        Files.setLastModifiedTime(source, FileTime.fromMillis(1_234_567_890_000L));
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-rw-rw-"));
        how = to -> to.like(other).keepExactPermissions(0);
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            engine.put(pair.in, pair.out, TransferSource.fileWithPermissions(source), PutRequest.to("name"))
                    .await();
        }
        assertThat(Files.getLastModifiedTime(target).toMillis()).isEqualTo(1_234_567_890_000L);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("r-xr-----");
        assertThat(Files.getLastModifiedTime(other).toMillis()).isEqualTo(1_000_000_000_000L);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(other)))
                .isEqualTo("rw-rw-rw-");
    }

    @Test
    void onlyWhatDiffersIsSent() throws IOException {
        byte[] old = content.clone();
        old[3 * CHUNK + 7] ^= 1;
        old[6 * CHUNK] ^= 1;
        putCopies(2 * CHUNK, old);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK, SIZE - 1, SIZE + 1, 20 * CHUNK})
    void aFileOfAnotherSizeSharesItsWholeChunks(int before) throws IOException {
        int whole = Math.min(before, SIZE) / CHUNK * CHUNK;
        putCopies(SIZE - whole, Arrays.copyOf(content, before));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK})
    void contentOfOneChunkOrNone(int size) throws IOException {
        content = Arrays.copyOf(content, size);
        putCopies(0, content);
    }

    @Test
    void whatIsThereByWayOfTheStoreNeedNotBeReadBeforeItIsOffered() throws IOException {
        Path first = target;
        put(PutRequest.to("name"));
        Files.setLastModifiedTime(first, FileTime.fromMillis(1_000_000_000_000L));
        target = folder.resolve("second");
        other = first;
        Object key = attributes(other).fileKey();
        content[5 * CHUNK] ^= 1;
        byte[] before = Files.readAllBytes(other);
        requireCopied(put(PutRequest.to("name")), CHUNK, before, key);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5 * CHUNK, SIZE - 1})
    void whatIsRememberedOfTheOtherFileIsNoEvidence(int at) throws IOException {
        Path first = target;
        put(PutRequest.to("name"));
        try (RandomAccessFile file = new RandomAccessFile(first.toFile(), "rw")) {
            file.seek(at);
            file.write(content[at] ^ 4);
        }
        Files.setLastModifiedTime(first, FileTime.fromMillis(1_000_000_000_000L));
        target = folder.resolve("second");
        other = first;
        byte[] before = Files.readAllBytes(other);
        TransferResult result = put(PutRequest.to("name"));
        assertThat(target).hasBinaryContent(content);
        assertThat(other).hasBinaryContent(before);
        assertThat(result.wireBodyBytes()).isBetween(1L, (long) CHUNK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "link", "folder", "target", "below a file"})
    void whatIsNoFileIsNone(String kind) throws IOException {
        Path elsewhere = folder.resolve("elsewhere");
        Files.write(elsewhere, content);
        switch (kind) {
            case "link" -> Files.createSymbolicLink(other, elsewhere);
            case "folder" -> Files.createDirectory(other);
            case "target" -> other = target;
            case "below a file" -> other = elsewhere.resolve("name");
            default -> assertThat(other).doesNotExist();
        }
        assertThat(put(PutRequest.to("name")).wireBodyBytes()).isEqualTo(SIZE);
        assertThat(target).hasBinaryContent(content);
        assertThat(elsewhere).hasBinaryContent(content);
    }

    @Test
    @NeedsTool("mkfifo")
    void aPipeIsNotWaitedFor() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", other.toString()).start().waitFor())
                .isZero();
        assertThat(put(PutRequest.to("name")).wireBodyBytes()).isEqualTo(SIZE);
    }

    @Test
    void aLinkedFolderAboveTheOtherFileIsFollowed() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Files.write(real.resolve("file"), content);
        other = Files.createSymbolicLink(folder.resolve("link"), real).resolve("file");
        assertThat(put(PutRequest.to("name")).wireBodyBytes()).isZero();
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void whatStandsUnderTheNameComesFirst() throws IOException {
        write(content);
        Files.write(target, new byte[SIZE]);
        assertThat(put(PutRequest.to("name")).wireBodyBytes()).isEqualTo(SIZE);
        assertThat(target).hasBinaryContent(content);
        assertThat(put(PutRequest.to("name")).wireBodyBytes()).isZero();
    }

    @Test
    void whatMayNotBeComparedIsNotLookedAt() throws IOException {
        write(content);
        how = to -> to.like(other).compareWithTarget(false);
        assertThat(put(PutRequest.to("name")).wireBodyBytes()).isEqualTo(SIZE);
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void aConditionIsTheTargetsAffair() throws IOException {
        write(content);
        Object key = attributes(other).fileKey();
        String root = requireCopied(put(PutRequest.to("name").ifAbsent()), 0, content, key)
                .rootHex();
        assertThat(put(PutRequest.to("name").ifAbsent()).wireBodyBytes()).isZero(); // repeated
        Files.delete(target);
        assertThat(refused(PutRequest.to("name").ifRoot(root))).isEqualTo(Kind.CONFLICT);
        assertThat(target).doesNotExist();
        Files.write(target, new byte[1]);
        assertThat(refused(PutRequest.to("name").ifAbsent())).isEqualTo(Kind.EXISTS);
        assertThat(other).hasBinaryContent(content);
    }

    @Test
    void anAbsentTargetIsNotMissedWhenSomethingDiffers() throws IOException {
        byte[] old = content.clone();
        old[0] ^= 1;
        write(old);
        Object key = attributes(other).fileKey();
        requireCopied(put(PutRequest.to("name").ifAbsent()), CHUNK, old, key);
    }

    @Test
    void allTreesAndTheDigestOfTheWhole() throws IOException, NoSuchAlgorithmException {
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        byte[] old = content.clone();
        old[SIZE - 1] ^= 1;
        write(old);
        Object key = attributes(other).fileKey();
        int last = SIZE % CHUNK;
        for (PutRequest request : new PutRequest[] {
            PutRequest.to("name").crcOnly(),
            PutRequest.to("name").blake3(),
            PutRequest.to("name").sha256(),
            PutRequest.to("name").blake3().expectSha256(sha256)
        }) {
            TransferResult result = requireCopied(put(request), last, old, key);
            result.sha256Hex().ifPresent(hex -> assertThat(hex).isEqualTo(sha256));
            Files.delete(target);
        }
        assertThat(put(PutRequest.to("name").sha256()).sha256Hex()).hasValue(sha256);
    }

    @Test
    void contentOfAnotherDigestThanIsDemandedIsNotPublishedBecauseItIsThere() throws IOException {
        write(content);
        assertThat(refused(PutRequest.to("name").expectSha256("0".repeat(64)))).isEqualTo(Kind.WRONG_DIGEST);
        assertThat(target).doesNotExist();
    }

    @Test
    void aDownloadFetchesOnlyWhatDiffers() throws IOException {
        byte[] old = content.clone();
        old[CHUNK] ^= 1;
        write(old);
        Object key = attributes(other).fileKey();
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            TransferSink into = TransferSink.file(store, "me", target).like(other);
            requireCopied(
                    engine.get(pair.in, pair.out, into, GetRequest.of("name")).await(), CHUNK, old, key);
        }
        assertThat(folder.resolve(".xfer")).isEmptyDirectory();
    }

    @Test
    void aDownloadThatIsTriedAgainDoesSoToo() throws IOException {
        write(content);
        Object key = attributes(other).fileKey();
        TransferSink into = TransferSink.file(store, "me", target).like(other);
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            ResumingTransfer transfer = engine.resuming(
                    RetryPolicy.defaults(),
                    () -> new TransferConnector.Connected(pair.in, pair.out, pair::disconnect),
                    (in, out) -> engine.get(in, out, into, GetRequest.of("name")));
            requireCopied(transfer.await(), 0, content, key);
        }
    }

    @Test
    void aStreamOfUnknownSizeIsNotCompared() throws IOException {
        write(content);
        try (Loopback pair = serving(Long.MAX_VALUE);
                StreamSource source = StreamSource.once(new ByteArrayInputStream(content))) {
            TransferResult result = engine.put(pair.in, pair.out, source.source(), PutRequest.to("name"))
                    .await();
            assertThat(result.wireBodyBytes()).isEqualTo(SIZE);
        }
        assertThat(target).hasBinaryContent(content);
        assertThat(other).hasBinaryContent(content);
    }

    @Test
    void aCutPutKeepsWhatWasCopiedThoughTheOtherFileIsGoneThen() throws IOException {
        byte[] old = content.clone();
        for (int chunk = 0; chunk < 4; chunk++) {
            old[chunk * CHUNK] ^= 1;
        }
        write(old);
        try (Loopback pair = serving(2 * CHUNK + CHUNK / 2)) {
            // behind the cut nothing is read any more: how far it got must not be the threads' affair
            pair.beforeCut = () -> patiently().until(() -> writtenBytes() == 2L * CHUNK);
            Transfer cut = engine.put(pair.in, pair.out, TransferSource.bytes(content), PutRequest.to("name"));
            assertThat(catchThrowableOfType(IOException.class, cut::await)).isNotNull();
        }
        Files.delete(other);
        assertThat(target).doesNotExist();
        assertThat(writtenBytes()).isEqualTo(SIZE); // two chunks of it are the other file's, which are to be compared
        TransferResult result = put(PutRequest.to("name"));
        assertThat(target).hasBinaryContent(content);
        assertThat(result.wireBodyBytes()).isEqualTo(2L * CHUNK);
    }

    @Test
    void anAttemptThatGoesOnLooksForWhatIsMissing() throws IOException {
        try (Loopback pair = serving(2 * CHUNK + CHUNK / 2)) {
            pair.beforeCut = () -> patiently().until(() -> writtenBytes() == 2L * CHUNK);
            Transfer cut = engine.put(pair.in, pair.out, TransferSource.bytes(content), PutRequest.to("name"));
            assertThat(catchThrowableOfType(IOException.class, cut::await)).isNotNull();
        }
        byte[] old = content.clone();
        old[0] ^= 1; // the part has this
        old[2 * CHUNK] ^= 1;
        write(old);
        Object key = attributes(other).fileKey();
        requireCopied(put(PutRequest.to("name")), CHUNK, old, key);
    }

    @Test
    void onlyAFileCanBeLikeAnother() {
        TransferSink stored = TransferSink.into(new BucketStore(new MemoryBucket()), "me", "name");
        TransferSink stream = StreamSink.to(OutputStream.nullOutputStream()).sink();
        assertThatThrownBy(() -> stored.like(other)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> stream.like(other)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPathThatIsNoneOfTheTargetsIsACallersMistake() throws IOException {
        TransferSink into = TransferSink.file(store, "me", target);
        Path archive = folder.resolve("archive.zip");
        try (var zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            assertThatThrownBy(() -> into.like(zip.getPath("/name"))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private long writtenBytes() throws IOException {
        return store.find("me", target).map(PartialInfo::writtenBytes).orElse(0L);
    }

    private Kind refused(PutRequest request) throws IOException {
        return catchThrowableOfType(TransferException.class, () -> put(request)).kind();
    }
}
