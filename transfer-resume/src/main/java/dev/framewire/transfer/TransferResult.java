package dev.framewire.transfer;

import java.util.HexFormat;
import java.util.Optional;

/**
 * A transfer that arrived.
 *
 * @param path the name on the wire
 * @param size bytes
 * @param root the root of the content's tree (SPEC.md, "The tree"): equal content, equal root; see {@link #crcOnly}
 * @param wireBodyBytes content bytes that crossed the wire in this attempt
 * @param reusedBytes content bytes that did not have to
 * @param sha256Hex SHA-256 of the whole content, 64 hexadecimal digits as {@code sha256sum} prints them; only where it was
 *     asked for ({@link PutRequest#sha256}, {@link GetRequest#sha256}). The receiver computes it: to the sender of a put it is
 *     the other side's word, of bytes whose root this side has compared
 */
public record TransferResult(
        String path, long size, byte[] root, long wireBodyBytes, long reusedBytes, Optional<String> sha256Hex) {
    TransferResult(String path, long size, byte[] root, long wireBodyBytes, long reusedBytes) {
        this(path, size, root, wireBodyBytes, reusedBytes, Optional.empty());
    }

    /** Copies the root. */
    public TransferResult {
        root = root.clone();
    }

    /**
     * Whether the content was checked by CRCs alone ({@link PutRequest#crcOnly}): then the root identifies it to nobody.
     *
     * @return what both sides agreed on
     */
    public boolean crcOnly() {
        return ContentCheck.isCrcOnly(root);
    }

    @Override
    public byte[] root() {
        return root.clone();
    }

    /**
     * The root, for people.
     *
     * @return 64 hexadecimal digits
     */
    public String rootHex() {
        return HexFormat.of().formatHex(root);
    }
}
