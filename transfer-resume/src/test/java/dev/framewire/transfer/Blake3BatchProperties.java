package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bouncycastle.crypto.digests.Blake3Digest;

/** The hashes of many small contents beside Bouncy Castle's of each. */
class Blake3BatchProperties {
    /** Around those sizes where a block, a chunk, a level of the tree or a pack's largest file ends. */
    private static final int[] EDGES = {
        0, 1, 64, 128, 960, 1024, 1088, 2048, 3072, 4096, 5120, 8192, 16 << 10, 17 << 10, 64 << 10, 255 << 10
    };

    private final Blake3Batch batch = new Blake3Batch(); // with what the tries before have left in it

    private static int size(Random random) {
        int size = random.nextInt(4) == 0
                ? random.nextInt(20_000)
                : EDGES[random.nextInt(EDGES.length)] + random.nextInt(3) - 1;
        return Math.min(Math.max(0, size), PackCodec.MAX_FILE_BYTES);
    }

    private static byte[] reference(byte[] bytes, int offset, int length) {
        Blake3Digest digest = new Blake3Digest(MerkleTree.DIGEST_BYTES);
        digest.update(bytes, offset, length);
        byte[] hash = new byte[MerkleTree.DIGEST_BYTES];
        digest.doFinal(hash, 0);
        return hash;
    }

    private void compare(byte[] bytes, int offset, int[] sizes) {
        byte[] before = bytes.clone();
        byte[][] hashes = batch.hashes(bytes, offset, sizes);
        assertThat(hashes).hasDimensions(sizes.length, MerkleTree.DIGEST_BYTES);
        int at = offset;
        for (int i = 0; i < sizes.length; i++) {
            assertThat(hashes[i]).as("content %d of %d bytes", i, sizes[i]).isEqualTo(reference(bytes, at, sizes[i]));
            at += sizes[i];
        }
        assertThat(bytes).isEqualTo(before);
    }

    @Property(tries = 60)
    void theHashesOfAPack(@ForAll int seed) {
        Random random = new Random(seed);
        int[] sizes = new int[1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 20)];
        int total = 0;
        int count = 0;
        for (int size = size(random);
                count < sizes.length && total + size <= PackCodec.MAX_BODY_BYTES;
                size = size(random)) {
            sizes[count++] = size;
            total += size;
        }
        int offset = random.nextInt(200);
        byte[] bytes = new byte[offset + total]; // ends with the last content: nothing behind it may be read
        random.nextBytes(bytes);
        compare(bytes, offset, Arrays.copyOf(sizes, count));
    }

    @Property(tries = 1)
    void everySizeOfTheFirstChunks() {
        int[] sizes = new int[3_200]; // all in one, so that a lane has every number of blocks, beside every other
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = i;
        }
        byte[] bytes = new byte[Arrays.stream(sizes).sum()];
        new Random(1).nextBytes(bytes);
        compare(bytes, 0, sizes);
    }

    @Property(tries = 1)
    void everyNumberOfChunks() {
        int[] sizes = new int[100]; // each up to 70, then every sixth up to a pack's largest
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = (i <= 70 ? i : 256 - 6 * (99 - i)) << 10;
        }
        byte[] bytes = new byte[Arrays.stream(sizes).sum()];
        new Random(2).nextBytes(bytes);
        compare(bytes, 0, sizes);
    }

    @Property(tries = 1)
    void noContentAtAll() {
        compare(new byte[0], 0, new int[0]);
        compare(new byte[0], 0, new int[] {0});
        compare(new byte[7], 7, new int[600]);
    }
}
