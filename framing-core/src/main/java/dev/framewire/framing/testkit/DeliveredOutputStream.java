package dev.framewire.framing.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * An output whose bytes reach the stream beneath by a {@link Delivery}, each piece in a write of its own, flushed. One
 * thread writes; any thread may release, abort, or wait for the stall.
 */
public final class DeliveredOutputStream extends OutputStream {
    private final Delivery delivery;
    private final OutputStream sink;
    private final Passage passage;
    private final Damage.Workshop workshop;
    private byte[] held = {};
    private boolean ended;
    private boolean closed;

    DeliveredOutputStream(Delivery delivery, OutputStream sink) {
        this.delivery = delivery;
        this.sink = sink;
        this.passage = new Passage(delivery);
        this.workshop = new Damage.Workshop(delivery.damages());
    }

    /** {@inheritDoc} */
    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    /**
     * Passes on all bytes, in the pieces of the delivery; a merging delivery keeps the last, unfilled piece back.
     *
     * @throws IOException if the delivery breaks here, the stream was aborted or closed, or the sink fails
     */
    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        if (closed) {
            throw new IOException("the stream is closed");
        }
        byte[] more = workshop.pass(source, offset, length);
        int before = held.length;
        held = Arrays.copyOf(held, before + more.length);
        System.arraycopy(more, 0, held, before, more.length);
        drain(!delivery.isMerging());
    }

    /** Flushes the sink; a merging delivery does nothing. */
    @Override
    public void flush() throws IOException {
        if (!delivery.isMerging() && !ended) {
            sink.flush();
        }
    }

    /** Lets a stalled stream go on; before the stall is reached, it will then not stand still. */
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

    /** Passes on what was kept back, then closes the sink, which it does even if the delivery breaks. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (OutputStream closing = sink) {
            byte[] last = workshop.end();
            int before = held.length;
            held = Arrays.copyOf(held, before + last.length);
            System.arraycopy(last, 0, held, before, last.length);
            drain(true);
            closing.flush();
        }
    }

    private void drain(boolean unfilledToo) throws IOException {
        while (!ended && held.length > 0 && (unfilledToo || passage.fills(held.length))) {
            int admitted = passage.admit(held.length);
            ended = admitted == 0;
            if (!ended) {
                sink.write(held, 0, admitted);
                sink.flush();
                passage.passed(admitted);
                held = Arrays.copyOfRange(held, admitted, held.length);
            }
        }
        if (ended) {
            held = new byte[0];
            sink.close();
        }
    }
}
