package dev.framewire.transfer;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Connections that are ended side by side: one peer after the other that does not read would hold up all that follow. */
final class EndingLinks {
    private final Executor threads;
    /** Those that have not ended yet. */
    private final Set<Link> open = ConcurrentHashMap.newKeySet();

    private final CountDownLatch ended;

    /** Begins to end them, each on a thread of its own, so that their peers hear of the end. */
    EndingLinks(Set<Link> links, Executor threads) {
        this.threads = threads;
        this.ended = new CountDownLatch(links.size());
        open.addAll(links);
        for (Link link : links) {
            aside(link, () -> end(link));
        }
    }

    private void end(Link link) {
        try {
            link.end();
        } finally {
            open.remove(link);
            ended.countDown();
        }
    }

    /** Waits for them; those that have not ended by then, or when this thread is interrupted, are aborted, and waited for no longer. */
    void await(Duration atMost) {
        try {
            boolean unused = ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever interrupts has waited long enough
        }
        open.forEach(link -> aside(link, link::abort));
    }

    private void aside(Link link, Runnable end) {
        try {
            threads.execute(end);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // no thread for it, says the JVM
            link.abort();
        }
    }
}
