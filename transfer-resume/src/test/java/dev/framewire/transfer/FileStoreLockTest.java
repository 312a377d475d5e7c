package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.testtools.NeedsTool;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may touch a partial, seen by another process; and what a partial is found to be when it is read back. */
class FileStoreLockTest {
    private static final int CHUNK = 256 << 10;
    private static final Geometry GEOMETRY = new Geometry(3 * CHUNK - 1, CHUNK);

    @TempDir
    Path folder;

    private FileStore store;
    private Path target;

    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"));
        target = folder.resolve("target");
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Two chunks of three. */
    private Partial partial() throws IOException {
        Partial partial = store.acquire("me", target, GEOMETRY);
        for (int chunk = 0; chunk < 2; chunk++) {
            byte[] bytes = new byte[CHUNK];
            bytes[0] = (byte) (chunk + 1);
            partial.write(ByteBuffer.wrap(bytes, 0, CHUNK), GEOMETRY.offset(chunk));
            partial.written(
                    chunk, ChunkHasher.of(GEOMETRY).update(bytes, 0, CHUNK).finish());
        }
        partial.checkpoint();
        return partial;
    }

    private Path file(String suffix) {
        return store.folder()
                .path
                .resolve(PartialName.of(store.folder().path, "me", target).key() + suffix);
    }

    private boolean anotherProcessCanLock() throws Exception {
        Process python = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import fcntl, sys\n"
                                + "try: fcntl.lockf(open(sys.argv[1], 'r+b'), fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
                                + "except OSError: sys.exit(7)",
                        file(".journal").toString())
                .inheritIO()
                .start();
        int code = python.waitFor();
        assertThat(code).isIn(0, 7);
        return code == 0;
    }

    @Test
    @NeedsTool("python3")
    void lookingAtAPartialDoesNotTakeItsLockAway() throws Exception {
        Files.write(target, new byte[100]); // what stands there is looked at, too
        Partial session = partial();
        assertThat(session.basis()).isNotNull();
        store.list();
        store.find("me", target);
        store.explain("me", target);
        store.leftovers();
        store.reservedBytes("me");
        store.published("me", target);
        store.expire(Duration.ZERO);
        assertThat(catchThrowableOfType(TransferException.class, () -> store.fsck("me", target))
                        .kind())
                .isEqualTo(Kind.LOCKED);
        assertThat(anotherProcessCanLock()).isFalse();
        session.close();
        assertThat(anotherProcessCanLock()).isTrue();
    }

    @Test
    void aSoundPartialIsFoundSound() throws IOException {
        partial().close();
        PartialCheck check = store.fsck("me", target).orElseThrow();
        assertThat(check).isEqualTo(new PartialCheck(GEOMETRY.size(), CHUNK, 2 * CHUNK, 2 * CHUNK, List.of()));
        assertThat(check.explain())
                .isEqualTo("524288 of 786431 bytes are claimed, and 524288 of them are what the journal says.");
    }

    @Test
    void aFlippedBitAndACutAreFoundAndChangeNothing() throws IOException {
        partial().close();
        byte[] part = Files.readAllBytes(file(".part"));
        part[CHUNK - 1] ^= 1;
        Files.write(file(".part"), part);
        assertThat(store.fsck("me", target).orElseThrow().damagedChunks()).containsExactly(0);
        Files.write(file(".part"), new byte[CHUNK + 1]);
        byte[] journal = Files.readAllBytes(file(".journal"));
        PartialCheck check = store.fsck("me", target).orElseThrow();
        assertThat(check.damagedChunks()).containsExactly(0, 1);
        assertThat(check.soundBytes()).isZero();
        assertThat(check.explain()).endsWith("Chunks that are not, and will be sent again: [0, 1].");
        assertThat(file(".journal")).hasBinaryContent(journal);
        assertThat(store.find("me", target)).isPresent();
    }

    @Test
    void ofNothingNothingIsFound() throws IOException {
        assertThat(store.fsck("me", target)).isEmpty();
        partial().close();
        Files.write(file(".journal"), new byte[9]);
        assertThat(store.fsck("me", target)).isEmpty();
    }
}
