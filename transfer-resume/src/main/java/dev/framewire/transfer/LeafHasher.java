package dev.framewire.transfer;

import static dev.framewire.transfer.MerkleTree.DIGEST_BYTES;
import static dev.framewire.transfer.MerkleTree.LEAF_BYTES;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/** Chunks as subtrees of {@link MerkleTree}, leaf by leaf. */
final class LeafHasher implements ChunkHasher {
    private final Geometry geometry;
    private final MessageDigest digest;
    private byte[] leaves = new byte[16 * DIGEST_BYTES];
    private int leafCount;
    private int inLeaf;

    /** By any computation of the geometry's digest. */
    LeafHasher(Geometry geometry, MessageDigest digest) {
        this.geometry = geometry;
        this.digest = digest;
    }

    @Override
    public ChunkHasher begin(int chunk) {
        leafCount = 0;
        inLeaf = 0;
        digest.reset();
        return this;
    }

    @Override
    public ChunkHasher update(ByteBuffer bytes) {
        int end = bytes.limit();
        while (bytes.position() < end) {
            int count = Math.min(end - bytes.position(), LEAF_BYTES - inLeaf);
            digest.update(bytes.limit(bytes.position() + count));
            inLeaf += count;
            if (inLeaf == LEAF_BYTES) {
                leaf();
            }
        }
        return this;
    }

    private void leaf() {
        if ((leafCount + 1) * DIGEST_BYTES > leaves.length) {
            leaves = Arrays.copyOf(leaves, 2 * leaves.length);
        }
        MerkleTree.finish(digest, leaves, leafCount * DIGEST_BYTES);
        leafCount++;
        inLeaf = 0;
    }

    @Override
    public byte[] finish() {
        if (inLeaf > 0 || leafCount == 0) {
            leaf();
        }
        int width = geometry.chunks() > 1 ? geometry.chunkBytes() / LEAF_BYTES : MerkleTree.powerCeil(leafCount);
        byte[] nodes = Arrays.copyOf(leaves, Math.max(width, 1) * DIGEST_BYTES);
        Arrays.fill(nodes, leafCount * DIGEST_BYTES, nodes.length, (byte) 0);
        leafCount = 0;
        return MerkleTree.fold(digest, nodes, width);
    }
}
