package dev.framewire.framing.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/** A channel whose bytes arrive by a {@link Delivery}, at most one piece a read. One thread reads. */
public final class DeliveredReadableChannel implements ReadableByteChannel {
    private static final int MAX_STEP_BYTES = 1 << 16;

    private final Delivery delivery;
    private final DeliveredInputStream stream;
    private boolean gaveZero;
    private volatile boolean open = true;

    DeliveredReadableChannel(Delivery delivery, DeliveredInputStream stream) {
        this.delivery = delivery;
        this.stream = stream;
    }

    /**
     * Reads at most one piece; 0 every other time, if the delivery has zero reads.
     *
     * @throws ClosedChannelException if the channel is closed
     * @throws IOException if the delivery breaks here or the channel was aborted
     */
    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        gaveZero = delivery.givesZeroReads() && !gaveZero;
        if (gaveZero || !target.hasRemaining()) {
            return 0;
        }
        byte[] part = new byte[Math.min(target.remaining(), MAX_STEP_BYTES)];
        int count = stream.read(part);
        if (count > 0) {
            target.put(part, 0, count);
        }
        return count;
    }

    /** Lets a stalled channel go on. */
    public void release() {
        stream.release();
    }

    /** Makes the blocked read and every later one throw an {@code IOException}. */
    public void abort() {
        stream.abort();
    }

    /**
     * Waits until a reader stands at the stall of the delivery.
     *
     * @throws InterruptedException if this thread is interrupted
     */
    public void awaitStall() throws InterruptedException {
        stream.awaitStall();
    }

    /** {@inheritDoc} */
    @Override
    public boolean isOpen() {
        return open;
    }

    /** Closes the channel and aborts a blocked read. */
    @Override
    public void close() throws IOException {
        open = false;
        stream.close();
    }
}
