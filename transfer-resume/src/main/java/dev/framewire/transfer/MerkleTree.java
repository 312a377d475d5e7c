package dev.framewire.transfer;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tree of BEP 52: SHA-256 over leaves of 16 KiB, pairs of digests upwards, missing leaves as 32 zero bytes. The root does
 * not depend on the chunk size; the digest of a chunk is the node above its leaves.
 *
 * <pre>
 *                      root
 *              node            node
 *          leaf    leaf    leaf   (zeros)
 * </pre>
 *
 * <p>Source: BEP 52, "pieces root". An empty content, which BEP 52 gives no root, has that of one empty leaf.
 */
final class MerkleTree {
    static final int LEAF_BYTES = 16 << 10;
    static final int DIGEST_BYTES = 32;

    private MerkleTree() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no SHA-256", e);
        }
    }

    /** A digest in hexadecimal, as it is compared: small letters. */
    static String checkedHex(String hex) {
        if (hex.length() != 2 * DIGEST_BYTES || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
            throw new IllegalArgumentException("not 64 hexadecimal digits: " + MessageCodec.printable(hex));
        }
        return hex.toLowerCase(Locale.ROOT);
    }

    /** A root that tells its content from every other. */
    static String checkedRoot(String rootHex) {
        String root = checkedHex(rootHex);
        if (ContentCheck.isCrcOnly(HexFormat.of().parseHex(root))) {
            throw new IllegalArgumentException("a root of CRCs tells no content from another: " + root);
        }
        return root;
    }

    /** The digest of one chunk after another, from its bytes in order. */
    static final class ChunkHasher {
        private final Geometry geometry;
        /** What leaves and nodes are digested with; null where the tree is BLAKE3's own. */
        private final @Nullable MessageDigest digest;

        private final @Nullable Blake3Tree blake3;
        private byte[] leaves = new byte[16 * DIGEST_BYTES];
        private int leafCount;
        private int inLeaf;

        ChunkHasher(Geometry geometry) {
            this.geometry = geometry;
            boolean ownTree = geometry.check() == ContentCheck.BLAKE3;
            this.digest = ownTree ? null : geometry.check().digest();
            this.blake3 = ownTree ? new Blake3Tree() : null;
        }

        /** By another computation of SHA-256: a simulator that sees the same bytes a million times remembers theirs. */
        ChunkHasher(Geometry geometry, MessageDigest digest) {
            this.geometry = geometry;
            this.digest = digest;
            this.blake3 = null;
        }

        /** Begins with that chunk; before the first byte of each. */
        ChunkHasher begin(int chunk) {
            leafCount = 0;
            inLeaf = 0;
            if (blake3 != null) {
                blake3.begin(geometry.offset(chunk));
            } else {
                Objects.requireNonNull(digest).reset();
            }
            return this;
        }

        ChunkHasher update(byte[] bytes, int offset, int length) {
            return update(ByteBuffer.wrap(bytes, offset, length));
        }

        /** The bytes up to the limit. */
        ChunkHasher update(ByteBuffer bytes) {
            if (blake3 != null) {
                blake3.update(bytes);
            } else {
                leaves(Objects.requireNonNull(digest), bytes);
            }
            return this;
        }

        private void leaves(MessageDigest digest, ByteBuffer bytes) {
            int end = bytes.limit();
            while (bytes.position() < end) {
                int count = Math.min(end - bytes.position(), LEAF_BYTES - inLeaf);
                digest.update(bytes.limit(bytes.position() + count));
                inLeaf += count;
                if (inLeaf == LEAF_BYTES) {
                    leaf(digest);
                }
            }
        }

        private void leaf(MessageDigest digest) {
            if ((leafCount + 1) * DIGEST_BYTES > leaves.length) {
                leaves = Arrays.copyOf(leaves, 2 * leaves.length);
            }
            MerkleTree.finish(digest, leaves, leafCount * DIGEST_BYTES);
            leafCount++;
            inLeaf = 0;
        }

        /** Ends the chunk. */
        byte[] finish() {
            if (blake3 != null) {
                return blake3.finish(geometry.chunks() <= 1);
            }
            MessageDigest digest = Objects.requireNonNull(this.digest);
            if (inLeaf > 0 || leafCount == 0) {
                leaf(digest);
            }
            int width = geometry.chunks() > 1 ? geometry.chunkBytes() / LEAF_BYTES : powerCeil(leafCount);
            byte[] nodes = Arrays.copyOf(leaves, Math.max(width, 1) * DIGEST_BYTES);
            Arrays.fill(nodes, leafCount * DIGEST_BYTES, nodes.length, (byte) 0);
            leafCount = 0;
            return fold(digest, nodes, width);
        }
    }

    /** The root above the digests of all chunks. */
    static byte[] root(Geometry geometry, List<byte[]> chunks) {
        if (geometry.check() == ContentCheck.BLAKE3) {
            return Blake3Tree.root(chunks);
        }
        MessageDigest digest = geometry.check().digest();
        if (geometry.chunks() == 0) {
            return digest.digest();
        }
        if (chunks.size() == 1) {
            return chunks.get(0).clone();
        }
        byte[] padding = new byte[DIGEST_BYTES]; // the node above a chunk of missing leaves
        for (int leaves = geometry.chunkBytes() / LEAF_BYTES; leaves > 1; leaves /= 2) {
            digest.update(padding);
            padding = digest.digest(padding);
        }
        int width = powerCeil(chunks.size());
        List<byte[]> padded = new ArrayList<>(chunks);
        while (padded.size() < width) {
            padded.add(padding);
        }
        byte[] nodes = new byte[width * DIGEST_BYTES];
        for (int i = 0; i < width; i++) {
            System.arraycopy(padded.get(i), 0, nodes, i * DIGEST_BYTES, DIGEST_BYTES);
        }
        return fold(digest, nodes, width);
    }

    private static byte[] fold(MessageDigest digest, byte[] nodes, int count) {
        for (int width = count; width > 1; width /= 2) {
            for (int i = 0; i < width / 2; i++) {
                digest.update(nodes, 2 * i * DIGEST_BYTES, 2 * DIGEST_BYTES);
                finish(digest, nodes, i * DIGEST_BYTES);
            }
        }
        return Arrays.copyOf(nodes, DIGEST_BYTES);
    }

    private static void finish(MessageDigest digest, byte[] out, int at) {
        try {
            digest.digest(out, at, DIGEST_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int powerCeil(int n) {
        return n <= 1 ? 1 : Integer.highestOneBit(n - 1) << 1;
    }
}
