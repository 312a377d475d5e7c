package dev.framewire.transfer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * BLAKE3 over a content, chunk by chunk, as a transfer takes it, without the transfer. In this package because what hashes is
 * not public. Not thread-safe.
 */
public final class Blake3Content {
    /** That of a transfer of 1 GiB. */
    public static final int CHUNK_BYTES = 512 << 10;

    private final Blake3Tree tree = new Blake3Tree();
    private final List<byte[]> chunks = new ArrayList<>();
    private long position;

    /** The next bytes; those of one call are of one chunk. */
    public void update(ByteBuffer piece) {
        if (position % CHUNK_BYTES == 0) {
            endChunk(false);
            tree.begin(position);
        }
        position += piece.remaining();
        tree.update(piece);
    }

    private void endChunk(boolean last) {
        if (position > 0) {
            chunks.add(tree.finish(last && position <= CHUNK_BYTES));
        }
    }

    /** The hash of all that came. Nothing may come after it. */
    public byte[] finish() {
        endChunk(true);
        return Blake3Tree.root(chunks);
    }

    /** The hash of a small content that is there as a whole. */
    public static byte[] of(byte[] content) {
        Blake3Tree tree = new Blake3Tree();
        tree.begin(0);
        tree.update(ByteBuffer.wrap(content));
        return tree.finish(true);
    }
}
