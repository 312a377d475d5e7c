package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a file, or to its name, while it is sent. */
class FileSourceTest {
    private static final int SIZE = 1_300_001; // five chunks of 256 KiB, the last one short

    @TempDir
    Path folder;

    private final TransferEngine engine = TransferEngine.create();
    private FileStore store;
    private Path source;
    private Path target;
    private byte[] content = {};

    @BeforeEach
    void write() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"));
        source = folder.resolve("source");
        target = folder.resolve("target");
        content = random(1);
        Files.write(source, content);
    }

    @AfterEach
    void close() {
        engine.close();
        store.close();
    }

    @Test
    void aFileThatIsRemovedWhileItIsReadIsSentToItsEnd() throws IOException {
        get(() -> Files.delete(source));
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void aFileThatIsReplacedWhileItIsReadIsSentAsItWas() throws IOException {
        get(() -> replace(random(2)));
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void aFileWhoseNameIsTakenByAFolderWhileItIsReadIsSentAsItWas() throws IOException {
        get(() -> {
            Files.delete(source);
            Files.createDirectory(source);
        });
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void aFileThatIsMovedWhileItIsReadIsSentAsItWas() throws IOException {
        get(() -> Files.move(source, folder.resolve("elsewhere")));
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void aChangeInPlaceIsSentAlsoWhenTheTimeIsPutBack() throws IOException {
        get(() -> {
            FileTime before = Files.getLastModifiedTime(source);
            overwrite(source);
            Files.setLastModifiedTime(source, before);
        });
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void aChangeInPlaceIsSentAlsoWhenTheNameIsGone() throws IOException {
        Path other = folder.resolve("other name");
        Files.createLink(other, source);
        get(() -> {
            Files.delete(source);
            overwrite(other);
        });
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void aFileThatIsCutWhileItIsReadIsNotPublished() {
        TransferException e =
                catchThrowableOfType(TransferException.class, () -> get(() -> Files.write(source, new byte[1])));
        assertThat(e.kind()).isEqualTo(Kind.CHANGED);
        assertThat(target).doesNotExist();
    }

    @Test
    void aFileThatGrowsWhileItIsReadIsSentUpToTheSizeThatWasOffered() throws IOException {
        get(() -> Files.write(source, new byte[9], StandardOpenOption.APPEND));
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void theVersionOfAFileThatNobodyTouchesStands() throws IOException {
        try (TransferSource open = TransferSource.file(source)) {
            assertThat(open.version()).isEqualTo(open.version());
        }
    }

    @Test
    void theVersionOfAFileThatHasLostItsNameNeverStands() throws IOException {
        try (TransferSource open = TransferSource.file(source)) {
            replace(content);
            assertThat(open.version()).isNotEqualTo(open.version());
        }
    }

    @Test
    void whatIsNoRegularFileIsNotOpened() {
        assertThatThrownBy(() -> TransferSource.file(folder)).hasMessageStartingWith("not a regular file");
        assertThatThrownBy(() -> TransferSource.file(folder.resolve("nothing")))
                .isInstanceOf(NoSuchFileException.class);
    }

    private void replace(byte[] with) throws IOException {
        Path fresh = Files.write(folder.resolve("fresh"), with);
        Files.setLastModifiedTime(fresh, Files.getLastModifiedTime(source));
        Files.move(fresh, source, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Other bytes of the same number, in the file that is open. */
    private void overwrite(Path file) throws IOException {
        FileClock.awaitTick(file);
        content = random(3);
        Files.write(file, content, StandardOpenOption.WRITE);
    }

    /** Gets the file, and does something to it when its last byte has been read for the first time. */
    private void get(Loopback.Step meanwhile) throws IOException {
        TransferSite site = new TransferSite() {
            @Override
            public TransferSink accept(PutOffer offer) throws TransferRefusedException {
                throw new TransferRefusedException(Kind.REFUSED, "only gets");
            }

            @Override
            public TransferSource open(GetOffer offer) throws IOException {
                return new Watched(TransferSource.file(source), meanwhile);
            }
        };
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, site);
            engine.get(pair.in, pair.out, TransferSink.file(store, "me", target), GetRequest.of("name"))
                    .await();
            pair.echo();
        }
    }

    private static byte[] random(long seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Does something once, behind the read of the last byte. */
    private static final class Watched implements TransferSource {
        private final TransferSource file;
        private final Loopback.Step step;
        private boolean done;

        Watched(TransferSource file, Loopback.Step step) {
            this.file = file;
            this.step = step;
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public OptionalLong modifiedMillis() {
            return file.modifiedMillis();
        }

        @Override
        public String version() throws IOException {
            return file.version();
        }

        @Override
        public int read(ByteBuffer buffer, long position) throws IOException {
            int count = file.read(buffer, position);
            if (!done && position + count == file.size()) {
                done = true;
                step.run();
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
