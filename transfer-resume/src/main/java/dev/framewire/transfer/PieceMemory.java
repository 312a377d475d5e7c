package dev.framewire.transfer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The buffers outside the heap that the transfers of an engine share: the system reads and writes them where they lie. They are
 * used again and again, since nobody knows when the collector would free one, and there are only so many. Thread-safe.
 */
final class PieceMemory {
    /** Fits, with what the kernel touches beside it, into a core's own cache. */
    static final int PIECE_BYTES = 256 << 10;

    static final int MAX_PIECES = 64;

    private final Deque<ByteBuffer> spare = new ArrayDeque<>();
    private final IntFunction<ByteBuffer> allocate;
    private int made;

    PieceMemory() {
        this(ByteBuffer::allocateDirect);
    }

    PieceMemory(IntFunction<ByteBuffer> allocate) {
        this.allocate = allocate;
    }

    /** One of {@link #PIECE_BYTES}; null if there is none: then the heap has to do. */
    synchronized @Nullable ByteBuffer take() {
        ByteBuffer piece = spare.poll();
        if (piece == null && made < MAX_PIECES) {
            try {
                piece = allocate.apply(PIECE_BYTES);
                made++;
            } catch (OutOfMemoryError e) {
                // The JVM was given less: -XX:MaxDirectMemorySize. Asking again would collect garbage each time.
                made = MAX_PIECES;
            }
        }
        return piece;
    }

    /** One that its taker could do without; null if half of all are lent already: the others are for transfers that have none. */
    synchronized @Nullable ByteBuffer takeSpare() {
        return made - spare.size() < MAX_PIECES / 2 ? take() : null;
    }

    /** Nobody uses it any more. */
    synchronized void give(ByteBuffer piece) {
        spare.push(piece);
    }
}
