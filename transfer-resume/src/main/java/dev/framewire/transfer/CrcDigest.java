package dev.framewire.transfer;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Two CRCs of a block in the shape of a digest. It is none: nothing here is hard to forge.
 *
 * <pre>
 *   "CRC-ONLY" 8 | crc32c u32 | crc32 u32 | zeros 16
 * </pre>
 *
 * The two polynomials have no common factor, so of a node's 64 bytes no change within one child's two CRCs goes unseen, and
 * of a leaf no change within 8 bytes in a row.
 */
final class CrcDigest extends MessageDigest {
    private final CRC32C crc32c = new CRC32C();
    private final CRC32 crc32 = new CRC32();

    CrcDigest() {
        super("CRC-ONLY");
    }

    @Override
    protected int engineGetDigestLength() {
        return MerkleTree.DIGEST_BYTES;
    }

    @Override
    protected void engineUpdate(byte input) {
        crc32c.update(input);
        crc32.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        crc32c.update(input, offset, length);
        crc32.update(input, offset, length);
    }

    @Override
    protected void engineUpdate(ByteBuffer input) {
        crc32c.update(input.duplicate());
        crc32.update(input);
    }

    @Override
    protected byte[] engineDigest() {
        byte[] out = new byte[MerkleTree.DIGEST_BYTES];
        put(out, 0);
        return out;
    }

    @Override
    protected int engineDigest(byte[] out, int offset, int length) throws DigestException {
        if (length < MerkleTree.DIGEST_BYTES) {
            throw new DigestException("a digest is 32 bytes: " + length);
        }
        put(out, offset);
        return MerkleTree.DIGEST_BYTES;
    }

    private void put(byte[] out, int offset) {
        ByteBuffer.wrap(out, offset, MerkleTree.DIGEST_BYTES)
                .put(ContentCheck.CRC_ONLY_MARK)
                .putInt((int) crc32c.getValue())
                .putInt((int) crc32.getValue())
                .putLong(0)
                .putLong(0);
        engineReset();
    }

    @Override
    protected void engineReset() {
        crc32c.reset();
        crc32.reset();
    }
}
