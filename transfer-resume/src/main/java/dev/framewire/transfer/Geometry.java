package dev.framewire.transfer;

/**
 * How a file of a given size is cut: leaves of 16 KiB make pieces, pieces make chunks.
 *
 * <pre>
 *   leaf   16 KiB                     the unit of hashing (BEP 52)
 *   piece  min(1 MiB, chunk)          the body of one x.data frame, and the size of a buffer
 *   chunk  a power of two             the unit of comparison between the two ends, never of memory
 * </pre>
 *
 * The last leaf, piece and chunk of a file may be short. An empty file has none of them.
 */
record Geometry(long size, int chunkBytes) {
    static final int LEAF_BYTES = 16 * 1024;
    static final int MAX_PIECE_BYTES = 1024 * 1024;
    static final int MIN_CHUNK_BYTES = 256 * 1024;
    static final int MAX_CHUNK_BYTES = 16 * 1024 * 1024;
    /** 2^31 − 1 chunks would index 32 PiB; a chunk index always fits an int below this. */
    static final long MAX_FILE_BYTES = 1L << 50;

    private static final int CHUNKS_AIMED_AT = 2048;

    Geometry {
        if (size < 0 || size > MAX_FILE_BYTES) {
            throw new IllegalArgumentException("file size out of range: " + size);
        }
        // below 256 KiB only tests go: three chunks of one leaf are a file small enough to try every crash on
        if (Integer.bitCount(chunkBytes) != 1 || chunkBytes < LEAF_BYTES || chunkBytes > MAX_CHUNK_BYTES) {
            throw new IllegalArgumentException("chunk size is not a power of two in range: " + chunkBytes);
        }
        if ((size + chunkBytes - 1) / chunkBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("too many chunks: size " + size + ", chunk " + chunkBytes);
        }
    }

    /** The geometry a sender chooses: about 2048 chunks, so that a list of all their hashes stays near 64 KiB. */
    static Geometry of(long size) {
        long chunk = MIN_CHUNK_BYTES;
        while (chunk < MAX_CHUNK_BYTES && chunk * CHUNKS_AIMED_AT < size) {
            chunk <<= 1;
        }
        return new Geometry(size, (int) chunk);
    }

    int chunkCount() {
        return (int) ((size + chunkBytes - 1) / chunkBytes);
    }

    long chunkOffset(int chunk) {
        return (long) chunk * chunkBytes;
    }

    int chunkLength(int chunk) {
        return (int) Math.min(chunkBytes, size - chunkOffset(chunk));
    }

    int pieceBytes() {
        return Math.min(MAX_PIECE_BYTES, chunkBytes);
    }

    int pieceCount(int chunk) {
        return (chunkLength(chunk) + pieceBytes() - 1) / pieceBytes();
    }

    int pieceLength(int chunk, int piece) {
        return Math.min(pieceBytes(), chunkLength(chunk) - piece * pieceBytes());
    }

    /** Height of the whole tree: 2^height leaves, the file's own and zero hashes behind them. */
    private int treeHeight() {
        return heightOf((size + LEAF_BYTES - 1) / LEAF_BYTES);
    }

    /** Height of a piece's subtree. A file smaller than a piece has a lower tree, and BEP 52 does not pad beyond it. */
    int pieceHeight() {
        return Math.min(heightOf(pieceBytes() / LEAF_BYTES), treeHeight());
    }

    int chunkHeight() {
        return Math.min(heightOf(chunkBytes / LEAF_BYTES), treeHeight());
    }

    int rootHeight() {
        return treeHeight();
    }

    private static int heightOf(long leaves) {
        return leaves <= 1 ? 0 : 64 - Long.numberOfLeadingZeros(leaves - 1);
    }
}
