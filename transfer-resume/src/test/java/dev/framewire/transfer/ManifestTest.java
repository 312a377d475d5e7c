package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** A file of digests, which anything may have happened to. */
class ManifestTest {
    private static final int CHUNK = 256 << 10;
    private static final Geometry GEOMETRY = new Geometry(2 * CHUNK + 1, CHUNK);
    private static final DiskStat STAT = new DiskStat(GEOMETRY.size(), 1_000_000_007, -5, "(dev=1,inode=2)", true);
    private static final String PATH = "/homes/lin/照片.jpg";

    private static byte[] whole() {
        List<byte[]> digests = List.of(filled(1), filled(2), filled(3));
        ByteBuffer encoded =
                new Manifest(PATH, GEOMETRY, STAT, digests).encoded().orElseThrow();
        return Arrays.copyOf(encoded.array(), encoded.limit());
    }

    private static byte[] filled(int with) {
        byte[] digest = new byte[32];
        Arrays.fill(digest, (byte) with);
        return digest;
    }

    private static Optional<Manifest> decoded(byte[] bytes) {
        return Manifest.decoded(ByteBuffer.wrap(bytes));
    }

    /** As whoever changes it on purpose would leave it. */
    private static byte[] sealed(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
        return bytes;
    }

    @Test
    void noFlippedBitIsBelieved() {
        byte[] bytes = whole();
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(decoded(bytes)).as("bit %d", bit).isEmpty();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void noPartOfOneIsBelievedAndNothingBehindIt() {
        byte[] bytes = whole();
        for (int length = 0; length < bytes.length; length++) {
            assertThat(decoded(Arrays.copyOf(bytes, length))).isEmpty();
        }
        for (int more : new int[] {1, 4, 31, 32, 33, 64}) {
            byte[] longer = Arrays.copyOf(bytes, bytes.length + more);
            assertThat(decoded(longer)).isEmpty();
            assertThat(decoded(sealed(longer))).isEmpty();
        }
    }

    @Test
    void nothingIsBelievedThatContradictsItselfUnderARightCrc() {
        for (long size : new long[] {-1, 0, CHUNK, 3L * CHUNK + 1, 1L << 34, 1L << 40, Long.MAX_VALUE}) {
            byte[] bytes = whole();
            ByteBuffer.wrap(bytes).putLong(8, size);
            assertThat(decoded(sealed(bytes))).as("size %d", size).isEmpty();
        }
        for (int chunk : new int[] {0, -1, 1, CHUNK + 1, CHUNK / 2, Integer.MIN_VALUE, 1 << 30}) {
            byte[] bytes = whole();
            ByteBuffer.wrap(bytes).putInt(32, chunk);
            assertThat(decoded(sealed(bytes))).as("chunk %d", chunk).isEmpty();
        }
        for (int at = 0; at < 69; at++) { // what follows is the length of a text
            if (at < 8 || at >= 32) { // sizes above; times may be any
                byte[] bytes = whole();
                bytes[at] ^= 0x55;
                assertThat(decoded(sealed(bytes))).as("byte %d", at).isEmpty();
            }
        }
        for (int length = 0; length <= 0xFFFF; length += 17) {
            byte[] bytes = whole();
            ByteBuffer.wrap(bytes).putShort(69, (short) length);
            assertThat(decoded(sealed(bytes)).filter(m -> m.path().equals(PATH)))
                    .as("text of %d", length)
                    .isEmpty();
        }
        byte[] lie = whole();
        lie[lie.length - 5] ^= 1; // a digest: the root is not theirs any more
        assertThat(decoded(sealed(lie))).isEmpty();
    }

    @Test
    void aWholeOneSaysWhatItWasTold() {
        Manifest manifest = decoded(whole()).orElseThrow();
        assertThat(manifest.path()).isEqualTo(PATH);
        assertThat(manifest.geometry()).isEqualTo(GEOMETRY);
        assertThat(manifest.stat()).isEqualTo(STAT);
        assertThat(manifest.digests()).containsExactly(filled(1), filled(2), filled(3));
        assertThat(manifest.isOf(PATH, STAT, GEOMETRY)).isTrue();
        assertThat(manifest.isOf(PATH + "x", STAT, GEOMETRY)).isFalse();
        assertThat(manifest.isOf(PATH, STAT, GEOMETRY.with(ContentCheck.CRC_ONLY)))
                .isFalse();
        assertThat(manifest.isOf(PATH, STAT, new Geometry(GEOMETRY.size(), 2 * CHUNK)))
                .isFalse();
        for (DiskStat other : List.of(
                new DiskStat(STAT.size() + 1, 1_000_000_007, -5, "(dev=1,inode=2)", true),
                new DiskStat(STAT.size(), 1_000_000_008, -5, "(dev=1,inode=2)", true),
                new DiskStat(STAT.size(), 1_000_000_007, -4, "(dev=1,inode=2)", true),
                new DiskStat(STAT.size(), 1_000_000_007, -5, "(dev=1,inode=3)", true),
                new DiskStat(STAT.size(), 1_000_000_007, -5, "(dev=1,inode=2)", false))) {
            assertThat(manifest.isOf(PATH, other, GEOMETRY)).isFalse();
        }
    }

    /** The picture in SPEC.md, byte by byte. */
    @Test
    void itsBytesAreTheDocumentedOnes() {
        DiskStat stat = new DiskStat(1, 2, 3, "i", true);
        ByteBuffer encoded = new Manifest("p", new Geometry(1, CHUNK), stat, List.of(filled(0xab)))
                .encoded()
                .orElseThrow();
        String hex = HexFormat.of().formatHex(encoded.array(), 0, encoded.limit());
        assertThat(hex)
                .startsWith(HexFormat.of().formatHex("FWTREES1".getBytes(StandardCharsets.US_ASCII))
                        + "0000000000000001"
                        + "0000000000000002"
                        + "0000000000000003"
                        + "00040000"
                        + "01"
                        + "ab".repeat(32)
                        + "000169"
                        + "000170"
                        + "ab".repeat(32))
                .hasSize(2 * (8 + 24 + 4 + 1 + 32 + 3 + 3 + 32 + 4));
    }

    @Test
    void oneWhoseNamesAreTooLongIsNotWritten() {
        assertThat(new Manifest("x".repeat(65_536), GEOMETRY, STAT, List.of(filled(1), filled(2), filled(3))).encoded())
                .isEmpty();
    }
}
