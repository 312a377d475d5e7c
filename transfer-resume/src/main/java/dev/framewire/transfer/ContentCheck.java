package dev.framewire.transfer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a content's tree is made with. Digests of different kinds are never equal: one of {@link #CRC_ONLY} says so in its first
 * bytes, and nobody finds content whose SHA-256 is another's BLAKE3. Source: SPEC.md, "Chunks and the tree", "BLAKE3", "CRC only".
 */
enum ContentCheck {
    /** Nobody makes another content of the same root. */
    SHA256("sha256", 1),
    /** Nor here; {@link Blake3Lanes} takes less time for it where the processor has no instructions for SHA-256. */
    BLAKE3("blake3", 3),
    /** Finds what happens by accident; whoever wants to makes another content of the same root in no time. */
    CRC_ONLY("crc-only", 2);

    /** How such a digest begins. */
    static final byte[] CRC_ONLY_MARK = "CRC-ONLY".getBytes(StandardCharsets.US_ASCII);

    private final String wireName;
    private final int number;

    ContentCheck(String wireName, int number) {
        this.wireName = wireName;
        this.number = number;
    }

    /** Its name in {@code x.open}. */
    String wireName() {
        return wireName;
    }

    /** Its number on disk: the version of a journal, the check of a manifest. */
    int number() {
        return number;
    }

    static Optional<ContentCheck> named(String wireName) {
        return Arrays.stream(values())
                .filter(check -> check.wireName.equals(wireName))
                .findAny();
    }

    static Optional<ContentCheck> numbered(int number) {
        return Arrays.stream(values()).filter(check -> check.number == number).findAny();
    }

    /** Digests block after block, where the tree is made of such. */
    MessageDigest digest() {
        return switch (this) {
            case SHA256 -> MerkleTree.sha256();
            case CRC_ONLY -> new CrcDigest();
            case BLAKE3 -> throw new IllegalStateException("BLAKE3 is a tree of its own");
        };
    }

    /** Whether a digest or a root is one of {@link #CRC_ONLY}. */
    static boolean isCrcOnly(byte[] digest) {
        int mark = CRC_ONLY_MARK.length;
        return digest.length >= mark && Arrays.equals(digest, 0, mark, CRC_ONLY_MARK, 0, mark);
    }
}
