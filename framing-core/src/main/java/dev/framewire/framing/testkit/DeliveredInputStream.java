package dev.framewire.framing.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * An input whose bytes arrive by a {@link Delivery}. One thread reads; any thread may release, abort, or wait for the
 * stall.
 */
public final class DeliveredInputStream extends InputStream {
    private static final int MAX_STEP_BYTES = 1 << 16;

    private final Delivery delivery;
    private final InputStream source;
    private final Passage passage;
    private final Damage.Workshop workshop;
    private byte[] ready = {};
    private int readyFrom;
    private boolean sourceEnded;
    private boolean skippedNothing;

    DeliveredInputStream(Delivery delivery, InputStream source) {
        this.delivery = delivery;
        this.source = source;
        this.passage = new Passage(delivery);
        this.workshop = new Damage.Workshop(delivery.damages());
    }

    /** {@inheritDoc} */
    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * Reads at most one piece of the delivery.
     *
     * @throws IOException if the delivery breaks here, the stream was aborted, or the source fails
     */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        int admitted = passage.admit(length);
        if (admitted == 0) {
            return -1;
        }
        int done = take(target, offset, admitted);
        while (delivery.isMerging() && done > 0 && done < admitted) {
            int more = take(target, offset + done, admitted - done);
            if (more < 0) {
                break;
            }
            done += more;
        }
        if (done > 0) {
            passage.passed(done);
        }
        return done;
    }

    /** Skips as reading would; skips nothing, every other time, if the delivery has zero reads. */
    @Override
    public long skip(long count) throws IOException {
        skippedNothing = delivery.givesZeroReads() && !skippedNothing;
        if (count <= 0 || skippedNothing) {
            return 0;
        }
        return Math.max(0, read(new byte[(int) Math.min(count, MAX_STEP_BYTES)]));
    }

    /** The bytes that the source has ready, or 0 if the delivery hides them. */
    @Override
    public int available() throws IOException {
        return delivery.hidesAvailable() ? 0 : ready.length - readyFrom + source.available();
    }

    /** Lets a stalled stream go on; before the stall is reached, it will then not stand still. */
    public void release() {
        passage.gate().release();
    }

    /** Makes the blocked read and every later one throw an {@code IOException}. */
    public void abort() {
        passage.gate().abort();
    }

    /**
     * Waits until a reader stands at the stall of the delivery.
     *
     * @throws InterruptedException if this thread is interrupted
     */
    public void awaitStall() throws InterruptedException {
        passage.gate().awaitReached();
    }

    /** Aborts, and closes the source. */
    @Override
    public void close() throws IOException {
        abort();
        source.close();
    }

    /** At least one byte of the damaged source, or -1. */
    private int take(byte[] target, int offset, int length) throws IOException {
        while (readyFrom == ready.length) {
            if (sourceEnded) {
                return -1;
            }
            byte[] part = new byte[Math.min(length, MAX_STEP_BYTES)];
            int count = source.read(part);
            sourceEnded = count < 0;
            ready = sourceEnded ? workshop.end() : workshop.pass(part, 0, count);
            readyFrom = 0;
        }
        int count = Math.min(length, ready.length - readyFrom);
        System.arraycopy(ready, readyFrom, target, offset, count);
        readyFrom += count;
        return count;
    }
}
