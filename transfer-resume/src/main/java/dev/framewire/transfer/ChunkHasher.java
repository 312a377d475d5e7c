package dev.framewire.transfer;

import java.nio.ByteBuffer;

/** The digest of one chunk after another, from its bytes in order: the node of the content's tree above them. Not thread-safe. */
interface ChunkHasher {
    /** For chunks of that content. */
    static ChunkHasher of(Geometry geometry) {
        return geometry.check() == ContentCheck.BLAKE3
                ? new Blake3ChunkHasher(geometry)
                : new LeafHasher(geometry, geometry.check().digest());
    }

    /** Begins with that chunk; before the first byte of each. */
    ChunkHasher begin(int chunk);

    /** The bytes up to the limit. */
    ChunkHasher update(ByteBuffer bytes);

    default ChunkHasher update(byte[] bytes, int offset, int length) {
        return update(ByteBuffer.wrap(bytes, offset, length));
    }

    /** Ends the chunk. */
    byte[] finish();
}
