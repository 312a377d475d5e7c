package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Blake3ContentTest {
    private static final int CHUNK = Blake3Content.CHUNK_BYTES;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1024, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 4321})
    void it_is_the_BLAKE3_of_what_came_in_pieces(int size) {
        byte[] content = new byte[size];
        new SplittableRandom(size).nextBytes(content);
        Blake3Content pieces = new Blake3Content();
        for (int at = 0; at < size; at += CHUNK / 2) {
            pieces.update(ByteBuffer.wrap(content, at, Math.min(CHUNK / 2, size - at)));
        }
        byte[] expected = new byte[32];
        Blake3Digest bouncyCastle = new Blake3Digest();
        bouncyCastle.update(content, 0, size);
        bouncyCastle.doFinal(expected, 0);
        assertThat(pieces.finish()).isEqualTo(expected);
        assertThat(Blake3Content.of(content)).isEqualTo(expected);
    }
}
