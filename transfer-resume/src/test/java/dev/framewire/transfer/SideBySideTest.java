package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SideBySideTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Integer> done = new ConcurrentLinkedQueue<>();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static List<Integer> things(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 100})
    void eachIsDoneOnce(int count) throws IOException {
        SideBySide.each(threads, things(count), 4, () -> done::add);
        assertThat(done).containsExactlyInAnyOrderElementsOf(things(count));
    }

    @Test
    void oneThatFailsIsToldWhenTheOthersHaveEnded() {
        IOException e = catchThrowableOfType(
                IOException.class,
                () -> SideBySide.each(threads, things(40), 4, () -> thing -> {
                    if (thing == 0) {
                        throw new IllegalStateException("no");
                    }
                    done.add(thing);
                }));
        assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(done).hasSize(30); // of its slice nothing behind it
    }

    @Test
    void anInterruptIsToldWhenAllHaveEnded() {
        Thread.currentThread().interrupt();
        InterruptedIOException e = catchThrowableOfType(
                InterruptedIOException.class, () -> SideBySide.each(threads, things(40), 4, () -> done::add));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(e).hasMessage("interrupted");
        assertThat(done).hasSize(40);
    }

    @Test
    void anInterruptIsToldWhenNobodyHadToBeWaitedFor() {
        threads.shutdown();
        Thread.currentThread().interrupt();
        assertThat(catchThrowable(() -> SideBySide.each(threads, things(10), 4, () -> done::add)))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).hasSize(10);
    }

    @Test
    void withoutOtherThreadsItIsDoneHere() throws IOException {
        threads.shutdown();
        SideBySide.each(threads, things(10), 4, () -> done::add);
        assertThat(done).hasSize(10);
    }
}
