package dev.framewire.transfer;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The few buffers of one transfer: taking one waits until another has been given back. A transfer whose engine has memory to spare
 * may have some more, so that whoever reads for it need not stop each time that the thread behind it does not run. Thread-safe.
 */
final class Buffers {
    static final int COUNT = 4;
    /** With those of the engine's that nobody else needs. */
    static final int MOST = 16;

    /** Null: all are in the heap. */
    private final @Nullable PieceMemory memory;
    /** False: nobody waits, and only a few are kept. */
    private final boolean bounded;
    /** Of the engine's, until the end of the transfer; and those of them that nobody uses now. */
    private final List<ByteBuffer> lent = new ArrayList<>();

    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
    /** In the heap. */
    private final Deque<ByteBuffer> spare = new ArrayDeque<>();

    private int taken;
    private boolean over;

    Buffers() {
        this(true, null);
    }

    private Buffers(boolean bounded, @Nullable PieceMemory memory) {
        this.bounded = bounded;
        this.memory = memory;
    }

    /** Those of a transfer that has a connection for itself. {@link #close} gives the memory back. */
    static Buffers of(PieceMemory memory) {
        return new Buffers(true, memory);
    }

    /** Those of a transfer whose pieces are bounded otherwise; nobody waits, and only a few are kept. */
    static Buffers unbounded() {
        return new Buffers(false, null);
    }

    /** An empty buffer of this many bytes, which the peer has sent or is known to be sending one frame at a time. */
    synchronized ByteBuffer take(int bytes) throws InterruptedIOException {
        while (bounded && !over && taken >= COUNT && !oneMore(bytes)) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for a buffer");
            }
        }
        taken++;
        return room(bytes).clear().limit(bytes);
    }

    /** Whether a transfer that has its share may have another: only of the engine's, never of the heap. */
    private boolean oneMore(int bytes) {
        PieceMemory shared = memory;
        if (shared == null || bytes > PieceMemory.PIECE_BYTES) {
            return false;
        }
        if (pieces.isEmpty() && lent.size() < MOST) {
            lend(shared.takeSpare());
        }
        return !pieces.isEmpty();
    }

    private void lend(@Nullable ByteBuffer piece) {
        if (piece != null) {
            lent.add(piece);
            pieces.push(piece);
        }
    }

    /** Of those that fit, the one that was used last: it may still be in the processor's cache. */
    private ByteBuffer room(int bytes) {
        PieceMemory shared = memory;
        if (shared != null && bytes <= PieceMemory.PIECE_BYTES) {
            if (pieces.isEmpty()) {
                lend(shared.take());
            }
            ByteBuffer piece = pieces.poll();
            if (piece != null) {
                return piece;
            }
        }
        ByteBuffer buffer = spare.poll();
        return buffer != null && buffer.capacity() >= bytes ? buffer : ByteBuffer.allocate(bytes);
    }

    synchronized void give(ByteBuffer buffer) {
        if (buffer.isDirect()) {
            pieces.push(buffer);
        } else if (spare.size() < COUNT) {
            spare.push(buffer);
        }
        taken--;
        notifyAll();
    }

    /** How many are taken and not given back. */
    synchronized int taken() {
        return taken;
    }

    /** Lets every waiting thread go on: the transfer is over. */
    synchronized void open() {
        over = true;
        notifyAll();
    }

    /** No thread uses any of them any more, nor ever will. */
    synchronized void close() {
        PieceMemory shared = memory;
        if (shared != null) {
            lent.forEach(shared::give);
            lent.clear();
        }
        pieces.clear();
        spare.clear();
    }
}
