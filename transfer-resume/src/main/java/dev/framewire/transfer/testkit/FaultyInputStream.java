package dev.framewire.transfer.testkit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** A stream whose reader meets what a {@link StreamPlan} says. One thread reads; any thread may close. */
public final class FaultyInputStream extends FilterInputStream {
    private final StreamPlan plan;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long offset;

    /** Reads {@code in} by a plan. Closing this closes {@code in}. */
    public FaultyInputStream(InputStream in, StreamPlan plan) {
        super(in);
        this.plan = plan;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, target.length);
        if (length == 0) {
            return 0;
        }
        int allowed = plan.allowed(offset, length);
        if (allowed == 0) {
            return end();
        }
        int read = in.read(target, from, allowed);
        if (read > 0) {
            plan.corrupt(target, from, read, offset);
            offset += read;
        }
        return read;
    }

    private int end() throws IOException {
        if (plan.end() == StreamPlan.End.CLOSED) {
            return -1;
        }
        if (plan.end() == StreamPlan.End.STALLED) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while stalled");
            }
        }
        throw new IOException("simulated: connection reset after " + offset + " bytes");
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] waste = new byte[(int) Math.min(Math.max(count, 0), 4096)];
        return Math.max(0, read(waste, 0, waste.length));
    }

    @Override
    public int available() throws IOException {
        return plan.allowed(offset, in.available());
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        super.close();
    }
}
