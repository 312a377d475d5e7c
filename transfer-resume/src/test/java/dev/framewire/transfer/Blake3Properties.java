package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bouncycastle.crypto.digests.Blake3Digest;

/** Our tree beside Bouncy Castle's BLAKE3. */
class Blake3Properties {
    /** Most sizes are around those where another way of computing begins: a chunk, a few, {@link Blake3Lanes#MIN_LANES}, several batches. */
    private static int size(int seed) {
        int[] edges = {
            0, 64, 1 << 10, 16 << 10, 32 << 10, 33 << 10, 64 << 10, 256 << 10, 257 << 10, 320 << 10, 600 << 10
        };
        Random random = new Random(seed);
        return Math.max(
                0,
                edges[random.nextInt(edges.length)]
                        + random.nextInt(5)
                        - 2
                        + (seed % 4 == 0 ? random.nextInt(70_000) : 0));
    }

    @Property(tries = 150)
    void theHashDoesNotDependOnHowTheBytesCome(@ForAll int seed, @ForAll @IntRange(min = 1, max = 400_000) int most) {
        Random random = new Random(seed);
        byte[] content = new byte[size(seed)];
        random.nextBytes(content);
        Blake3Tree tree = new Blake3Tree();
        for (int round = 0; round < 2; round++) { // the second time with what the first has left
            tree.begin(0);
            for (int at = 0; at < content.length; ) {
                int count = Math.min(content.length - at, 1 + random.nextInt(most));
                ByteBuffer piece = ByteBuffer.wrap(content, at, count);
                tree.update(
                        random.nextBoolean()
                                ? piece
                                : ByteBuffer.allocateDirect(count).put(piece).flip());
                at += count;
            }
            assertThat(tree.finish(true)).isEqualTo(reference(content));
        }
    }

    @Property(tries = 60)
    void theRootIsTheHashWhateverTheChunkSize(@ForAll int seed, @ForAll @IntRange(min = 14, max = 19) int power) {
        byte[] content = new byte[size(seed)];
        new Random(seed).nextBytes(content);
        Geometry geometry = new Geometry(content.length, 1 << power, ContentCheck.BLAKE3);
        ChunkHasher hasher = ChunkHasher.of(geometry);
        List<byte[]> chunks = new ArrayList<>();
        for (int i = 0; i < geometry.chunks(); i++) {
            chunks.add(hasher.begin(i)
                    .update(content, (int) geometry.offset(i), geometry.length(i))
                    .finish());
        }
        assertThat(MerkleTree.root(geometry, chunks)).isEqualTo(reference(content));
    }

    /** What Bouncy Castle says. */
    static byte[] reference(byte[] content) {
        Blake3Digest digest = new Blake3Digest(MerkleTree.DIGEST_BYTES);
        digest.update(content, 0, content.length);
        byte[] out = new byte[MerkleTree.DIGEST_BYTES];
        digest.doFinal(out, 0);
        return out;
    }
}
