package dev.framewire.transfer;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

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

    /** The node above so many digests, a power of two of them; works in the array itself. */
    static byte[] fold(MessageDigest digest, byte[] nodes, int count) {
        for (int width = count; width > 1; width /= 2) {
            for (int i = 0; i < width / 2; i++) {
                digest.update(nodes, 2 * i * DIGEST_BYTES, 2 * DIGEST_BYTES);
                finish(digest, nodes, i * DIGEST_BYTES);
            }
        }
        return Arrays.copyOf(nodes, DIGEST_BYTES);
    }

    static void finish(MessageDigest digest, byte[] out, int at) {
        try {
            digest.digest(out, at, DIGEST_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
    }

    static int powerCeil(int n) {
        return n <= 1 ? 1 : Integer.highestOneBit(n - 1) << 1;
    }
}
