package dev.framewire.netdisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.client.ClientFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Which commands a line is parsed with. In a real process: CommandsIT. */
class CommandsTest {
    private static CommandLine program(String... line) {
        return Root.commandLine(new Root(Screen.hidden(), new ClientFolder(Path.of("none")), null), line);
    }

    private static Set<String> with(String line) {
        return program(line.split(" ")).getSubcommands().keySet();
    }

    static Collection<String> names() {
        return Commands.names();
    }

    @Test
    void withoutALineThereAreAllByTheNamesThatTheyHaveThemselves() {
        assertThat(program().getSubcommands().keySet()).containsExactlyElementsOf(Commands.names());
    }

    @ParameterizedTest
    @MethodSource("names")
    void aCommandIsTheSameAloneAndAmongAll(String name) {
        CommandLine alone = program(name, "--help").getSubcommands().get(name);
        assertThat(alone.getUsageMessage())
                .isEqualTo(program().getSubcommands().get(name).getUsageMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls", "--json -u lin ls", "ls -- mine", "-s host:1 ls folder"})
    void aLineNeedsItsOwnCommandOnly(String line) {
        assertThat(with(line)).containsExactly("ls");
    }

    @Test
    void aWordThatIsNoCommandThereTakesNothingAway() {
        assertThat(with("put rm ls")).containsExactlyInAnyOrder("put", "rm", "ls");
        assertThat(program("put", "rm", "ls")
                        .parseArgs("put", "rm", "ls")
                        .subcommand()
                        .commandSpec()
                        .name())
                .isEqualTo("put");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shell",
                "completion bash",
                "help",
                "help ls",
                "--help",
                "-h ls",
                "--version",
                "lss ls",
                "ls --lonk"
            })
    void whatShowsOrSuggestsCommandsKnowsAll(String line) {
        assertThat(with(line)).containsExactlyElementsOf(Commands.names());
    }

    @Test
    void aLineInAFileIsParsedWithAll(@TempDir Path folder) throws IOException {
        Path line = Files.writeString(folder.resolve("line"), "df");
        assertThat(program("@" + line, "ls").getSubcommands()).containsKeys("df", "ls");
    }
}
