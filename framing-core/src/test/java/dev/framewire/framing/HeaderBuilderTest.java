package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HeaderBuilderTest {
    private static final HeaderKey N = HeaderKey.of("n");

    @Test
    void numbersOfEveryLengthAreWrittenAsJavaWritesThem() {
        assertWritten(Long.MIN_VALUE);
        assertWritten(Long.MAX_VALUE);
        assertWritten(Integer.MIN_VALUE);
        assertWritten(1L << 31);
        assertWritten(-1L - (1L << 31));
        assertWritten(0);
        long power = 1;
        for (int digits = 1; digits <= 19; digits++) {
            for (long n : new long[] {power, power - 1, power + 1, 9 * power / 7}) {
                assertWritten(n);
                assertWritten(-n);
            }
            power *= 10;
        }
    }

    private static void assertWritten(long n) {
        assertThat(Header.builder().put(N, n).build()).hasToString("{\"n\":" + n + "}");
    }

    @Test
    void aNameTwiceIsRefusedAndTheBuilderIsAsBefore() {
        HeaderBuilder builder = Header.builder().put(HeaderKey.of("a"), 1).put(N, "x");
        assertThatThrownBy(() -> builder.put(HeaderKey.of("n"), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the name \"n\" twice");
        assertThat(builder.put(HeaderKey.of("z"), true).build()).hasToString("{\"a\":1,\"n\":\"x\",\"z\":true}");
    }

    @Test
    void namesOfTheSameHashAreToldApart() {
        HeaderKey one = HeaderKey.of("axbyc");
        HeaderKey two = HeaderKey.of("aybxc");
        assertThat(one.hash()).isEqualTo(two.hash());
        HeaderBuilder builder = Header.builder().put(one, 1).put(two, 2);
        assertThat(builder.build()).hasToString("{\"axbyc\":1,\"aybxc\":2}");
        assertThatThrownBy(() -> builder.put(HeaderKey.of("aybxc"), 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesArePutInQuotesAndCompareThatWay() {
        HeaderBuilder builder = Header.builder().put(HeaderKey.of(""), 1).put(HeaderKey.of("\""), 2);
        builder.put(HeaderKey.of("\":2"), 3);
        assertThat(builder.build()).hasToString("{\"\":1,\"\\\"\":2,\"\\\":2\":3}");
        assertThatThrownBy(() -> builder.put(HeaderKey.of(""), 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.put(HeaderKey.of("\""), 4)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClearedBuilderKnowsNoNames() {
        HeaderBuilder builder = Header.builder();
        for (int i = 0; i < 100; i++) {
            builder.put(HeaderKey.of("k" + i), i);
        }
        assertThat(builder.clear().build()).hasToString("{}");
        for (int i = 0; i < 100; i++) {
            builder.put(HeaderKey.of("k" + i), i);
        }
        assertThatThrownBy(() -> builder.put(HeaderKey.of("k77"), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(builder.build().view().fieldCount()).isEqualTo(100);
    }
}
