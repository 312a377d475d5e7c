package dev.framewire.netdisk.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "KiB",
                "10KB",
                "10MB",
                "-1",
                "1,5G",
                "1.2.3",
                "0x10",
                "10 GiB B",
                "9999999999999999999",
                "8388608T",
                "0.3",
                "١٠"
            })
    void whatIsNoSizeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Sizes.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "512,512",
        "512B,512",
        "64K,65536",
        "64KiB,65536",
        "10mib,10485760",
        "1.5GiB,1610612736",
        "2T,2199023255552",
        "' 1 K ',1024"
    })
    void unitsArePowersOf1024(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "1023,1023 B",
        "1024,1.0 KiB",
        "1048575,1023.9 KiB",
        "10737418240,10.0 GiB",
        "9223372036854775807,8388607.9 TiB"
    })
    void sizesAreRoundedDownForPeople(long bytes, String text) {
        assertThat(Sizes.format(bytes)).isEqualTo(text);
    }

    @Test
    void exactTextsAreReadBackAsTheSameNumber() {
        for (long bytes : new long[] {0, 1, 1000, 1024, 1536 << 10, 10L << 30, Long.MAX_VALUE}) {
            assertThat(Sizes.parse(Sizes.exact(bytes))).isEqualTo(bytes);
        }
    }
}
