package dev.framewire.transfer;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The few buffers of one transfer: taking one waits until another has been given back. Thread-safe. */
final class Buffers {
    static final int COUNT = 4;
    private static final int UNBOUNDED = 1 << 20;

    /** Null: all are in the heap. */
    private final @Nullable PieceMemory memory;

    private final Semaphore free;
    /** Of the engine's, until the end of the transfer; and those of them that nobody uses now. */
    private final List<ByteBuffer> lent = new ArrayList<>();

    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
    /** In the heap. */
    private final Deque<ByteBuffer> spare = new ArrayDeque<>();

    Buffers() {
        this(COUNT, null);
    }

    private Buffers(int count, @Nullable PieceMemory memory) {
        this.free = new Semaphore(count);
        this.memory = memory;
    }

    /** Those of a transfer that has a connection for itself. {@link #close} gives the memory back. */
    static Buffers of(PieceMemory memory) {
        return new Buffers(COUNT, memory);
    }

    /** Those of a transfer whose pieces are bounded otherwise; nobody waits, and only a few are kept. */
    static Buffers unbounded() {
        return new Buffers(UNBOUNDED, null);
    }

    /** An empty buffer of this many bytes, which the peer has sent or is known to be sending one frame at a time. */
    ByteBuffer take(int bytes) throws InterruptedIOException {
        try {
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a buffer");
        }
        return room(bytes).clear().limit(bytes);
    }

    /** Of those that fit, the one that was used last: it may still be in the processor's cache. */
    private synchronized ByteBuffer room(int bytes) {
        if (memory != null && bytes <= PieceMemory.PIECE_BYTES) {
            ByteBuffer piece = pieces.poll();
            if (piece == null) {
                piece = memory.take();
                if (piece != null) {
                    lent.add(piece);
                }
            }
            if (piece != null) {
                return piece;
            }
        }
        ByteBuffer buffer = spare.poll();
        return buffer != null && buffer.capacity() >= bytes ? buffer : ByteBuffer.allocate(bytes);
    }

    void give(ByteBuffer buffer) {
        synchronized (this) {
            if (buffer.isDirect()) {
                pieces.push(buffer);
            } else if (spare.size() < COUNT) {
                spare.push(buffer);
            }
        }
        free.release();
    }

    /** How many are taken and not given back, of those that are unbounded. */
    int taken() {
        return UNBOUNDED - free.availablePermits();
    }

    /** Lets every waiting thread go on: the transfer is over. */
    void open() {
        free.release(UNBOUNDED);
    }

    /** No thread uses any of them any more, nor ever will. */
    synchronized void close() {
        if (memory != null) {
            lent.forEach(memory::give);
            lent.clear();
        }
        pieces.clear();
        spare.clear();
    }
}
