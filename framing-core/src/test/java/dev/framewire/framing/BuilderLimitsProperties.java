package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What a builder says of its header without a scan is what the scanner finds. */
class BuilderLimitsProperties {
    @Property(tries = 2_000)
    void aBuilderKnowsWhetherAReaderTakesItsHeader(
            @ForAll("fields") Map<String, String> fields,
            @ForAll @IntRange(min = 1, max = 8) int mostFields,
            @ForAll @IntRange(min = 1, max = 20) int mostName,
            @ForAll @IntRange(min = 1, max = 20) int mostValue,
            @ForAll boolean anotherBefore) {
        FrameLimits limits = FrameLimits.builder()
                .maxFields(mostFields)
                .maxNameBytes(mostName)
                .maxValueBytes(mostValue)
                .build();
        HeaderBuilder builder = Header.builder();
        if (anotherBefore) { // of which nothing may stay
            builder.put(HeaderKey.of("n".repeat(30)), "v".repeat(30))
                    .put(HeaderKey.of("json"), new JsonArray(List.of()))
                    .clear();
        }
        fields.forEach((name, value) -> put(builder, HeaderKey.of(name), value));
        assertThat(builder.surelyWithin(limits)).isEqualTo(accepted(builder.toByteArray(), limits));
    }

    @Property(tries = 200)
    void ofValuesOfAnyKindItIsNotSure(@ForAll("fields") Map<String, String> fields) {
        HeaderBuilder builder = Header.builder().put(HeaderKey.of("json"), new JsonString("x"));
        fields.remove("json");
        fields.forEach((name, value) -> put(builder, HeaderKey.of(name), value));
        assertThat(builder.surelyWithin(FrameLimits.defaults())).isFalse();
    }

    private static void put(HeaderBuilder builder, HeaderKey key, String value) {
        switch (value.length() % 4) {
            case 0 -> builder.put(key, value.length() * 1_000_000_007L);
            case 1 -> builder.put(key, value.length() > 4);
            default -> builder.put(key, value);
        }
    }

    private static boolean accepted(byte[] header, FrameLimits limits) {
        try {
            new HeaderScanner(limits).scan(header, 0, header.length);
            return header.length <= limits.maxHeaderBytes();
        } catch (BadHeaderException e) {
            return false;
        }
    }

    @Provide
    Arbitrary<Map<String, String>> fields() {
        Arbitrary<String> text =
                Arbitraries.strings().withChars("ab\"\\/\n\u0001é粘").ofMaxLength(11);
        return Arbitraries.maps(text, text).ofMaxSize(10);
    }
}
