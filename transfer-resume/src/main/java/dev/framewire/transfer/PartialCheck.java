package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What {@link FileStore#fsck} found in a partial.
 *
 * @param size bytes of the whole
 * @param chunkBytes the size of a chunk
 * @param claimedBytes in chunks that the journal says are there
 * @param soundBytes of those, in chunks whose bytes have the digest that the journal says
 * @param damagedChunks the others, by number from 0: the next transfer sends them again
 */
public record PartialCheck(long size, int chunkBytes, long claimedBytes, long soundBytes, List<Integer> damagedChunks) {
    /** A sentence is for people. */
    private static final int MOST_NAMED = 20;

    /** Copies the list. */
    public PartialCheck {
        damagedChunks = List.copyOf(damagedChunks);
    }

    /**
     * Says it in words.
     *
     * @return one sentence or two
     */
    public String explain() {
        String found = String.format(
                Locale.ROOT,
                "%d of %d bytes are claimed, and %d of them are what the journal says.",
                claimedBytes,
                size,
                soundBytes);
        if (damagedChunks.isEmpty()) {
            return found;
        }
        int more = damagedChunks.size() - MOST_NAMED;
        return found + " Chunks that are not, and will be sent again: "
                + damagedChunks.subList(0, Math.min(MOST_NAMED, damagedChunks.size()))
                + (more > 0 ? " and " + more + " more." : ".");
    }

    static PartialCheck of(PartialState state, DiskFile part) throws IOException {
        Geometry geometry = state.header().geometry();
        byte[] scratch = new byte[Math.min(Receiver.READ_BYTES, geometry.chunkBytes())];
        List<Integer> damaged = new ArrayList<>();
        long sound = 0;
        for (int chunk = 0; chunk < geometry.chunks(); chunk++) {
            byte[] claimed = state.digest(chunk);
            if (claimed != null && Arrays.equals(claimed, digest(geometry, chunk, part, scratch))) {
                sound += geometry.length(chunk);
            } else if (claimed != null) {
                damaged.add(chunk);
            }
        }
        return new PartialCheck(geometry.size(), geometry.chunkBytes(), state.writtenBytes(), sound, damaged);
    }

    /** The digest of what is there; of less than the chunk, where the part ends before it. */
    private static byte[] digest(Geometry geometry, int chunk, DiskFile part, byte[] scratch) throws IOException {
        ChunkHasher hasher = ChunkHasher.of(geometry).begin(chunk);
        long end = geometry.offset(chunk) + geometry.length(chunk);
        for (long at = geometry.offset(chunk); at < end; ) {
            int count = part.read(ByteBuffer.wrap(scratch, 0, (int) Math.min(scratch.length, end - at)), at);
            if (count < 0) {
                break;
            }
            hasher.update(scratch, 0, count);
            at += count;
        }
        return hasher.finish();
    }
}
