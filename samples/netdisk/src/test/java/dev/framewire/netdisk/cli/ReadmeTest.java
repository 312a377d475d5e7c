package dev.framewire.netdisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.client.ClientFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The README's commands are commands of this program, and none is left out. */
class ReadmeTest {
    private static final Pattern SCRIPT = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

    private static CommandLine program() {
        return Root.commandLine(new Root(Screen.hidden(), new ClientFolder(Path.of("none")), null));
    }

    private static List<String> commands() throws IOException {
        List<String> lines = new ArrayList<>();
        SCRIPT.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(match -> match.group(1))
                .forEach(script -> script.lines().forEach(lines::add));
        return lines;
    }

    @Test
    void everyCommandOfTheReadmeIsOne() throws IOException {
        assertThat(commands()).hasSizeGreaterThan(20);
        for (String line : commands()) {
            assertThat(line).startsWith("netdisk ");
            program().parseArgs(line.substring(8).split(" ")); // throws where it is none
        }
    }

    @Test
    void everyCommandAndEveryOptionOfTheServerIsInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        program().getSubcommands().keySet().forEach(name -> assertThat(readme).contains(name));
        program().getSubcommands().get("serve").getCommandSpec().options().stream()
                .filter(option -> !option.inherited() && !option.usageHelp() && !option.versionHelp())
                .forEach(option -> assertThat(readme).contains(option.longestName()));
    }

    @Test
    void everyExitCodeIsInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (int code : new int[] {
            ExitCode.DONE,
            ExitCode.REFUSED,
            ExitCode.USAGE,
            ExitCode.NOT_ACCEPTED,
            ExitCode.NO_CONNECTION,
            ExitCode.NOT_VERIFIED,
            ExitCode.INTERRUPTED
        }) {
            assertThat(readme).contains("| " + code + " | ");
        }
    }

    @Test
    void theUnitStartsAServerWithOptionsThatThereAre() throws IOException {
        MatchResult exec = Pattern.compile("^ExecStart=.*\\.jar (.*)$", Pattern.MULTILINE)
                .matcher(netdiskService())
                .results()
                .findFirst()
                .orElseThrow();
        assertThat(program()
                        .parseArgs(exec.group(1).split(" "))
                        .subcommand()
                        .commandSpec()
                        .name())
                .isEqualTo("serve");
    }

    @Test
    void theUnitGivesTheJvmWhatTheLauncherGivesIt() throws IOException {
        String launcher = Files.readString(Path.of("netdisk"))
                .lines()
                .filter(line -> line.startsWith("java_options=") || line.startsWith("early="))
                .collect(Collectors.joining("\n"));
        String early = launcher.replaceAll("(?s).*\\bearly=(\\S+).*", "$1");
        assertThat(jvmOptions(netdiskService()))
                .isNotEmpty()
                .isEqualTo(jvmOptions(launcher.replaceAll("\\bearly=\\S+", "").replace("$early", early)));
    }

    private static String netdiskService() throws IOException {
        return Files.readString(Path.of("netdisk.service"));
    }

    private static List<String> jvmOptions(String text) {
        return Pattern.compile("-XX:[^\\s\"]+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
