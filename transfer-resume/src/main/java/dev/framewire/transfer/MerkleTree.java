package dev.framewire.transfer;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * The hash tree of BEP 52: SHA-256 leaves over 16 KiB, zero hashes up to the next power of two, SHA-256 of both children
 * above them. Its root is BitTorrent v2's {@code pieces root} and does not depend on the chunk size.
 *
 * <pre>
 *            root
 *          /      \
 *        h01       h23           h = SHA-256(left || right)
 *       /   \     /   \
 *      l0   l1   l2   00…0       l = SHA-256(16 KiB), the last one of what is left
 * </pre>
 *
 * The tree of an empty file is the padding alone: 32 zero bytes. Not thread-safe; each worker has its own.
 */
final class MerkleTree {
    static final int HASH_BYTES = 32;
    static final byte[] EMPTY_ROOT = new byte[HASH_BYTES];

    private static final int MAX_HEIGHT = 40;

    private final MessageDigest sha256 = newSha256();
    /** padding[h] is the root of 2^h zero hashes. */
    private final byte[][] padding = new byte[MAX_HEIGHT][];

    private final byte[] leaves = new byte[Geometry.MAX_PIECE_BYTES / Geometry.LEAF_BYTES * HASH_BYTES];

    MerkleTree() {
        padding[0] = new byte[HASH_BYTES];
        for (int height = 1; height < MAX_HEIGHT; height++) {
            sha256.update(padding[height - 1]);
            padding[height] = sha256.digest(padding[height - 1]);
        }
    }

    /** The hash of one piece. */
    byte[] piece(Geometry geometry, byte[] data, int length) {
        try {
            int count = 0;
            for (int at = 0; at < length; at += Geometry.LEAF_BYTES) {
                sha256.update(data, at, Math.min(Geometry.LEAF_BYTES, length - at));
                sha256.digest(leaves, count++ * HASH_BYTES, HASH_BYTES);
            }
            return fold(leaves, count, 0, geometry.pieceHeight());
        } catch (DigestException e) {
            throw new AssertionError("SHA-256 refuses a buffer of 32 bytes", e);
        }
    }

    /** The hash of one chunk from those of its pieces. */
    byte[] chunk(Geometry geometry, List<byte[]> pieces) {
        return fold(concatenate(pieces), pieces.size(), geometry.pieceHeight(), geometry.chunkHeight());
    }

    /** The root from the hashes of all chunks, a flat list. */
    byte[] root(Geometry geometry, byte[] chunkHashes) {
        return fold(
                chunkHashes.clone(),
                chunkHashes.length / HASH_BYTES,
                geometry.chunkHeight(),
                geometry.rootHeight());
    }

    /** Folds {@code count} nodes of height {@code from}, in place, to the one of height {@code to}. */
    private byte[] fold(byte[] nodes, int count, int from, int to) {
        if (count == 0) {
            return padding[to].clone();
        }
        try {
            int width = count;
            for (int height = from; height < to; height++) {
                int parents = (width + 1) / 2;
                for (int i = 0; i < parents; i++) {
                    sha256.update(nodes, 2 * i * HASH_BYTES, HASH_BYTES);
                    if (2 * i + 1 < width) {
                        sha256.update(nodes, (2 * i + 1) * HASH_BYTES, HASH_BYTES);
                    } else {
                        sha256.update(padding[height]);
                    }
                    sha256.digest(nodes, i * HASH_BYTES, HASH_BYTES);
                }
                width = parents;
            }
            if (width != 1) {
                throw new IllegalArgumentException(count + " nodes do not fit a subtree of height " + (to - from));
            }
            return Arrays.copyOf(nodes, HASH_BYTES);
        } catch (DigestException e) {
            throw new AssertionError("SHA-256 refuses a buffer of 32 bytes", e);
        }
    }

    private static byte[] concatenate(List<byte[]> hashes) {
        byte[] all = new byte[hashes.size() * HASH_BYTES];
        for (int i = 0; i < hashes.size(); i++) {
            System.arraycopy(hashes.get(i), 0, all, i * HASH_BYTES, HASH_BYTES);
        }
        return all;
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
