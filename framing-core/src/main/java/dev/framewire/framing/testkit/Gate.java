package dev.framewire.framing.testkit;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;

/** The place at which a stream stands still until somebody opens it, or ends it. */
final class Gate {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile boolean aborted;

    void release() {
        opened.countDown();
    }

    void abort() {
        aborted = true;
        opened.countDown();
    }

    void awaitReached() throws InterruptedException {
        reached.await();
    }

    void pass() throws IOException {
        reached.countDown();
        try {
            opened.await();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the stream stood still");
        }
        check();
    }

    void check() throws IOException {
        if (aborted) {
            throw new IOException("the stream was aborted");
        }
    }
}
