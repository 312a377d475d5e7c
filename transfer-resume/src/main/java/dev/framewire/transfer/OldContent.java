package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.concurrent.Executor;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that a target, or a file that is like it, and the new content share. Nothing is copied before it is clear that a new file
 * is needed; until then they are only read and digested, so that a put of what is there already writes nothing. Not thread-safe.
 */
final class OldContent {
    /** Hears that something was read, so that the other side hears of us. */
    interface Reading {
        void goesOn() throws IOException;
    }

    /**
     * A file that stands elsewhere is a guess. When so many of its chunks, the first of those that were told of, have all come as other
     * content, it is taken for a wrong one, and no more of it is read: with the smallest chunks that senders choose that is after 8 MiB.
     */
    static final int WRONG_CHUNKS = 32;

    private final Basis basis;
    private final Geometry geometry;
    private final BasisPair reader;
    /** How many chunks of it came, though they were told of. */
    private int wrong;

    private boolean hopeless;
    private final BitSet shared = new BitSet();
    /** Shared chunks that were read and digested; those in the part, once there is somewhere to copy to. */
    private final BitSet proven = new BitSet();

    /** Those that were digested at least once: what progress shows. */
    private final BitSet compared = new BitSet();

    private @Nullable PartialSession copy;
    /** Takes what is read, in order. */
    private @Nullable WholeDigest whole;

    /** With a second thread for the reading, if {@code threads} has one to give. */
    OldContent(Basis basis, Geometry geometry, BasisReader reader, Reading reading, @Nullable Executor threads) {
        this.basis = basis;
        this.geometry = geometry;
        this.reader = new BasisPair(reader, (piece, position) -> took(piece, position, reading), threads);
    }

    private void took(ByteBuffer piece, long position, Reading reading) throws IOException {
        WholeDigest digest = whole;
        if (digest != null) {
            digest.update(piece, position);
        }
        reading.goesOn();
    }

    /** Whether the whole file has that root now, by its bytes and not by what is remembered. */
    boolean hasRoot(@Nullable String expectedHex) throws IOException {
        basis.forget();
        int chunks = basis.geometry().chunks();
        for (int i = 0; i < chunks; i++) {
            basis.digest(i, reader.digest(basis.geometry(), i, at -> at + 1 < chunks ? at + 1 : -1, copy));
            if (basis.digest(i) == null) {
                return false;
            }
        }
        return HexFormat.of().formatHex(basis.root()).equals(expectedHex);
    }

    /** Looks whether a chunk may be shared, and which are likely to be looked at next; answers how many bytes that took to read. */
    int look(int chunk, IntUnaryOperator next) throws IOException {
        if (!basis.comparable(geometry, chunk)) {
            return 0;
        }
        boolean known = basis.digest(chunk) != null;
        if (!known) {
            byte[] digest = reader.digest(geometry, chunk, at -> unknown(next.applyAsInt(at)), copy);
            basis.digest(chunk, digest);
            proven.set(chunk, digest != null);
            compared.set(chunk, digest != null);
        }
        shared.set(chunk, basis.digest(chunk) != null);
        return known ? 0 : geometry.length(chunk);
    }

    /** The chunk, if it has to be read for its digest; else −1. */
    private int unknown(int chunk) {
        return basis.comparable(geometry, chunk) && basis.digest(chunk) == null ? chunk : -1;
    }

    byte @Nullable [] claim(int chunk) {
        return shared.get(chunk) ? basis.digest(chunk) : null;
    }

    void unshare(int chunk) {
        reader.forget(chunk);
        shared.clear(chunk);
        proven.clear(chunk);
        compared.clear(chunk);
    }

    /** A chunk that was told of comes: the sender has other content there. It compares the others in ascending order. */
    void replaced(int chunk) {
        unshare(chunk);
        if (basis.elsewhere() && ++wrong >= WRONG_CHUNKS && shared.previousSetBit(chunk) < 0) {
            hopeless = true;
        }
    }

    /** Whether to read more of it than is needed would be in vain. */
    boolean hopeless() {
        return hopeless;
    }

    /** Whether it never stood under the target's name. */
    boolean elsewhere() {
        return basis.elsewhere();
    }

    long comparedBytes() {
        return compared.stream().mapToLong(geometry::length).sum();
    }

    /** From now on, proving a chunk copies it into the part. */
    void copyTo(PartialSession partial) {
        if (copy == null) {
            copy = partial;
            proven.clear();
        }
    }

    /** A chunk that is not proven; −1 if there is none. */
    int next() {
        return next(0);
    }

    private int next(int from) {
        for (int i = shared.nextSetBit(from); i >= 0; i = shared.nextSetBit(i + 1)) {
            if (!proven.get(i)) {
                return i;
            }
        }
        return -1;
    }

    /** Reads a chunk, and copies it where that is wanted; false if it is not what it was, and is shared no more. */
    boolean prove(int chunk) throws IOException {
        return proven(chunk, reader.digest(geometry, chunk, at -> next(at + 1), copy));
    }

    private boolean proven(int chunk, byte @Nullable [] found) {
        if (found != null && Arrays.equals(found, basis.digest(chunk))) {
            proven.set(chunk);
            compared.set(chunk);
            return true;
        }
        unshare(chunk);
        return false;
    }

    /** Whether the old content is the new one, to the last byte. */
    boolean isAll(Geometry whole) {
        return copy == null && basis.geometry().equals(whole) && shared.cardinality() == whole.chunks();
    }

    /** Reads a chunk from where {@code digest} has ended; false if it is not what it was, and is shared no more. */
    boolean prove(int chunk, WholeDigest digest) throws IOException {
        whole = digest;
        reader.forget(); // it was read for the tree only
        try {
            return proven(chunk, reader.digest(geometry, chunk, at -> -1, copy));
        } finally {
            whole = null;
        }
    }

    /**
     * The session ends: claims what was copied from elsewhere, which may be gone when the next one looks for it. Not of a wrong file:
     * the next session would have to withdraw each chunk, durably, before it writes over it.
     */
    void keepCopied(PartialSession partial, BitSet held) throws IOException {
        if (basis.elsewhere() && !hopeless) {
            shared.and(proven);
            journal(partial, held);
        }
    }

    /** Claims the chunks that were copied. */
    void journal(PartialSession partial, BitSet held) throws IOException {
        for (int i = shared.nextSetBit(0); i >= 0; i = shared.nextSetBit(i + 1)) {
            byte[] digest = basis.digest(i);
            if (digest != null) {
                partial.written(i, digest);
                held.set(i);
            }
        }
        shared.clear();
        proven.clear();
    }
}
