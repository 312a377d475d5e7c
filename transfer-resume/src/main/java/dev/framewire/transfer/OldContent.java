package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that a target and its new content share. Nothing is copied before it is clear that a new file is needed; until
 * then they are only read and digested, so that a put of what is there already writes nothing. Not thread-safe.
 */
final class OldContent {
    /** Hears that something was read, so that the other side hears of us. */
    interface Reading {
        void goesOn() throws IOException;
    }

    private final Basis basis;
    private final Geometry geometry;
    private final byte[] scratch;
    private final Reading reading;
    private final Function<Geometry, ChunkHasher> hashers;
    private final BitSet shared = new BitSet();
    /** Shared chunks that were read and digested; those in the part, once there is somewhere to copy to. */
    private final BitSet proven = new BitSet();

    /** Those that were digested at least once: what progress shows. */
    private final BitSet compared = new BitSet();

    private @Nullable PartialSession copy;
    /** Takes what is read, in order. */
    private @Nullable WholeDigest reader;

    OldContent(
            Basis basis, Geometry geometry, byte[] scratch, Reading reading, Function<Geometry, ChunkHasher> hashers) {
        this.basis = basis;
        this.geometry = geometry;
        this.scratch = scratch;
        this.reading = reading;
        this.hashers = hashers;
    }

    /** Whether the whole file has that root now, by its bytes and not by what is remembered. */
    boolean hasRoot(@Nullable String expectedHex) throws IOException {
        basis.forget();
        for (int i = 0; i < basis.geometry().chunks(); i++) {
            basis.digest(i, digest(basis.geometry(), i));
            if (basis.digest(i) == null) {
                return false;
            }
        }
        return HexFormat.of().formatHex(basis.root()).equals(expectedHex);
    }

    /** Looks whether a chunk may be shared; answers how many bytes that took to read. */
    int look(int chunk) throws IOException {
        if (!basis.comparable(geometry, chunk)) {
            return 0;
        }
        boolean known = basis.digest(chunk) != null;
        if (!known) {
            byte[] digest = digest(geometry, chunk);
            basis.digest(chunk, digest);
            proven.set(chunk, digest != null);
            compared.set(chunk, digest != null);
        }
        shared.set(chunk, basis.digest(chunk) != null);
        return known ? 0 : geometry.length(chunk);
    }

    byte @Nullable [] claim(int chunk) {
        return shared.get(chunk) ? basis.digest(chunk) : null;
    }

    void unshare(int chunk) {
        shared.clear(chunk);
        proven.clear(chunk);
        compared.clear(chunk);
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
        for (int i = shared.nextSetBit(0); i >= 0; i = shared.nextSetBit(i + 1)) {
            if (!proven.get(i)) {
                return i;
            }
        }
        return -1;
    }

    /** Reads a chunk, and copies it where that is wanted; false if it is not what it was, and is shared no more. */
    boolean prove(int chunk) throws IOException {
        byte[] found = digest(geometry, chunk);
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

    /** Reads a chunk from where {@code whole} has ended; false if it is not what it was, and is shared no more. */
    boolean prove(int chunk, WholeDigest whole) throws IOException {
        reader = whole;
        try {
            return prove(chunk);
        } finally {
            reader = null;
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

    /** The digest of a chunk of the file; null if the file ends before the chunk. */
    private byte @Nullable [] digest(Geometry cut, int chunk) throws IOException {
        ChunkHasher hasher = hashers.apply(cut).begin(chunk);
        int length = cut.length(chunk);
        for (int at = 0; at < length; at += scratch.length) {
            int count = Math.min(scratch.length, length - at);
            long position = cut.offset(chunk) + at;
            ByteBuffer target = ByteBuffer.wrap(scratch, 0, count);
            while (target.hasRemaining()) {
                if (basis.read(target, position + target.position()) < 0) {
                    return null;
                }
            }
            target.flip();
            hasher.update(target.duplicate());
            WholeDigest whole = reader;
            if (whole != null) {
                whole.update(target.duplicate(), position);
            }
            PartialSession to = copy;
            if (to != null) {
                to.write(target, position);
            }
            reading.goesOn();
        }
        byte[] found = hasher.finish();
        PartialSession to = copy;
        if (to != null) {
            to.copied(chunk, found);
        }
        return found;
    }
}
