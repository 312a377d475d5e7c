package dev.framewire.netdisk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void whatATerminalWouldObeyIsEscaped() {
        assertThat(Text.printable("a\u001b[31mb\r\nc\u202ed")).isEqualTo("a\\u001b[31mb\\u000d\\u000ac\\u202ed");
    }

    @Test
    void namesOfEveryLanguageStayAsTheyAre() {
        assertThat(Text.printable("照片 é 👨‍👩‍👧")).isEqualTo("照片 é 👨‍👩‍👧");
    }

    @Test
    void aLongTextIsCut() {
        assertThat(Text.printable("x".repeat(10_000))).hasSizeLessThan(410).endsWith("…");
    }
}
