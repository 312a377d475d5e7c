package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ongres.stringprep.Profile;
import com.ongres.stringprep.Stringprep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaslPrepTest {
    private static final Profile OTHER = Stringprep.getProvider("SASLprep");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0007", // ASCII control
                "a\u0085b", // other control
                "\u0627\u0031", // RFC 4013 §3: right to left, ends otherwise
                "\u0627a\u0627", // left to right inside right to left
                "\ue000", // private use
                "a\ufffeb", // not a character
                "a\ud800b", // half a surrogate pair
                "\ufffd", // replacement character: two broken inputs would become one
                "\u2ff0",
                "a\u200eb",
                "\udb40\udc01", // language tag
                "\u0221", // assigned after Unicode 3.2
                "\ud83d\ude00", // so is every emoji of the face kind
                "",
                "\u00ad" // nothing left
            })
    void refuses(String text) {
        assertThatThrownBy(() -> SaslPrep.prepare(text)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The table of RFC 4013 §3, and what people type. */
    @ParameterizedTest
    @CsvSource({
        "I\u00adX, IX",
        "user, user",
        "USER, USER",
        "\u00aa, a",
        "\u2168, IX",
        "a\u3000b, a b",
        "a\u00a0b, a b",
        "a\u200bb, a b",
        "\uff41\uff42\uff43, abc",
        "e\u0301, \u00e9",
        "\u0627\u0628, \u0627\u0628",
        "\u5bc6\u7801, \u5bc6\u7801",
        "\u0340a, \u0300a"
    })
    void prepares(String text, String expected) {
        assertThat(SaslPrep.prepare(text)).isEqualTo(expected);
    }

    @Test
    void messageNamesTheCodePointAndNothingElseOfASecret() {
        assertThatThrownBy(() -> SaslPrep.prepare("s3cret\u0007".toCharArray()))
                .hasMessageContaining("U+0007")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void noCharacterOfAPasswordIsInAMessage() {
        for (String password : List.of("s3cret\u0007", "s3cret\u0221", "\u0627\u0031", "\u00ad")) {
            assertThatThrownBy(() -> ScramVerifier.derive(password.toCharArray(), ScramLimits.DEFAULT_MIN_ITERATIONS))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("U+")
                    .hasMessageNotContaining("s3cret")
                    .hasNoCause();
        }
    }

    /** Every code point that Unicode 3.2 assigns, large uniform blocks left out: alone, and in both directions of text. */
    @Test
    void agreesWithAnotherImplementationOnEveryAssignedCodePoint() {
        List<String> differences = new ArrayList<>();
        for (int c = 0; c < 0xf0000; c++) {
            boolean uniform = c > 0x3400 && c < 0x9fa5 || c > 0xac00 && c < 0xf900 || c > 0x20000 && c < 0x2f800;
            // U+200B is in C.1.2 and in B.1; RFC 4013 names the spaces first, and so do PostgreSQL and we
            if (uniform || c == 0x200b || Unicode32.isUnassigned(c)) {
                continue;
            }
            String s = Character.toString(c);
            for (String text : List.of(s, s + "a", "\u0627" + s + "\u0627")) {
                String ours = orRefused(() -> SaslPrep.prepare(text));
                String theirs = orRefused(() -> OTHER.prepareStored(text));
                if (!ours.equals(theirs)) {
                    differences.add(String.format("U+%04X in %s: %s, they %s", c, text, ours, theirs));
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    private static String orRefused(Supplier<String> preparation) {
        try {
            return preparation.get();
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            // theirs throws the second where nothing is left of the text
            return "refused";
        }
    }
}
