package dev.framewire.transfer;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The digests of a file that was read whole, and the stamps it had then.
 *
 * <pre>
 *   0         8      16             24            32      36      37     69
 *   | magic   | size | modified i64 | changed i64 | chunk | check | root | identity | path | digests 32 × n | crc32c |
 *
 *   magic      46 57 54 52 45 45 53 31 ("FWTREES1")                   big-endian; the CRC covers all before it
 *   modified, changed    nanoseconds since 1970          check      1 SHA-256, 2 CRC only, 3 BLAKE3
 *   identity, path       each u16 length, UTF-8          n          as many as chunks make up the size
 * </pre>
 *
 * Whoever reads one believes it only if it is whole, and if its root is that of its digests.
 *
 * @param path which file, by name
 * @param geometry how it was cut and digested
 * @param stat what it looked like
 * @param digests of its chunks, in order
 */
record Manifest(String path, Geometry geometry, DiskStat stat, List<byte[]> digests) {
    private static final long MAGIC = 0x4657545245455331L;
    private static final int CRC_BYTES = 4;
    private static final int MOST_TEXT = 0xFFFF;
    private static final int FIXED_BYTES = 8 + 3 * 8 + 4 + 1 + MerkleTree.DIGEST_BYTES + 2 + 2 + CRC_BYTES;
    /** The longest: a file of another length is none, and nothing is allocated for it. */
    static final int MAX_BYTES = FIXED_BYTES + 2 * MOST_TEXT + Geometry.MAX_CHUNKS * MerkleTree.DIGEST_BYTES;

    /** Whether it speaks of a file that looks so now. */
    boolean isOf(String file, DiskStat now, Geometry cut) {
        return path.equals(file) && stat.equals(now) && geometry.equals(cut);
    }

    /** Empty if it cannot be written down: its names are too long. */
    Optional<ByteBuffer> encoded() {
        byte[] identity = stat.fileKey().getBytes(StandardCharsets.UTF_8);
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (identity.length > MOST_TEXT || name.length > MOST_TEXT) {
            return Optional.empty();
        }
        ByteBuffer all = ByteBuffer.allocate(
                FIXED_BYTES + identity.length + name.length + digests.size() * MerkleTree.DIGEST_BYTES);
        all.putLong(MAGIC)
                .putLong(geometry.size())
                .putLong(stat.modifiedNanos())
                .putLong(stat.changedNanos())
                .putInt(geometry.chunkBytes())
                .put((byte) geometry.check().number())
                .put(MerkleTree.root(geometry, digests))
                .putShort((short) identity.length)
                .put(identity)
                .putShort((short) name.length)
                .put(name);
        digests.forEach(all::put);
        return Optional.of(all.putInt(crc(all, all.position())).flip());
    }

    /** Empty if it is not whole, or contradicts itself. */
    static Optional<Manifest> decoded(ByteBuffer all) {
        int end = all.limit() - CRC_BYTES;
        if (end < FIXED_BYTES - CRC_BYTES || crc(all, end) != all.getInt(end)) {
            return Optional.empty();
        }
        try {
            return decodedBody(all.limit(end));
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static Optional<Manifest> decodedBody(ByteBuffer all) {
        long magic = all.getLong();
        long size = all.getLong();
        long modified = all.getLong();
        long changed = all.getLong();
        int chunkBytes = all.getInt();
        Optional<ContentCheck> check = ContentCheck.numbered(all.get());
        if (magic != MAGIC || !Geometry.valid(size, chunkBytes) || check.isEmpty()) {
            return Optional.empty();
        }
        Geometry geometry = new Geometry(size, chunkBytes, check.get());
        byte[] root = digest(all);
        DiskStat stat = new DiskStat(size, modified, changed, text(all), true);
        String path = text(all);
        if (all.remaining() != geometry.chunks() * MerkleTree.DIGEST_BYTES) {
            return Optional.empty();
        }
        List<byte[]> digests = new ArrayList<>();
        while (all.hasRemaining()) {
            digests.add(digest(all));
        }
        return Arrays.equals(root, MerkleTree.root(geometry, digests))
                ? Optional.of(new Manifest(path, geometry, stat, digests))
                : Optional.empty();
    }

    private static byte[] digest(ByteBuffer all) {
        byte[] digest = new byte[MerkleTree.DIGEST_BYTES];
        all.get(digest);
        return digest;
    }

    private static String text(ByteBuffer all) {
        byte[] utf8 = new byte[all.getShort() & 0xFFFF];
        all.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static int crc(ByteBuffer all, int end) {
        CRC32C crc = new CRC32C();
        crc.update(all.array(), 0, end);
        return (int) crc.getValue();
    }
}
