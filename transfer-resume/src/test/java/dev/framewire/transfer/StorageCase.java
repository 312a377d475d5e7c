package dev.framewire.transfer;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Where a run of the {@link StorageSimulator} begins and what is special about it.
 *
 * @param size of the content, in bytes
 * @param seed of the contents, of the order of chunks, and of the checkpoints
 * @param older what is at the target before
 * @param absent commit only if there is nothing
 * @param stale a part of another content was left by an earlier session
 * @param lazy no checkpoint before the commit: all pages stay unforced until then
 * @param remembered what was published is remembered, as of every put
 * @param check what the content's tree is made with
 * @param otherwise what the trees of other contents of that target are made with: of those before it, and of the edited one
 * @param ownerBytes the length of the owner's name: a long one brings records of the journal to where sectors and pages end
 * @param manifests the sender is the real one, and digests of its file, and of what is published, are remembered on the same disk
 * @param like what is in another file that may have the content
 */
record StorageCase(
        int size,
        long seed,
        Older older,
        boolean absent,
        boolean stale,
        boolean lazy,
        boolean remembered,
        ContentCheck check,
        ContentCheck otherwise,
        int ownerBytes,
        boolean manifests,
        Like like) {
    static final int CHUNK = MerkleTree.LEAF_BYTES;

    /** What is at the target before the first session. */
    enum Older {
        NONE,
        /** Content of somebody else's, nothing of which is in the new one. */
        OTHER,
        /** Content of somebody else's that differs from the new one in its last chunk. */
        SHARING,
        /** The same, published by an earlier put of the same owner. */
        PUBLISHED
    }

    /** What is in the other file of the same owner that the sink names, if it names one. */
    enum Like {
        NONE,
        /** All of the content, and no more. */
        SAME,
        /** The content but for its last chunk, and sometimes more. */
        SHARING,
        /** Something else of the same size. */
        WRONG,
        /** The content, as it came by way of the same store; its first chunk was written over since, and what is remembered is wrong. */
        DAMAGED
    }

    /** The plainest one: nothing at the target, nothing left by anybody. */
    static StorageCase of(int size, long seed) {
        return new StorageCase(
                size,
                seed,
                Older.NONE,
                false,
                false,
                false,
                false,
                ContentCheck.SHA256,
                ContentCheck.SHA256,
                5,
                false,
                Like.NONE);
    }

    StorageCase with(Older before) {
        return new StorageCase(
                size, seed, before, absent, stale, lazy, remembered, check, otherwise, ownerBytes, manifests, like);
    }

    /** What is there only if it is absent is always remembered. */
    StorageCase ifAbsent() {
        return new StorageCase(
                size, seed, older, true, stale, lazy, true, check, otherwise, ownerBytes, manifests, like);
    }

    StorageCase afterAStaleOne() {
        return new StorageCase(
                size, seed, older, absent, true, lazy, remembered, check, otherwise, ownerBytes, manifests, like);
    }

    StorageCase withoutCheckpoints() {
        return new StorageCase(
                size, seed, older, absent, stale, true, remembered, check, otherwise, ownerBytes, manifests, like);
    }

    StorageCase remembering() {
        return new StorageCase(
                size, seed, older, absent, stale, lazy, true, check, otherwise, ownerBytes, manifests, like);
    }

    StorageCase ownerOf(int bytes) {
        return new StorageCase(
                size, seed, older, absent, stale, lazy, remembered, check, otherwise, bytes, manifests, like);
    }

    StorageCase checkedBy(ContentCheck with) {
        return new StorageCase(
                size, seed, older, absent, stale, lazy, remembered, with, with, ownerBytes, manifests, like);
    }

    StorageCase withManifests() {
        return new StorageCase(
                size, seed, older, absent, stale, lazy, remembered, check, otherwise, ownerBytes, true, like);
    }

    StorageCase like(Like other) {
        return new StorageCase(
                size, seed, older, absent, stale, lazy, remembered, check, otherwise, ownerBytes, manifests, other);
    }

    /** One content of the target, and what the receiver will be told of it. */
    record Version(byte[] bytes, ContentCheck check, byte[][] digests, byte[] root) {
        static Version of(byte[] bytes) {
            return of(bytes, ContentCheck.SHA256);
        }

        static Version of(byte[] bytes, ContentCheck check) {
            Geometry geometry = new Geometry(bytes.length, CHUNK, check);
            byte[][] digests = new byte[geometry.chunks()][];
            for (int i = 0; i < digests.length; i++) {
                digests[i] = ChunkHasher.of(geometry)
                        .begin(i)
                        .update(bytes, (int) geometry.offset(i), geometry.length(i))
                        .finish();
            }
            return new Version(bytes, check, digests, MerkleTree.root(geometry, Arrays.asList(digests)));
        }

        Geometry geometry() {
            return new Geometry(bytes.length, CHUNK, check);
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
        Older older = Older.values()[Math.max(0, random.nextInt(6) - 2)];
        boolean absent = older == Older.NONE && random.nextInt(3) > 0;
        boolean stale = random.nextInt(3) == 0 && chunks > 1;
        boolean lazy = random.nextInt(4) == 0;
        boolean remembered = absent || random.nextBoolean();
        int owner = switch (random.nextInt(4)) {
            case 0 -> 250 + random.nextInt(230); // the end of the first sector among the first records
            case 1 -> 3700 + random.nextInt(370); // the end of the first page
            default -> 5;
        };
        ContentCheck check = drawn(random);
        ContentCheck otherwise = random.nextInt(3) == 0 ? drawn(random) : check;
        boolean manifests = random.nextInt(4) == 0;
        Like like = older == Older.NONE ? Like.values()[Math.max(0, random.nextInt(8) - 3)] : Like.NONE;
        return new StorageCase(
                (chunks - 1) * CHUNK + last,
                seed,
                older,
                absent,
                stale,
                lazy,
                remembered,
                check,
                otherwise,
                owner,
                manifests,
                like);
    }

    static ContentCheck drawn(SplittableRandom random) {
        return ContentCheck.values()[random.nextInt(ContentCheck.values().length)];
    }

    String owner() {
        return "o".repeat(ownerBytes);
    }

    Version content() {
        return Version.of(random(7, size), check);
    }

    /** The content after the source was edited: the first chunk is another, the rest is the same. */
    Version edited() {
        byte[] bytes = random(7, size);
        System.arraycopy(random(10, size), 0, bytes, 0, Math.min(size, CHUNK));
        return Version.of(bytes, otherwise);
    }

    /** The content after its file has lost bits, in its first chunk and in its last. */
    Version rotten() {
        byte[] bytes = random(7, size);
        bytes[(int) (seed % Math.min(size, CHUNK))] ^= 4;
        if (seed % 3 > 0) {
            bytes[size - 1] ^= 32;
        }
        return Version.of(bytes, check);
    }

    Version staleContent() {
        return Version.of(random(9, size), otherwise);
    }

    /** Empty if there is nothing. */
    Optional<byte[]> olderContent() {
        if (older == Older.NONE) {
            return Optional.empty();
        }
        return older == Older.OTHER ? Optional.of(random(8, 5000)) : Optional.of(sharing());
    }

    /** What is in the other file; empty if there is none. */
    Optional<byte[]> likeContent() {
        return switch (like) {
            case NONE -> Optional.empty();
            case SAME -> Optional.of(random(7, size));
            case SHARING -> Optional.of(sharing());
            case WRONG -> Optional.of(random(11, size));
            case DAMAGED -> {
                byte[] bytes = random(7, size);
                Arrays.fill(bytes, 0, Math.min(size, CHUNK), (byte) 1);
                yield Optional.of(bytes);
            }
        };
    }

    private byte[] sharing() {
        // sometimes longer: then the last chunk of the new content cannot be compared at all
        byte[] bytes = Arrays.copyOf(random(7, size), size + (seed % 3 == 0 ? 3000 : 0));
        int last = (size - 1) / CHUNK * CHUNK;
        System.arraycopy(random(8, bytes.length - last), 0, bytes, last, bytes.length - last);
        return bytes;
    }

    private byte[] random(int which, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed * 31 + which).nextBytes(bytes);
        return bytes;
    }
}
