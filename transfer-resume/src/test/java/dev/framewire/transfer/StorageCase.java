package dev.framewire.transfer;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Where a run of the {@link StorageSimulator} begins and what is special about it.
 *
 * @param size of the content, in bytes
 * @param seed of the contents, of the order of chunks, and of the checkpoints
 * @param older something is at the target before
 * @param absent commit only if there is nothing
 * @param stale a part of another content was left by an earlier session
 * @param lazy no checkpoint before the commit: all pages stay unforced until then
 */
record StorageCase(int size, long seed, boolean older, boolean absent, boolean stale, boolean lazy) {
    static final int CHUNK = MerkleTree.LEAF_BYTES;

    /** One content of the target, and what the receiver will be told of it. */
    record Version(byte[] bytes, byte[][] digests, byte[] root) {
        static Version of(byte[] bytes) {
            Geometry geometry = new Geometry(bytes.length, CHUNK);
            byte[][] digests = new byte[geometry.chunks()][];
            for (int i = 0; i < digests.length; i++) {
                digests[i] = new MerkleTree.ChunkHasher(geometry)
                        .update(bytes, (int) geometry.offset(i), geometry.length(i))
                        .finish();
            }
            return new Version(bytes, digests, MerkleTree.root(geometry, Arrays.asList(digests)));
        }

        Geometry geometry() {
            return new Geometry(bytes.length, CHUNK);
        }

        byte[] flatDigests() {
            byte[] all = new byte[digests.length * MerkleTree.DIGEST_BYTES];
            for (int i = 0; i < digests.length; i++) {
                System.arraycopy(digests[i], 0, all, i * MerkleTree.DIGEST_BYTES, MerkleTree.DIGEST_BYTES);
            }
            return all;
        }

        /** Whether a part holds the chunk at its place. */
        boolean isHeldBy(byte[] part, int chunk) {
            int from = (int) geometry().offset(chunk);
            int end = from + geometry().length(chunk);
            return part.length >= end && Arrays.equals(part, from, end, bytes, from, end);
        }
    }

    /** A case of up to so many chunks, drawn from a seed. */
    static StorageCase seeded(long seed, int mostChunks) {
        SplittableRandom random = new SplittableRandom(seed);
        int chunks = 1 + random.nextInt(mostChunks);
        int last = random.nextInt(4) == 0 ? CHUNK : 1 + random.nextInt(random.nextBoolean() ? 200 : CHUNK);
        boolean older = random.nextBoolean();
        boolean absent = !older && random.nextBoolean();
        boolean stale = random.nextInt(3) == 0 && chunks > 1;
        return new StorageCase((chunks - 1) * CHUNK + last, seed, older, absent, stale, random.nextInt(4) == 0);
    }

    Version content() {
        return Version.of(random(7, size));
    }

    /** The content after the source was edited: the first chunk is another, the rest is the same. */
    Version edited() {
        byte[] bytes = random(7, size);
        System.arraycopy(random(10, size), 0, bytes, 0, Math.min(size, CHUNK));
        return Version.of(bytes);
    }

    Version staleContent() {
        return Version.of(random(9, size));
    }

    byte[] olderContent() {
        return random(8, 5000);
    }

    private byte[] random(int which, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed * 31 + which).nextBytes(bytes);
        return bytes;
    }
}
