package dev.framewire.transfer;

import java.util.HexFormat;

/**
 * A transfer that arrived.
 *
 * @param path the name on the wire
 * @param size bytes
 * @param root the root of the content's tree (SPEC.md, "The tree"): equal content, equal root
 * @param wireBodyBytes content bytes that crossed the wire in this attempt
 * @param reusedBytes content bytes that did not have to
 */
public record TransferResult(String path, long size, byte[] root, long wireBodyBytes, long reusedBytes) {
    /** Copies the root. */
    public TransferResult {
        root = root.clone();
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
