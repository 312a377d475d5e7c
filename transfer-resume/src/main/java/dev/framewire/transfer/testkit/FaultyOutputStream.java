package dev.framewire.transfer.testkit;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * A stream whose writer meets what a {@link StreamPlan} says. Bytes before the end reach the peer, also those of the write
 * that fails. One thread writes; any thread may close.
 */
public final class FaultyOutputStream extends FilterOutputStream {
    private final StreamPlan plan;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long offset;

    /** Writes to {@code out} by a plan. Closing this closes {@code out}. */
    public FaultyOutputStream(OutputStream out, StreamPlan plan) {
        super(out);
        this.plan = plan;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, source.length);
        int done = 0;
        while (done < length) {
            int allowed = plan.allowed(offset, length - done);
            if (allowed == 0) {
                out.flush();
                throw end();
            }
            byte[] piece = Arrays.copyOfRange(source, from + done, from + done + allowed);
            plan.corrupt(piece, 0, allowed, offset);
            out.write(piece, 0, allowed);
            offset += allowed;
            done += allowed;
        }
    }

    private IOException end() throws IOException {
        if (plan.end() == StreamPlan.End.STALLED) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while stalled");
            }
        }
        return new IOException("simulated: connection reset after " + offset + " bytes");
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        super.close();
    }
}
