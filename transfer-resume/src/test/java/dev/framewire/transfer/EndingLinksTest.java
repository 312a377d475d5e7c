package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections end also where there are no threads left to end them on, and nobody waits for those. */
class EndingLinksTest {
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final AtomicInteger closed = new AtomicInteger();

    private Link link() {
        return Link.alone(
                new FrameReader(new ByteArrayInputStream(new byte[0]) {
                    @Override
                    public void close() {
                        closed.incrementAndGet();
                    }
                }),
                new FrameWriter(new ByteArrayOutputStream()),
                null,
                new PieceMemory());
    }

    @Test
    void aLinkThatHasNoThreadIsAbortedAndNotWaitedFor() {
        Set<Link> links = Set.of(link(), link());
        new EndingLinks(links, task -> {
                    throw new RejectedExecutionException("for a test");
                })
                .await(FOR_EVER);
        assertThat(closed).hasValueGreaterThanOrEqualTo(2);
    }

    @Test
    void noMoreIsWaitedForAThreadThatTheJvmDoesNotGive() {
        new EndingLinks(Set.of(link()), task -> {
                    throw new OutOfMemoryError("for a test");
                })
                .await(FOR_EVER);
        assertThat(closed).hasPositiveValue();
    }

    @Test
    void theWaitIsOverWhenTheLastHasEnded() {
        new EndingLinks(Set.of(link(), link(), link()), Runnable::run).await(FOR_EVER);
        assertThat(closed).hasValueGreaterThanOrEqualTo(3);
        new EndingLinks(Set.of(), Runnable::run).await(FOR_EVER);
    }

    @Test
    void whatHasNotEndedByThenIsAborted() {
        List<Runnable> tasks = new ArrayList<>();
        EndingLinks ending = new EndingLinks(Set.of(link()), tasks::add);
        ending.await(Duration.ZERO);
        assertThat(tasks).hasSize(2); // the end, which never comes to its turn, and the abort
        tasks.get(1).run();
        assertThat(closed).hasPositiveValue();
    }

    @Test
    void anInterruptEndsTheWait() {
        List<Runnable> tasks = new ArrayList<>();
        EndingLinks ending = new EndingLinks(Set.of(link()), tasks::add);
        Thread.currentThread().interrupt();
        ending.await(FOR_EVER);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(tasks).hasSize(2);
    }
}
