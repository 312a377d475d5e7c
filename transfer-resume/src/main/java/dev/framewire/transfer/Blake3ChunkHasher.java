package dev.framewire.transfer;

import java.nio.ByteBuffer;

/** Chunks as subtrees of BLAKE3's own tree. */
final class Blake3ChunkHasher implements ChunkHasher {
    private final Geometry geometry;
    private final Blake3Tree tree = new Blake3Tree();

    Blake3ChunkHasher(Geometry geometry) {
        this.geometry = geometry;
    }

    @Override
    public ChunkHasher begin(int chunk) {
        tree.begin(geometry.offset(chunk));
        return this;
    }

    @Override
    public ChunkHasher update(ByteBuffer bytes) {
        tree.update(bytes);
        return this;
    }

    @Override
    public byte[] finish() {
        return tree.finish(geometry.chunks() <= 1);
    }
}
