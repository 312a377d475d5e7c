package dev.framewire.tutorials.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.testtools.NeedsTool;
import dev.framewire.tutorials.program.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    @TempDir
    Path folder;

    private String run(String allow, String line, Duration time, int maxOutput) throws IOException {
        Commands commands = new Commands(AllowList.of(List.of(allow)), folder, time, maxOutput);
        return new String(commands.answer(line), StandardCharsets.UTF_8);
    }

    @Test
    void noShellReadsTheLine() throws IOException {
        assertThat(run("echo", "echo a > b; $(id) `id` | c && d *", Duration.ofMinutes(10), 1000))
                .isEqualTo("a > b; $(id) `id` | c && d *\n");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anEntryOfSeveralWordsAllowsExactlyThatLine() throws IOException {
        assertThat(run("echo 'a b'", "echo \"a b\"", Duration.ofMinutes(10), 1000))
                .isEqualTo("a b\n");
        assertThat(run("echo 'a b'", "echo a b", Duration.ofMinutes(10), 1000)).startsWith("refused: ");
        assertThat(run("echo 'a b'", "echo", Duration.ofMinutes(10), 1000)).startsWith("refused: ");
    }

    @Test
    void aPathIsNotAName() throws IOException {
        assertThat(run("echo", "/bin/echo hi", Duration.ofMinutes(10), 1000)).startsWith("refused: ");
        assertThat(run("echo", "./echo hi", Duration.ofMinutes(10), 1000)).startsWith("refused: ");
    }

    @Test
    void aListMayBeAFile() throws IOException {
        Path list = Files.write(folder.resolve("allowed"), List.of("# comment", "", "echo", "printf x"));
        assertThat(run(list.toString(), "echo 1", Duration.ofMinutes(10), 1000)).isEqualTo("1\n");
        assertThat(run(list.toString(), "printf x", Duration.ofMinutes(10), 1000))
                .isEqualTo("x");
        assertThat(run(list.toString(), "printf y", Duration.ofMinutes(10), 1000))
                .startsWith("refused: ");
    }

    @Test
    @NeedsTool("sleep")
    void aCommandThatTakesTooLongIsCut() throws IOException {
        assertThat(run("sleep", "sleep 600", Duration.ofMillis(100), 1000))
                .isEqualTo("\ncut: it ran for more than 100 ms\n");
    }

    @Test
    @NeedsTool("yes")
    void anOutputThatIsTooLongIsCut() throws IOException {
        assertThat(run("yes", "yes", Duration.ofMinutes(10), 10))
                .isEqualTo("y\ny\ny\ny\ny\n\ncut: its output is longer than 10 bytes\n");
    }

    @Test
    @NeedsTool("env")
    void theServersVariablesStayWithTheServer() throws IOException {
        assertThat(run("env", "env", Duration.ofMinutes(10), 100_000).lines())
                .allMatch(line -> line.matches("(PATH|LANG|LC_ALL|TZ)=.*"));
    }

    @Test
    @NeedsTool("cat")
    void aCommandHasNoInput() throws IOException {
        assertThat(run("cat", "cat", Duration.ofMinutes(10), 10)).isEqualTo("(no output)\n");
    }

    @Test
    void limitsHaveRanges() {
        assertThatThrownBy(() -> run("echo", "echo", Duration.ZERO, 1000)).hasMessageContaining("time");
        assertThatThrownBy(() -> run("echo", "echo", Duration.ofHours(2), 1000)).hasMessageContaining("time");
        assertThatThrownBy(() -> run("echo", "echo", Duration.ofSeconds(1), 0)).hasMessageContaining("output");
        assertThatThrownBy(() -> run("echo", "echo", Duration.ofSeconds(1), Integer.MAX_VALUE))
                .hasMessageContaining("output");
    }

    @Test
    void aLineThatCannotBeAskedIsRefused() {
        assertThatThrownBy(() -> AllowList.words("a 'b")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> AllowList.words("a \0")).isInstanceOf(Refusal.class);
    }
}
