package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MerkleTreeTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                1, 2, 16_383, 16_384, 16_385, 32_768, 32_769, 65_535, 65_536, 65_537, 100_000, 262_144, 262_145, 700_001
            })
    void theRootIsThatOfTheDefinitionWhateverTheChunkSize(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        byte[] expected = reference(content);
        for (int chunkBytes = MerkleTree.LEAF_BYTES; chunkBytes <= 1 << 20; chunkBytes *= 2) {
            assertThat(root(content, chunkBytes)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // sha256sum of nothing, of one zero byte, and of 16,384 zero bytes: contents of a single leaf
        "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "16384, 4fe7b59af6de3b665b67788cc2f99892ab827efae3a467342b3bb4e3bc8e5bfe"
    })
    void aContentOfOneLeafHasTheDigestThatSha256sumPrints(int size, String hex) {
        assertThat(HexFormat.of().formatHex(root(new byte[size], MerkleTree.LEAF_BYTES)))
                .isEqualTo(hex);
    }

    private static byte[] root(byte[] content, int chunkBytes) {
        Geometry geometry = new Geometry(content.length, chunkBytes);
        ChunkHasher hasher = ChunkHasher.of(geometry);
        List<byte[]> chunks = new ArrayList<>();
        for (int i = 0; i < geometry.chunks(); i++) {
            int half = geometry.length(i) / 3;
            hasher.update(content, (int) geometry.offset(i), half);
            hasher.update(content, (int) geometry.offset(i) + half, geometry.length(i) - half);
            chunks.add(hasher.finish());
        }
        return MerkleTree.root(geometry, chunks);
    }

    /** BEP 52, written down plainly: digests of 16 KiB pieces, zeros up to a power of two, pairs upwards. */
    private static byte[] reference(byte[] content) {
        List<byte[]> level = new ArrayList<>();
        for (int at = 0; at < content.length; at += 16_384) {
            level.add(sha(Arrays.copyOfRange(content, at, Math.min(content.length, at + 16_384))));
        }
        while (Integer.bitCount(level.size()) != 1) {
            level.add(new byte[32]);
        }
        while (level.size() > 1) {
            List<byte[]> up = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                byte[] pair = Arrays.copyOf(level.get(i), 64);
                System.arraycopy(level.get(i + 1), 0, pair, 32, 32);
                up.add(sha(pair));
            }
            level = up;
        }
        return level.get(0);
    }

    private static byte[] sha(byte[] bytes) {
        MessageDigest digest = MerkleTree.sha256();
        return digest.digest(bytes);
    }
}
