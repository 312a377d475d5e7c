package dev.framewire.benchmarks.transfer;

import dev.framewire.transfer.TransferSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A source that gives nothing from some position on until it is let go: what it is sent by cannot be over before. */
final class HeldSource implements TransferSource {
    private final TransferSource source;
    private final long from;
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    HeldSource(TransferSource source, long from) {
        this.source = source;
        this.from = from;
    }

    /** Whether somebody waits for what is held back: all that is before it has been read. */
    boolean awaitHeld(long millis) throws InterruptedException {
        return held.await(millis, TimeUnit.MILLISECONDS);
    }

    void release() {
        released.countDown();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        if (position + target.remaining() > from) {
            held.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while it was held");
            }
        }
        return source.read(target, position);
    }

    @Override
    public long size() {
        return source.size();
    }

    @Override
    public OptionalLong modifiedMillis() {
        return source.modifiedMillis();
    }

    @Override
    public OptionalInt permissions() {
        return source.permissions();
    }

    @Override
    public String version() throws IOException {
        return source.version();
    }

    @Override
    public void close() throws IOException {
        released.countDown();
        source.close();
    }
}
