package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    void valuesThatNoHeaderMayHoldAreRefusedAndTheBuilderIsAsBefore() {
        HeaderBuilder builder = Header.builder().put(N, 1);
        JsonValue deep = new JsonNull();
        for (int level = 1; level < FrameLimits.DEEPEST; level++) {
            deep = level % 2 == 0 ? new JsonArray(List.of(deep)) : new JsonObject(Map.of("x", deep));
        }
        JsonValue tooDeep = new JsonArray(List.of(deep));
        JsonValue bomb = tooDeep;
        for (int level = 0; level < 100_000; level++) {
            bomb = new JsonArray(List.of(bomb));
        }
        for (JsonValue value : List.of(
                tooDeep,
                bomb,
                new JsonNumber(new BigDecimal("1e400")),
                new JsonNumber(new BigDecimal("1e-1000")),
                new JsonNumber(new BigDecimal("9223372036854775808")),
                new JsonNumber(new BigDecimal("0." + "1".repeat(63))),
                new JsonString("\ud800"),
                new JsonObject(Map.of("\udc00", new JsonNull())),
                new JsonString("x".repeat(70_000)))) {
            assertThatThrownBy(() -> builder.put(HeaderKey.of("v"), value))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(builder.build()).hasToString("{\"n\":1}");
        JsonObject whole = builder.put(HeaderKey.of("v"), deep).build().view().toJson();
        assertThat(whole.get("v")).contains(deep);
    }

    @Test
    void theLongestNamesAndStringsAreReadBack() {
        String longest = "x".repeat(FrameFormat.MAX_HEADER_BYTES - 15);
        for (JsonObject object : List.of(
                new JsonObject(Map.of("k", new JsonString(longest))),
                new JsonObject(Map.of("", new JsonObject(Map.of(longest, new JsonNull())))))) {
            HeaderBuilder builder = Header.builder();
            object.members().forEach((name, value) -> builder.put(HeaderKey.of(name), value));
            assertThat(builder.build().view().toJson()).isEqualTo(object);
        }
    }

    @Test
    void everyCharacterIsQuotedAsItMustBe() {
        for (int c = 0; c <= Character.MAX_VALUE; c += c < 0x100 ? 1 : 0x40) {
            if (!Character.isSurrogate((char) c)) {
                String text = c < 0x100
                        ? "a" + (char) c + "z"
                        : IntStream.range(c, c + 0x40)
                                .mapToObj(Character::toString)
                                .collect(Collectors.joining());
                JsonString read = (JsonString) Header.builder()
                        .put(N, text)
                        .build()
                        .view()
                        .toJson()
                        .get("n")
                        .orElseThrow();
                assertThat(read.value()).isEqualTo(text);
            }
        }
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
