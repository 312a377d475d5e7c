package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sender believes of a source that changes while it is sent, and what it has remembered of it, on one thread. */
class RememberedSenderTest {
    private static final int CHUNK = StorageCase.CHUNK;
    private static final StorageCase.Version CONTENT =
            StorageCase.of(3 * CHUNK, 1).content();
    private static final Geometry CUT = CONTENT.geometry();
    private static final long HOUR_NANOS = 3_600_000_000_000L;

    @TempDir
    Path folder;

    private final Buffers buffers = new Buffers();
    private final Changing source = new Changing();
    private Path file;
    private FileStore store;

    /** The name shows a file of an hour ago, whatever the source says of itself: each has to be asked. */
    @BeforeEach
    void open() throws IOException {
        file = Files.write(folder.resolve("file"), CONTENT.bytes());
        store = FileStore.open(folder.resolve(".xfer"), new ForwardingDisk(Disk.local()) {
            @Override
            public Optional<DiskStat> stat(Path name) throws IOException {
                return super.stat(name).map(stat -> name.equals(file) ? old(stat) : stat);
            }
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static DiskStat old(DiskStat stat) {
        return new DiskStat(
                stat.size(),
                stat.modifiedNanos() - HOUR_NANOS,
                stat.changedNanos() - HOUR_NANOS,
                stat.fileKey(),
                stat.regular());
    }

    private DiskStat stat() throws IOException {
        return store.disk().stat(file).orElseThrow();
    }

    private Optional<List<byte[]>> remembered() throws IOException {
        return store.manifests().digests(file, stat(), CUT);
    }

    private Sender sender() throws IOException {
        RememberedSource remembering =
                new RememberedSource(source, stat().fileKey(), file, store.manifests(), store.disk(), () -> 0);
        return new Sender(1, remembering, CUT, () -> 0, new ProgressMeter());
    }

    /** To a receiver that has nothing; as it is told that all has arrived. */
    private List<Message> sent() throws IOException {
        Sender sender = sender();
        sender.onState(new Message.State(1, 7, 0, 3, false, 100L * CHUNK, new byte[1]));
        List<Message> said = new ArrayList<>();
        Message message;
        while ((message = sender.next(buffers, CHUNK)) != null) {
            said.add(message);
        }
        Message.Fin fin = (Message.Fin) said.get(said.size() - 1);
        sender.checked(new Message.Done(1, fin.size(), fin.root()));
        return said;
    }

    private static byte[] digest(byte[] bytes, int chunk) {
        return ChunkHasher.of(CUT)
                .begin(chunk)
                .update(bytes, chunk * CHUNK, CHUNK)
                .finish();
    }

    private static byte[] told(List<Message> said) {
        return said.stream()
                .filter(Message.Hashes.class::isInstance)
                .map(hashes -> ((Message.Hashes) hashes).digests())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsReadWholeAndUnchangedIsRemembered() throws IOException {
        sent();
        assertThat(remembered().orElseThrow()).containsExactly(CONTENT.digests());
    }

    /** The source itself has said so: that its name looks the same proves nothing then. */
    @Test
    void whatHasChangedWhileItWasReadIsNotRememberedThoughItsNameLooksTheSame() throws IOException {
        source.changesAtRead = 3;
        sent();
        assertThat(remembered()).isEmpty();
    }

    /** What is remembered is of what the file was: from then on it is read, and told of as it is. */
    @Test
    void whatIsRememberedIsNotBelievedOnceTheSourceHasChanged() throws IOException {
        store.manifests().published(file, stat(), CUT, Arrays.asList(CONTENT.digests()));
        assertThat(remembered()).isPresent();
        source.changesAtRead = 3;
        source.edited = CHUNK + 5; // in the chunk that was sent before
        List<Message> said = sent();
        assertThat(said.stream().map(message -> message.getClass().getSimpleName()))
                .containsExactly("Data", "Data", "Data", "Data", "Hashes", "Fin");
        byte[] digests = told(said);
        for (int i = 0; i < 3; i++) {
            assertThat(Arrays.copyOfRange(digests, 32 * i, 32 * i + 32))
                    .as("chunk %d", i)
                    .isEqualTo(digest(source.bytes, i));
        }
    }

    /** Changes as it is read. */
    private static final class Changing implements TransferSource {
        private final byte[] bytes = CONTENT.bytes().clone();
        private int changesAtRead = -1;
        private @Nullable Integer edited;
        private int reads;

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public OptionalLong modifiedMillis() {
            return OptionalLong.empty();
        }

        @Override
        public String version() {
            return changesAtRead >= 0 && reads >= changesAtRead ? "after" : "before";
        }

        @Override
        public int read(ByteBuffer target, long position) {
            if (++reads == changesAtRead && edited != null) {
                bytes[edited] ^= 1;
            }
            int count = target.remaining();
            target.put(bytes, (int) position, count);
            return count;
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
