package dev.framewire.framing.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/**
 * A channel that takes at most one piece of a {@link Delivery} at each write, as a full socket does. Merging has no
 * meaning here. One thread writes.
 */
public final class DeliveredWritableChannel implements WritableByteChannel {
    private final Delivery delivery;
    private final OutputStream sink;
    private final Passage passage;
    private final Damage.Workshop workshop;
    private boolean gaveZero;
    private boolean ended;
    private volatile boolean open = true;

    DeliveredWritableChannel(Delivery delivery, OutputStream sink) {
        this.delivery = delivery;
        this.sink = sink;
        this.passage = new Passage(delivery);
        this.workshop = new Damage.Workshop(delivery.damages());
    }

    /**
     * Takes at most one piece; nothing every other time, if the delivery has zero reads.
     *
     * @throws ClosedChannelException if the channel is closed
     * @throws IOException if the delivery breaks here, the channel was aborted, or the sink fails
     */
    @Override
    public int write(ByteBuffer source) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        gaveZero = delivery.givesZeroReads() && !gaveZero;
        if (gaveZero || !source.hasRemaining()) {
            return 0;
        }
        int admitted = ended ? 0 : passage.admit(source.remaining());
        if (admitted == 0) {
            int dropped = source.remaining();
            ended = true;
            sink.close();
            source.position(source.limit());
            return dropped;
        }
        byte[] part = new byte[admitted];
        source.get(part);
        sink.write(workshop.pass(part, 0, admitted));
        passage.passed(admitted);
        return admitted;
    }

    /** Lets a stalled channel go on. */
    public void release() {
        passage.gate().release();
    }

    /** Makes the blocked write and every later one throw an {@code IOException}. */
    public void abort() {
        passage.gate().abort();
    }

    /**
     * Waits until a writer stands at the stall of the delivery.
     *
     * @throws InterruptedException if this thread is interrupted
     */
    public void awaitStall() throws InterruptedException {
        passage.gate().awaitReached();
    }

    /** {@inheritDoc} */
    @Override
    public boolean isOpen() {
        return open;
    }

    /** Aborts a blocked write and closes the sink. */
    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            abort();
            if (!ended) {
                sink.write(workshop.end());
            }
            sink.close();
        }
    }
}
