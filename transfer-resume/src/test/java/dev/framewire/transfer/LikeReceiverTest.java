package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What becomes of the other file between the look at it and the end. */
class LikeReceiverTest extends LikeFixture {
    @Test
    void theOtherFileIsReadOnceAndCopiedOnTheWay() throws IOException {
        begin(null);
        assertThat(finish()).isZero();
        assertThat(readOfOther).hasValue(GEOMETRY.size());
        assertThat(copied).hasValue(GEOMETRY.size());
    }

    @Test
    void twoThreadsReadItOnceToo() throws IOException {
        begin(threads);
        assertThat(finish()).isZero();
        assertThat(readOfOther).hasValue(GEOMETRY.size());
        assertThat(copied).hasValue(GEOMETRY.size());
    }

    @Test
    void whatBecomesOfTheOtherFileBehindTheLookDoesNotMatter() throws IOException {
        begin(null);
        look();
        Files.write(other, new byte[3]);
        assertThat(finish()).isZero();
    }

    @Test
    void anOtherFileThatIsRemovedIsReadOn() throws IOException {
        begin(null);
        receiver.idle();
        Files.delete(other);
        assertThat(finish()).isZero();
    }

    @Test
    void anOtherFileThatIsCutOffIsSharedSoFar() throws IOException {
        begin(null);
        receiver.idle();
        receiver.idle();
        Files.write(other, Arrays.copyOf(content, 40 * CHUNK + 7));
        assertThat(finish()).isEqualTo(60);
    }

    @Test
    void anOtherFileThatIsWrittenWhileItIsReadIsTakenForWhatWasRead() throws IOException {
        reading = position -> {
            if (position == 50L * CHUNK) { // behind the look at the one before
                byte[] now = content.clone();
                Arrays.fill(now, 0, 50 * CHUNK, (byte) 0); // was copied
                now[50 * CHUNK] ^= 1;
                Files.write(other, now);
            }
        };
        begin(null);
        assertThat(finish()).isEqualTo(1);
    }

    @Test
    void anOtherFileThatMayNotBeReadIsNone() throws IOException {
        readable = false;
        begin(null);
        assertThat(finish()).isEqualTo(CHUNKS);
    }

    @Test
    void aDiskThatCannotReadTheOtherFileDoesNotFailTheTransfer() throws IOException {
        reading = position -> {
            if (position == 50L * CHUNK) {
                throw new IOException("Input/output error");
            }
        };
        begin(null);
        assertThat(finish()).isEqualTo(1);
    }

    @Test
    void aWrongFileIsGivenUp() throws IOException {
        Files.write(other, new byte[content.length]);
        begin(null);
        for (int i = 0; i < OldContent.WRONG_CHUNKS; i++) {
            while (!receiver.told(i)) {
                receiver.idle();
            }
            data(i);
        }
        long read = readOfOther.get();
        assertThat(read).isLessThan((OldContent.WRONG_CHUNKS + 4) * CHUNK);
        receiver.idle();
        assertThat(receiver.told(CHUNKS - 1)).isTrue();
        assertThat(receiver.claim(CHUNKS - 1)).isNull();
        assertThat(finish()).isEqualTo(CHUNKS - OldContent.WRONG_CHUNKS);
        assertThat(readOfOther).hasValue(read);
    }

    @Test
    void aFileOfWhichAnythingIsRightIsNotGivenUp() throws IOException {
        byte[] old = new byte[content.length];
        System.arraycopy(content, 0, old, 0, CHUNK);
        System.arraycopy(content, 90 * CHUNK, old, 90 * CHUNK, 10 * CHUNK);
        Files.write(other, old);
        begin(null);
        for (int i = 1; i < 60; i++) {
            while (!receiver.told(i)) {
                receiver.idle();
            }
            data(i);
        }
        assertThat(finish()).isEqualTo(30);
    }

    @Test
    void whatIsRememberedOfAWrongFileIsNotEvenRead() throws IOException {
        byte[] mine = content.clone();
        new Random(2).nextBytes(content);
        Files.delete(other);
        Path first = target;
        target = other;
        sink = TransferSink::remembering;
        begin(null);
        finish();
        target = first;
        sink = this::like;
        System.arraycopy(mine, 0, content, 0, mine.length);
        begin(null);
        look();
        for (int i = 0; i < OldContent.WRONG_CHUNKS; i++) {
            data(i);
        }
        assertThat(receiver.idle()).isFalse();
        assertThat(readOfOther).hasValue(0);
        assertThat(finish()).isEqualTo(CHUNKS - OldContent.WRONG_CHUNKS);
    }

    @Test
    void aTargetThatAppearsMeanwhileIsNotReplacedWhereNothingMayStand() throws IOException {
        sink = to -> to.like(other).ifAbsent();
        begin(null);
        look();
        Files.write(target, new byte[] {1});
        assertThat(catchThrowableOfType(TransferException.class, this::finish).kind())
                .isEqualTo(TransferException.Kind.EXISTS);
        assertThat(target).hasBinaryContent(new byte[] {1});
        assertThat(other).hasBinaryContent(content);
        assertThat(store.list()).isEmpty();
    }

    @Test
    void theOtherFileThatIsMovedToTheTargetMeanwhileIsReplacedByItsCopy() throws IOException {
        begin(null);
        look();
        Files.move(other, target);
        assertThat(finish()).isZero();
    }
}
