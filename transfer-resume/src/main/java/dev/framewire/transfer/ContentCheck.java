package dev.framewire.transfer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What the blocks of a content's tree are digested with. Digests of the two are never equal: one of {@link #CRC_ONLY} says so
 * in its first bytes. Source: SPEC.md, "CRC only".
 */
enum ContentCheck {
    /** Nobody makes another content of the same root. */
    SHA256,
    /** Finds what happens by accident; whoever wants to makes another content of the same root in no time. */
    CRC_ONLY;

    /** How such a digest begins. */
    static final byte[] CRC_ONLY_MARK = "CRC-ONLY".getBytes(StandardCharsets.US_ASCII);

    /** Digests block after block. */
    MessageDigest digest() {
        return this == SHA256 ? MerkleTree.sha256() : new CrcDigest();
    }

    /** Whether a digest or a root is one of {@link #CRC_ONLY}. */
    static boolean isCrcOnly(byte[] digest) {
        int mark = CRC_ONLY_MARK.length;
        return digest.length >= mark && Arrays.equals(digest, 0, mark, CRC_ONLY_MARK, 0, mark);
    }
}
