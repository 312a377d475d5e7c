package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads chunks of a {@link Basis}, and digests them; what is copied is the bytes that were digested. Has what
 * one thread needs for that. Not thread-safe.
 */
final class BasisReader {
    /** Sees each piece behind the digest. */
    interface Piece {
        void take(ByteBuffer bytes, long position) throws IOException;
    }

    private final Basis basis;
    private final Function<Geometry, ChunkHasher> hashers;
    private final byte[] scratch;
    private @Nullable Geometry geometry;
    private @Nullable ChunkHasher hasher;

    BasisReader(Basis basis, Function<Geometry, ChunkHasher> hashers, byte[] scratch) {
        this.basis = basis;
        this.hashers = hashers;
        this.scratch = scratch;
    }

    /** For another thread. */
    BasisReader another() {
        return new BasisReader(basis, hashers, new byte[scratch.length]);
    }

    /** The digest of a chunk; null if the content ends before the chunk. It is copied to {@code copy}, if there is one. */
    byte @Nullable [] digest(Geometry cut, int chunk, @Nullable PartialSession copy, Piece piece) throws IOException {
        ChunkHasher digest = hasher(cut).begin(chunk);
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
            digest.update(target.duplicate());
            if (copy != null) {
                copy.write(target.duplicate(), position);
            }
            piece.take(target, position);
        }
        byte[] found = digest.finish();
        if (copy != null) {
            copy.copied(chunk, found);
        }
        return found;
    }

    private ChunkHasher hasher(Geometry cut) {
        ChunkHasher last = hasher;
        if (last == null || !cut.equals(geometry)) {
            last = hashers.apply(cut);
            hasher = last;
            geometry = cut;
        }
        return last;
    }
}
