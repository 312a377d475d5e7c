package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers whose tree is made with BLAKE3, and what becomes of them beside the others. */
class Blake3TransferTest extends OneFileCase {
    private static final PutRequest PUT = PutRequest.to("name");
    private static final GetRequest BLAKE3 = GetRequest.of("name").blake3();

    private void arrived(TransferResult result, long sent) {
        assertThat(target).hasBinaryContent(content);
        assertThat(result.rootHex()).isEqualTo(hash());
        assertThat(result.wireBodyBytes()).isEqualTo(sent);
        assertThat(result.crcOnly()).isFalse();
    }

    private String hash() {
        Blake3Digest digest = new Blake3Digest(MerkleTree.DIGEST_BYTES);
        digest.update(content, 0, content.length);
        byte[] out = new byte[MerkleTree.DIGEST_BYTES];
        digest.doFinal(out, 0);
        return HexFormat.of().formatHex(out);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_024, 1_025, CHUNK - 1, CHUNK, CHUNK + 1, SIZE})
    void theRootIsTheHashOfTheContentInBothDirections(int size) throws IOException {
        content = Arrays.copyOf(content, size);
        arrived(put(PUT.blake3()), size);
        Files.delete(target);
        arrived(get(BLAKE3), size);
    }

    @Test
    void whatBrokeOffIsContinued() throws IOException {
        cut(PUT.blake3());
        arrived(put(PUT.blake3()), 5 * CHUNK - 1_000);
        assertThat(store.list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"sha256, blake3", "crc-only, blake3", "blake3, sha256", "blake3, crc-only"})
    void butNotByAnotherKind(String before, String after) throws IOException {
        cut(request(before));
        TransferResult result = put(request(after));
        assertThat(result.wireBodyBytes()).isEqualTo(SIZE);
        assertThat(target).hasBinaryContent(content);
    }

    private static PutRequest request(String kind) {
        return switch (kind) {
            case "blake3" -> PUT.blake3();
            case "crc-only" -> PUT.crcOnly();
            default -> PUT;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256", "crc-only", "blake3"})
    void onlyChangedChunksOfAnOldFileAreSentHoweverItCame(String before) throws IOException {
        put(request(before));
        arrived(put(PUT.blake3()), 0);
        content[3 * CHUNK] ^= 1;
        arrived(put(PUT.blake3()), CHUNK);
    }

    /** Of an only chunk the value is the hash, of one of several it is another: what was is no chunk of what is. */
    @ParameterizedTest
    @CsvSource({"262144, 262145", "262145, 262144", "1024, 1025", "1025, 1024", "262144, 600000"})
    void aFileGrowsAndShrinksAcrossTheFirstChunk(int before, int after) throws IOException {
        byte[] all = content;
        content = Arrays.copyOf(all, before);
        put(PUT.blake3());
        content = Arrays.copyOf(all, after);
        TransferResult result = put(PUT.blake3());
        arrived(result, result.wireBodyBytes());
    }

    @Test
    void aDamagedPartialIsRepaired() throws IOException {
        cut(PUT.blake3());
        Path part;
        try (var files = Files.list(folder.resolve(".xfer"))) {
            part = files.filter(file -> file.toString().endsWith(".part"))
                    .findAny()
                    .orElseThrow();
        }
        try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
            file.seek(CHUNK + 7);
            file.write(content[CHUNK + 7] ^ 1);
        }
        arrived(put(PUT.blake3()), 6 * CHUNK - 1_000);
    }

    @Test
    void aRootIsAConditionOfItsOwnKind() throws IOException {
        String verified = put(PUT).rootHex();
        String hash = put(PUT.blake3()).rootHex();
        content[0] ^= 1;
        TransferException refused = catchThrowableOfType(
                TransferException.class, () -> put(PUT.ifRoot(verified).blake3()));
        assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
        arrived(put(PUT.ifRoot(hash).blake3()), CHUNK);
    }
}
