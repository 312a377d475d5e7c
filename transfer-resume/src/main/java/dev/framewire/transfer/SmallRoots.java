package dev.framewire.transfer;

/** Computes the roots of small contents, many at once. Not thread-safe. */
interface SmallRoots {
    /** Of contents that follow each other from {@code offset} on, each of {@link PackCodec#MAX_FILE_BYTES} at most. */
    byte[][] of(byte[] bytes, int offset, int[] sizes);

    /** By a digest that packs may have. */
    static SmallRoots by(ContentCheck check) {
        return switch (check) {
            case SHA256 ->
                oneByOne(ChunkHasher.of(new Geometry(PackCodec.MAX_FILE_BYTES, Geometry.MIN_CHUNK_BYTES, check)));
            case BLAKE3 -> new Blake3Batch()::hashes;
            case CRC_ONLY -> throw new IllegalArgumentException("packs are not checked by CRCs alone");
        };
    }

    /** Each is one chunk, whose digest is the root. */
    private static SmallRoots oneByOne(ChunkHasher hasher) {
        return (bytes, offset, sizes) -> {
            byte[][] roots = new byte[sizes.length][];
            int at = offset;
            for (int i = 0; i < sizes.length; i++) {
                roots[i] = hasher.begin(0).update(bytes, at, sizes[i]).finish();
                at += sizes[i];
            }
            return roots;
        };
    }
}
