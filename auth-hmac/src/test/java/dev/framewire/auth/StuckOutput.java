package dev.framewire.auth;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/** Where nobody reads: every write waits until it is aborted, and then fails. */
final class StuckOutput extends OutputStream {
    final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch aborted = new CountDownLatch(1);

    @Override
    public void write(int b) throws IOException {
        writing.countDown();
        try {
            aborted.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("aborted");
    }

    void abort() {
        aborted.countDown();
    }
}
