package dev.framewire.netdisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.client.ClientFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What every command has. In a real process: CommandsIT. */
class CommandsTest {
    private final List<CommandSpec> commands = program().getSubcommands().values().stream()
            .map(CommandLine::getCommandSpec)
            .toList();

    private static CommandLine program(String... line) {
        return new Root(Screen.hidden(), new ClientFolder(Path.of("none"))).commandLine(line);
    }

    private static Set<String> with(String line) {
        return program(line.split(" ")).getSubcommands().keySet();
    }

    static List<String> names() {
        return Commands.NAMES;
    }

    @Test
    void allAreThereInTheOrderOfTheHelp() {
        assertThat(program().getSubcommands().keySet()).containsExactlyElementsOf(Commands.NAMES);
        assertThat(commands.stream().map(CommandSpec::name)).containsExactlyElementsOf(Commands.NAMES);
    }

    @Test
    void eachTakesTheOptionsOfTheProgram() {
        for (CommandSpec command : commands) {
            assertThat(command.optionsMap())
                    .as(command.name())
                    .containsKeys(
                            "-s",
                            "--server",
                            "-u",
                            "--user",
                            "--identity",
                            "--accept-new",
                            "--password-file",
                            "--json",
                            "--progress",
                            "--debug");
        }
    }

    @Test
    void eachHasHelpThatNoLetterOfAPasswordAsksFor() {
        for (CommandSpec command : commands) {
            OptionSpec help = command.findOption("--help");
            assertThat(help.usageHelp()).as(command.name()).isTrue();
            assertThat(help.names()).as(command.name()).containsExactly("--help");
        }
    }

    @Test
    void eachSaysWhatItDoesAndWhatItsOptionsDo() {
        for (CommandSpec command : commands) {
            assertThat(command.usageMessage().description()).as(command.name()).isNotEmpty();
            for (OptionSpec option : command.options()) {
                assertThat(option.description()).as(option.longestName()).isNotEmpty();
            }
        }
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
    @ValueSource(strings = {"shell", "completion bash", "help", "help ls", "--help", "-h ls", "--version", "lss lsl"})
    void whatShowsAllCommandsKnowsThem(String line) {
        assertThat(with(line)).containsExactlyElementsOf(Commands.NAMES);
    }

    @Test
    void aLineInAFileIsParsedWithAll(@TempDir Path folder) throws IOException {
        Path line = Files.writeString(folder.resolve("line"), "df");
        assertThat(program("@" + line, "ls").getSubcommands()).containsKeys("df", "ls");
    }
}
