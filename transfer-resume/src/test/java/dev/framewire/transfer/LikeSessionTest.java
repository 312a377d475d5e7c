package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Sessions that copy from another file end before they have published: what stays of them. */
class LikeSessionTest extends LikeFixture {
    @Test
    void aDiskThatIsFullWhileItIsCopiedEndsTheSessionAndKeepsWhatIsThere() throws IOException {
        writing = position -> {
            if (position == 50L * CHUNK) {
                throw new IOException("No space left on device");
            }
        };
        begin(null);
        assertThatThrownBy(this::look).hasMessage("No space left on device");
        receiver.abandon(true);
        assertThat(store.find("me", target).orElseThrow().writtenBytes()).isEqualTo(50L * CHUNK);
        assertThat(target).doesNotExist();
        writing = position -> {};
        Files.delete(other);
        begin(null);
        assertThat(finish()).isEqualTo(50);
    }

    @Test
    void whatHasNoRoomIsRefusedBeforeAnythingIsCopied() throws IOException {
        usable = GEOMETRY.size() - 1;
        assertThat(catchThrowableOfType(TransferException.class, () -> begin(null))
                        .kind())
                .isEqualTo(TransferException.Kind.NO_SPACE);
        partial.close();
        assertThat(copied).hasValue(0);
    }

    @Test
    void whatIsRememberedIsClaimedForALaterSessionOnlyWhenItWasCopied() throws IOException {
        Files.delete(other);
        Path first = target;
        target = other;
        sink = TransferSink::remembering;
        begin(null);
        finish();
        target = first;
        sink = this::like;
        begin(null);
        look();
        assertThat(readOfOther).hasValue(0);
        receiver.idle();
        receiver.idle();
        receiver.idle();
        receiver.abandon(true);
        assertThat(store.find("me", target).orElseThrow().writtenBytes()).isEqualTo(3L * CHUNK);
        begin(null);
        assertThat(finish()).isZero();
    }

    @Test
    void aChunkThatWasBeingReplacedIsNotClaimed() throws IOException {
        byte[] old = content.clone();
        Arrays.fill(old, 7 * CHUNK, 8 * CHUNK, (byte) 1);
        Files.write(other, old);
        begin(null);
        look();
        data(7, 0, CHUNK / 2);
        receiver.abandon(true);
        assertThat(store.find("me", target).orElseThrow().writtenBytes()).isEqualTo((CHUNKS - 1L) * CHUNK);
        Files.delete(other);
        begin(null);
        assertThat(finish()).isEqualTo(1);
    }

    @Test
    void nothingIsClaimedOfAFileThatWasGivenUp() throws IOException {
        Files.write(other, new byte[content.length]);
        begin(null);
        look();
        for (int i = 0; i < OldContent.WRONG_CHUNKS; i++) {
            data(i);
        }
        receiver.abandon(true);
        assertThat(store.find("me", target).orElseThrow().writtenBytes())
                .isEqualTo((long) OldContent.WRONG_CHUNKS * CHUNK);
        Files.delete(other);
        begin(null);
        assertThat(finish()).isEqualTo(CHUNKS - OldContent.WRONG_CHUNKS);
    }

    @Test
    void aSessionThatIsFencedClaimsNothing() throws IOException {
        begin(null);
        look();
        Receiver late = receiver;
        begin(null);
        late.abandon(true);
        assertThat(store.find("me", target).map(PartialInfo::writtenBytes).orElse(0L))
                .isZero();
        assertThat(finish()).isZero();
    }

    @Test
    void aProcessThatDiesHasToCopyAgain() throws IOException {
        begin(null);
        look();
        partial.close();
        store.close();
        reopen();
        begin(null);
        assertThat(finish()).isZero();
        assertThat(copied).hasValue(2 * GEOMETRY.size());
    }

    @Test
    void aCancelledSessionLeavesNothing() throws IOException {
        begin(null);
        look();
        receiver.abandon(false);
        assertThat(store.list()).isEmpty();
        assertThat(folder.resolve(".xfer")).isEmptyDirectory();
        assertThat(other).hasBinaryContent(content);
    }
}
