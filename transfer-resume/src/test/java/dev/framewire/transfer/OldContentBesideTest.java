package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Old content is read by two threads, and what is published is the new content all the same. */
class OldContentBesideTest extends OldContentFixture {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<Runnable> late = new ArrayDeque<>();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** The old file has all but chunk 0; the part has 3 and 4 of it, which are other bytes in the old file. */
    private void update(byte[] old, Executor beside) throws IOException {
        Arrays.fill(old, 3 * CHUNK, 5 * CHUNK, (byte) 1);
        old[0] ^= 1;
        begin(old);
        while (!receiver.told(CHUNKS - 1)) {
            receiver.idle();
        }
        data(3);
        data(4);
        partial.checkpoint();
        receiver.abandon(true);
        said.clear();
        readOfOld.set(0);
        begin(beside);
        receiver.idle();
        receiver.idle();
        data(0);
        receiver.onHashes(afterTheLastPage());
        receiver.onFin(fin(hashes(), partial.epoch()));
        assertThat(receiver.result()).isNotNull();
        assertThat(target).hasBinaryContent(content);
        late.forEach(Runnable::run); // whoever comes when all is over finds nothing to do
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void publishesWhatTwoThreadsHaveCopied() throws IOException {
        update(content.clone(), threads);
        assertThat(readOfOld).hasValue((CHUNKS - 2 + 1) * CHUNK); // chunk 1 was read before anything was to be copied
    }

    @Test
    void overwritesNothingThatThePartHasAlready() throws IOException {
        update(content.clone(), Runnable::run); // each chunk behind the next one
    }

    @Test
    void waitsForNoThreadThatDoesNotCome() throws IOException {
        update(content.clone(), late::add);
        assertThat(late).isNotEmpty();
    }

    @Test
    void readsByItselfWhereNoThreadIsToBeHad() throws IOException {
        update(content.clone(), task -> {
            throw new RejectedExecutionException("closed");
        });
    }

    @Test
    void readsAnOldFileOfAnotherSizeOnlyOnce() throws IOException {
        byte[] old = Arrays.copyOf(content, content.length + 1);
        Files.write(target, old);
        begin(threads);
        receiver.onHashes(afterTheLastPage());
        receiver.onFin(fin(hashes(), partial.epoch()));
        assertThat(target).hasBinaryContent(content);
        assertThat(readOfOld).hasValue(content.length);
    }
}
