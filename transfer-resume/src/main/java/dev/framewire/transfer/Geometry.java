package dev.framewire.transfer;

/** How a content of that size is cut into chunks, and what those are digested with. Source: SPEC.md, "Chunks". */
record Geometry(long size, int chunkBytes, ContentCheck check) {
    static final int MIN_CHUNK_BYTES = 256 << 10;
    static final int MAX_CHUNK_BYTES = 16 << 20;
    static final long MAX_SIZE = 1L << 40;
    /** The largest content in the largest chunks has so many; a peer that claims more makes us allocate nothing. */
    static final int MAX_CHUNKS = 1 << 16;

    /** In place of a size that nobody knows yet. */
    static final long UNKNOWN = -1;
    /** How content of unknown size is cut. */
    static final int STREAM_CHUNK_BYTES = 1 << 20;

    Geometry {
        if (!valid(size, chunkBytes)) {
            throw new IllegalArgumentException("size " + size + ", chunkBytes " + chunkBytes);
        }
    }

    Geometry(long size, int chunkBytes) {
        this(size, chunkBytes, ContentCheck.SHA256);
    }

    /** The same, digested with something else. */
    Geometry with(ContentCheck other) {
        return new Geometry(size, chunkBytes, other);
    }

    /** Whether numbers from a disk, a peer or an application are a geometry; only for such a one is memory made. */
    static boolean valid(long size, int chunkBytes) {
        return size >= 0
                && size <= MAX_SIZE
                && chunkBytes >= MerkleTree.LEAF_BYTES
                && chunkBytes <= MAX_CHUNK_BYTES
                && Integer.bitCount(chunkBytes) == 1
                && (size + chunkBytes - 1) / chunkBytes <= MAX_CHUNKS;
    }

    /** Content of unknown size, as long as it is that: as large as can be. Its last chunk is cut when the size is known. */
    static Geometry unknown(int chunkBytes) {
        return new Geometry((long) chunkBytes * MAX_CHUNKS, chunkBytes);
    }

    /** Whether that is what a number of chunks so large may mean. */
    static boolean validUnknown(int chunkBytes) {
        return chunkBytes > 0 && valid((long) chunkBytes * MAX_CHUNKS, chunkBytes);
    }

    /**
     * How a source is cut.
     *
     * @throws IllegalArgumentException if its size is out of range, or unknown where it may not be
     */
    static Geometry of(TransferSource source, ContentCheck check) {
        if (!(source instanceof StreamAttempt once)) {
            return of(source.size()).with(check);
        } else if (check != ContentCheck.SHA256) {
            throw new IllegalArgumentException("content of unknown size is checked by SHA-256 only");
        }
        return unknown(once.stream().chunkBytes());
    }

    /** What the other side is told of a source's size. */
    long told(TransferSource source) {
        return source instanceof StreamAttempt ? UNKNOWN : size;
    }

    /** pow2ceil(size / 2048), within 256 KiB and 16 MiB. */
    static Geometry of(long size) {
        long wanted = Math.max(1, (size + 2047) / 2048);
        long power = wanted == 1 ? 1 : Long.highestOneBit(wanted - 1) << 1;
        return new Geometry(size, (int) Math.max(MIN_CHUNK_BYTES, Math.min(MAX_CHUNK_BYTES, power)));
    }

    int chunks() {
        return Math.toIntExact((size + chunkBytes - 1) / chunkBytes);
    }

    long offset(int chunk) {
        return (long) chunk * chunkBytes;
    }

    int length(int chunk) {
        return (int) Math.min(chunkBytes, size - offset(chunk));
    }
}
