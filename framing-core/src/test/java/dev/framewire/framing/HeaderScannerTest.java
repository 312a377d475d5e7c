package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.FrameException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a header must not be, by class; and that Jackson reads alike what it may be. */
class HeaderScannerTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "BAD_JSON|[]",
                "BAD_JSON|\"x\"",
                "BAD_JSON|{}{}",
                "BAD_JSON|{} ",
                "BAD_JSON| {}",
                "BAD_JSON|{",
                "BAD_JSON|{\"a\"}",
                "BAD_JSON|{\"a\":}",
                "BAD_JSON|{\"a\":1,}",
                "BAD_JSON|{,}",
                "BAD_JSON|{a:1}",
                "BAD_JSON|{'a':1}",
                "BAD_JSON|{\"a\":01}",
                "BAD_JSON|{\"a\":+1}",
                "BAD_JSON|{\"a\":1.}",
                "BAD_JSON|{\"a\":.5}",
                "BAD_JSON|{\"a\":1e}",
                "BAD_JSON|{\"a\":NaN}",
                "BAD_JSON|{\"a\":Infinity}",
                "BAD_JSON|{\"a\":nul}",
                "BAD_JSON|{\"a\":tru}",
                "BAD_JSON|{\"a\":\"\\x\"}",
                "BAD_JSON|{\"a\":\"\\u12g4\"}",
                "BAD_JSON|{\"a\":\"b}",
                "BAD_JSON|{\"a\":[1,]}",
                "BAD_JSON|{\"a\":[1 2]}",
                "BAD_JSON|{\"a\":1 \"b\":2}",
                "BAD_JSON|{\"a\":-}",
                "BAD_JSON|{/**/}",
                "BAD_UTF8|{\"a\":\"\\ud800\"}",
                "BAD_UTF8|{\"a\":\"\\udc00\"}",
                "BAD_UTF8|{\"a\":\"\\ud800\\u0041\"}",
                "DUPLICATE_NAME|{\"a\":1,\"a\":2}",
                "DUPLICATE_NAME|{\"a\":1,\"\\u0061\":2}",
                "DUPLICATE_NAME|{\"\\u0061\":1,\"a\":2}",
                "DUPLICATE_NAME|{\"x\":{\"b\":1,\"b\":2}}",
                "BAD_NUMBER|{\"a\":9223372036854775808}",
                "BAD_NUMBER|{\"a\":-9223372036854775809}",
                "BAD_NUMBER|{\"a\":1e999}",
                "BAD_NUMBER|{\"a\":1e-9999}",
                "BAD_NUMBER|{\"a\":0E+0001}",
                "BAD_NUMBER|{\"a\":1e-99999999999}",
                "BAD_NUMBER|{\"a\":99999999999999999999999}"
            })
    void refuses(Kind kind, String header) {
        assertThat(kindOf(header.getBytes(StandardCharsets.UTF_8))).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c0af",
                "c1bf",
                "e08080",
                "eda080",
                "edbfbf",
                "f0808080",
                "f4908080",
                "f5808080",
                "80",
                "bf",
                "fe",
                "ff",
                "c2",
                "e282",
                "f09f98"
            })
    void refusesBytesThatAreNotUtf8(String hex) {
        byte[] inside = HexFormat.of().parseHex("7b2261223a22" + hex + "227d");
        byte[] name = HexFormat.of().parseHex("7b22" + hex + "223a317d");
        assertThat(kindOf(inside)).isEqualTo(Kind.BAD_UTF8);
        assertThat(kindOf(name)).isEqualTo(Kind.BAD_UTF8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"efbbbf7b7d", "feff007b007d", "7b007d00", "0000007b0000007d"})
    void refusesByteOrderMarksAndWiderEncodings(String hex) {
        assertThat(kindOf(HexFormat.of().parseHex(hex))).isIn(Kind.BAD_UTF8, Kind.BAD_JSON);
    }

    @Test
    void refusesControlCharactersInStrings() {
        for (int c = 0; c < 0x20; c++) {
            assertThat(kindOf(("{\"a\":\"" + (char) c + "\"}").getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(Kind.BAD_JSON);
        }
    }

    @Test
    void refusesADepthBombInConstantSpace() {
        assertThat(kindOf(("{\"a\":" + "[".repeat(60_000)).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Kind.TOO_DEEP);
    }

    @Test
    void refusesTooManyFieldsAndTooLongStrings() {
        StringBuilder many = new StringBuilder("{\"x\":0");
        for (int i = 0; i < FrameLimits.DEFAULT_MAX_FIELDS; i++) {
            many.append(",\"k").append(i).append("\":0");
        }
        assertThat(kindOf(many.append('}').toString().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Kind.TOO_MANY_FIELDS);
        assertThat(kindOf(("{\"" + "n".repeat(257) + "\":1}").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Kind.NAME_TOO_LONG);
        assertThat(kindOf(("{\"a\":\"" + "v".repeat(16_385) + "\"}").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Kind.VALUE_TOO_LONG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ \"a\" : 1 ,\t\"b\":[ ] }",
                "{\"a\":9223372036854775807,\"b\":-9223372036854775808,\"c\":-0,\"d\":0}",
                "{\"a\":1e-999,\"b\":0e999,\"c\":0.000000000000000000000000000000000000000000000001e-999}",
                "{\"a\":1.5e10,\"b\":-2E-3,\"c\":0.25}",
                "{\"\\u00e9\\ud83d\\ude00\":\"\\b\\f\\n\\r\\t\\\"\\\\\\/\"}",
                "{\"é\":\"😀 粘包\",\"n\":{\"x\":{\"y\":[1,[2,{\"z\":null}]]}},\"t\":true,\"f\":false}"
            })
    void whatIsAcceptedJacksonReadsAlike(String text) throws FrameException {
        HeaderView view = Header.parse(text.getBytes(StandardCharsets.UTF_8)).view();
        JsonObject json = view.toJson();
        assertThat(json.members()).hasSize(view.fieldCount());
        for (var member : json.members().entrySet()) {
            HeaderKey key = HeaderKey.of(member.getKey());
            if (member.getValue() instanceof JsonString string) {
                assertThat(view.getString(key)).isEqualTo(string.value());
            } else if (member.getValue() instanceof JsonBoolean bool) {
                assertThat(view.getBoolean(key)).isEqualTo(bool.value());
            } else if (member.getValue() instanceof JsonNumber number && isWrittenAsInteger(text, member.getKey())) {
                assertThat(view.getLong(key)).isEqualTo(number.value().longValueExact());
            }
        }
    }

    private static boolean isWrittenAsInteger(String text, String name) {
        return Pattern.compile("\"" + name + "\":-?[0-9]+[,}]").matcher(text).find();
    }

    private static Kind kindOf(byte[] header) {
        FrameException e = catchThrowableOfType(FrameException.class, () -> Header.parse(header));
        return e == null ? null : e.kind();
    }
}
