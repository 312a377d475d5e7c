package dev.framewire.netdisk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jline.reader.SyntaxError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shell makes of a line before it runs anything. */
class ShellWordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"rm \"a b", "rm 'a b", "rm a' b", "rm \"it's", "rm \"a\\\"", "'", "put a \"\"\""})
    void aQuoteThatIsNotClosedMakesNoWords(String line) {
        assertThatThrownBy(() -> ShellCommand.words(line))
                .isInstanceOf(SyntaxError.class)
                .hasMessageContaining("a quote is opened and not closed");
    }

    @Test
    void norDoesABackslashWithNothingBehindIt() {
        assertThatThrownBy(() -> ShellCommand.words("rm a\\"))
                .isInstanceOf(SyntaxError.class)
                .hasMessageContaining("ends with a backslash");
    }

    @Test
    void quotesAndBackslashesKeepAWordTogether() {
        assertThat(ShellCommand.words("put \"a b\" c\\ d 'e \"f' g#h"))
                .containsExactly("put", "a b", "c d", "e \"f", "g#h");
        assertThat(ShellCommand.words("rm \"it's\" a\\\\")).containsExactly("rm", "it's", "a\\");
        assertThat(ShellCommand.words("  ")).isEmpty();
        assertThat(ShellCommand.words(" # 'tis a comment")).isEmpty();
    }
}
