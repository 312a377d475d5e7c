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
            if (!aside(link, () -> end(link))) {
                over(link);
            }
        }
    }

    private void end(Link link) {
        try {
            link.end();
        } finally {
            over(link);
        }
    }

    private void over(Link link) {
        open.remove(link);
        ended.countDown();
    }

    /** Waits for them; those that have not ended by then, or when this thread is interrupted, are aborted, and waited for no longer. */
    void await(Duration atMost) {
        try {
            boolean unused = ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever interrupts has waited long enough
        }
        for (Link link : open) {
            boolean unused = aside(link, link::abort);
        }
    }

    /** On another thread; where there is none for it the link is aborted here, and that was all. */
    private boolean aside(Link link, Runnable end) {
        try {
            threads.execute(end);
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError e) { // no thread for it, says the JVM
            link.abort();
            return false;
        }
    }
}
