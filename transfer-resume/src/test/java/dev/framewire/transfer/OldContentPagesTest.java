package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A receiver tells page by page what an old file has of the new content, and takes what differs meanwhile. */
class OldContentPagesTest extends OldContentFixture {
    private List<String> pages() {
        return said.stream()
                .filter(Message.State.class::isInstance)
                .map(Message.State.class::cast)
                .map(page -> page.first() + "+" + page.count() + (page.more() ? "…" : ""))
                .toList();
    }

    @Test
    void tellsOfEachPageWhenItIsRead() throws IOException {
        begin(content);
        assertThat(pages()).isEmpty();
        receiver.idle();
        receiver.idle();
        assertThat(pages()).containsExactly("0+2…");
        while (receiver.idle()) {
            // to the end
        }
        assertThat(pages()).containsExactly("0+2…", "2+2…", "4+2…", "6+2…", "8+2");
        assertThat(readOfOld).hasValue(content.length);
    }

    @Test
    void readsWhatComesAfterTheFirstDifferenceOnlyOnce() throws IOException {
        byte[] old = content.clone();
        old[0] ^= 1;
        begin(old);
        receiver.idle();
        receiver.idle();
        data(0); // while eight chunks are not looked at yet
        receiver.onHashes(afterTheLastPage());
        receiver.onFin(fin(hashes(), partial.epoch()));
        assertThat(receiver.result()).isNotNull();
        assertThat(target).hasBinaryContent(content);
        assertThat(readOfOld).hasValue(content.length + CHUNK); // chunk 1 was read before anything was to be copied
    }

    @Test
    void readsAnOldFileOfAnotherSizeOnlyOnce() throws IOException {
        byte[] old = new byte[content.length + 1];
        System.arraycopy(content, 0, old, 0, content.length);
        begin(old);
        receiver.onHashes(afterTheLastPage());
        receiver.onFin(fin(hashes(), partial.epoch()));
        assertThat(receiver.result()).isNotNull();
        assertThat(target).hasBinaryContent(content);
        assertThat(readOfOld).hasValue(content.length);
    }

    @Test
    void takesNoContentOfAChunkThatItHasNotToldOf() throws IOException {
        begin(content);
        receiver.idle();
        receiver.idle();
        assertThat(catchThrowableOfType(TransferException.class, () -> data(2)).kind())
                .isEqualTo(TransferException.Kind.PROTOCOL);
    }

    @Test
    void takesNoDigestsBeforeItHasToldOfEveryChunk() throws IOException {
        begin(content);
        receiver.idle();
        receiver.idle();
        assertThat(catchThrowableOfType(TransferException.class, () -> receiver.onHashes(hashes()))
                        .kind())
                .isEqualTo(TransferException.Kind.PROTOCOL);
    }
}
