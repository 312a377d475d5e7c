package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC.md, "Chunks and pieces". */
class GeometryTest {
    private static final int MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource({
        "0, 262144",
        "1, 262144",
        "536870912, 262144",
        "536870913, 524288",
        "1073741824, 524288",
        "34359738368, 16777216",
        "1099511627776, 16777216"
    })
    void aSenderChoosesThatChunk(long size, int chunk) {
        assertThat(Geometry.of(size).chunkBytes()).isEqualTo(chunk);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, (1L << 40) - 1, 1L << 40})
    void everyLegalSizeFits(long size) {
        assertThat(Geometry.of(size).chunks()).isLessThanOrEqualTo(Geometry.MAX_CHUNKS);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 262144",
        "1099511627777, 16777216",
        "1, 0",
        "1, -16384",
        "1, 8192",
        "1, 24576",
        "1, 33554432",
        "1, -2147483648"
    })
    void aSizeOrAChunkOutOfRangeIsNone(long size, int chunk) {
        assertThat(Geometry.valid(size, chunk)).isFalse();
        assertThatThrownBy(() -> new Geometry(size, chunk)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLastChunkThatIsNotFullCountsToo() {
        long most = 65_536L * MIB;
        assertThat(Geometry.valid(most, MIB)).isTrue();
        assertThat(Geometry.valid(most + 1, MIB)).isFalse();
    }
}
