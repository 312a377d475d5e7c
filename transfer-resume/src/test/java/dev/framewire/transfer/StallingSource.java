package dev.framewire.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

/** Content that can be read up to some position, and beyond it once it is let go. */
class StallingSource implements TransferSource {
    private final TransferSource content;
    private final long from;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released;

    StallingSource(byte[] content, long from, CountDownLatch released) {
        this.content = TransferSource.bytes(content);
        this.from = from;
        this.released = released;
    }

    /** Waits until somebody waits for what is held back. */
    void awaitStalled() throws InterruptedException {
        reached.await();
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public OptionalLong modifiedMillis() {
        return content.modifiedMillis();
    }

    @Override
    public String version() throws IOException {
        return content.version();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        if (position + target.remaining() > from) {
            reached.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException("interrupted");
            }
        }
        return content.read(target, position);
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
