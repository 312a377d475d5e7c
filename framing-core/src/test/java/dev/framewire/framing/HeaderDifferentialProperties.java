package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Our scanner beside Jackson: what it accepts, Jackson reads, and with the same values. */
class HeaderDifferentialProperties {
    @Property(tries = 500)
    void whatIsWrittenIsAcceptedAndReadBack(@ForAll("objects") JsonObject object) throws FrameException {
        HeaderBuilder builder = Header.builder();
        object.members().forEach((name, value) -> builder.put(HeaderKey.of(name), value));
        HeaderView view = Header.parse(builder.toByteArray()).view();
        assertThat(view.toJson()).isEqualTo(object);
        assertThat(view.fieldCount()).isEqualTo(object.members().size());
        assertSameScalars(view);
    }

    @Property(tries = 1_500)
    void whateverIsDoneToAHeaderJacksonReadsItAlikeOrItIsRefused(
            @ForAll("objects") JsonObject object, @ForAll("damages") byte[] damage) throws FrameException {
        HeaderBuilder builder = Header.builder();
        object.members().forEach((name, value) -> builder.put(HeaderKey.of(name), value));
        byte[] bytes = builder.toByteArray();
        for (int i = 0; i + 1 < damage.length; i += 2) {
            bytes[(damage[i] & 0xff) * bytes.length / 256] = damage[i + 1];
        }
        HeaderView view;
        try {
            view = Header.parse(bytes).view();
        } catch (BadHeaderException refused) {
            return;
        }
        assertThat(view.toJson().members()).hasSize(view.fieldCount());
        assertSameScalars(view);
    }

    private static void assertSameScalars(HeaderView view) throws FrameException {
        for (Map.Entry<String, JsonValue> member : view.toJson().members().entrySet()) {
            HeaderKey key = HeaderKey.of(member.getKey());
            if (member.getValue() instanceof JsonString text) {
                assertThat(view.getString(key)).isEqualTo(text.value());
            } else if (member.getValue() instanceof JsonBoolean bool) {
                assertThat(view.getBoolean(key)).isEqualTo(bool.value());
            } else if (member.getValue() instanceof JsonNull) {
                assertThat(view.has(key)).isFalse();
            } else {
                assertThat(view.has(key)).isTrue();
            }
        }
    }

    @Provide
    Arbitrary<JsonObject> objects() {
        Arbitrary<String> text = Arbitraries.strings()
                .withChars("ab\"\\/\n\t\u0001é粘")
                .ofMaxLength(12)
                .flatMap(s -> Arbitraries.of(s, s + "😀"));
        Arbitrary<JsonValue> scalar = Arbitraries.oneOf(
                text.map(s -> (JsonValue) new JsonString(s)),
                Arbitraries.longs().map(n -> (JsonValue) JsonNumber.of(n)),
                Arbitraries.of(true, false).map(b -> (JsonValue) new JsonBoolean(b)),
                Arbitraries.just((JsonValue) new JsonNull()));
        Arbitrary<JsonValue> nested = Arbitraries.oneOf(
                scalar,
                scalar.list().ofMaxSize(3).map(values -> (JsonValue) new JsonArray(values)),
                Arbitraries.maps(text, scalar).ofMaxSize(3).map(m -> (JsonValue) new JsonObject(m)));
        return Arbitraries.maps(text, nested).ofMaxSize(5).map(m -> new JsonObject(new LinkedHashMap<>(m)));
    }

    @Provide
    Arbitrary<byte[]> damages() {
        Arbitrary<Byte> syntax = Arbitraries.of('{', '}', '[', ']', '"', ',', ':', '\\', '0', '-', '.', 'e', ' ', 'u')
                .map(c -> (byte) (char) c);
        Arbitrary<Byte> bytes = Arbitraries.oneOf(Arbitraries.bytes(), syntax);
        return bytes.list().ofMinSize(2).ofMaxSize(6).map(list -> {
            byte[] all = new byte[list.size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = list.get(i);
            }
            return all;
        });
    }
}
