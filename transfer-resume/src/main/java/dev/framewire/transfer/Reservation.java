package dev.framewire.transfer;

import java.io.IOException;
import java.util.BitSet;

/**
 * One session's part of the {@link ReservedSpace}: what its content will take beside what of it is there, less with every chunk that
 * comes. Not thread-safe.
 */
final class Reservation {
    private final ReservedSpace space;
    /** Once made: chunks that take no more space than they have. */
    private final BitSet there = new BitSet();

    private boolean made;

    Reservation(ReservedSpace space) {
        this.space = space;
    }

    /**
     * Reserves, once. What is claimed is there; the length of the part says nothing: it has holes.
     *
     * @throws TransferException NO_SPACE if others have reserved what is usable
     */
    void make(Geometry geometry, PartialState state) throws IOException {
        if (made) {
            return;
        }
        long needed = geometry.size();
        for (int i = 0; i < geometry.chunks(); i++) {
            if (state.digest(i) != null) {
                there.set(i);
                needed -= geometry.length(i);
            }
        }
        space.reserve(this, needed);
        made = true;
    }

    /** A chunk was written, maybe again. */
    void taken(int chunk, int length) {
        if (made && !there.get(chunk)) {
            there.set(chunk);
            space.taken(this, length);
        }
    }

    void release() {
        space.release(this);
    }
}
