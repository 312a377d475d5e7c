package dev.framewire.transfer;

import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;

/** The few buffers of one transfer: taking one waits until another has been given back. Thread-safe. */
final class Buffers {
    static final int COUNT = 4;
    private static final int UNBOUNDED = 1 << 20;

    private final Semaphore free;
    private final BlockingQueue<byte[]> spare = new ArrayBlockingQueue<>(COUNT);

    Buffers() {
        this(COUNT);
    }

    private Buffers(int count) {
        this.free = new Semaphore(count);
    }

    /** Those of a transfer whose pieces are bounded otherwise; nobody waits, and only a few are kept. */
    static Buffers unbounded() {
        return new Buffers(UNBOUNDED);
    }

    /** A buffer of at least this many bytes, which the peer has sent or is known to be sending one frame at a time. */
    byte[] take(int bytes) throws InterruptedIOException {
        try {
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a buffer");
        }
        byte[] buffer = spare.poll();
        return buffer != null && buffer.length >= bytes ? buffer : new byte[bytes];
    }

    void give(byte[] buffer) {
        boolean unused = spare.offer(buffer);
        free.release();
    }

    /** Lets every waiting thread go on: the transfer is over. */
    void open() {
        free.release(UNBOUNDED);
    }
}
