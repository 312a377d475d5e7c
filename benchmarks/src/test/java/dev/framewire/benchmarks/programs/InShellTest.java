package dev.framewire.benchmarks.programs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InShellTest {
    /** In a shell of netdisk a backslash stands for the letter behind it between quotes, too. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "plain, 'plain'",
                "two words, 'two words'",
                "it's, 'it\\'s'",
                "a\\b, 'a\\\\b'",
                "\\', '\\\\\\''",
            })
    void a_word_stays_one_word_whatever_is_in_it(String word, String quoted) {
        assertThat(InShell.quoted(word)).isEqualTo(quoted);
    }
}
