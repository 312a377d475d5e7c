package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortableNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CON",
                "con",
                "PrN",
                "AUX.tar.gz",
                "nul ",
                "NUL .txt",
                "nul.",
                "clock$",
                "CONIN$.x",
                "conout$",
                "COM0",
                "com9.log",
                "LPT\u00b9",
                "lpt\u00b3.x",
                "COM\u00b2 y"
            })
    void aDeviceOfWindowsIsRefusedWhateverItsCaseAndExtension(String name) {
        assertThat(PortableName.refusal(name)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONS",
                "xCON",
                "COM",
                "COM10",
                "COMA",
                "LPT\u2074",
                "AU X",
                "con-1",
                "\u0254on",
                "clock",
                "conin",
                "ABC1"
            })
    void aNameThatOnlyBeginsLikeADeviceIsFine(String name) {
        assertThat(PortableName.refusal(name)).isEmpty();
    }

    @Test
    void aNameOfAsciiFoldsAsAnyOther() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int length = random.nextInt(12); name.length() < length; ) {
                name.append((char) random.nextInt(0x80));
            }
            String text = name.toString();
            assertThat(PortableName.folded(text))
                    .isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFKC)
                            .toUpperCase(Locale.ROOT)
                            .toLowerCase(Locale.ROOT));
            // a sign of another script has it compared by the tables of Unicode; in it the rest folds alike
            assertThat(PortableName.folded(text + '\u200d')).isEqualTo(PortableName.folded(text));
        }
    }

    @Test
    void aNameMayBeAsLongAsItsBytesAllow() {
        assertThat(PortableName.refusal("a".repeat(255))).isEmpty();
        assertThat(PortableName.refusal("a".repeat(256))).isPresent();
        assertThat(PortableName.refusal("\u7167".repeat(85))).isEmpty();
        assertThat(PortableName.refusal("\u7167".repeat(86))).isPresent();
        assertThat(PortableName.refusal("\ud83d\udc68".repeat(63))).isEmpty();
        assertThat(PortableName.refusal("\ud83d\udc68".repeat(64))).isPresent();
    }
}
