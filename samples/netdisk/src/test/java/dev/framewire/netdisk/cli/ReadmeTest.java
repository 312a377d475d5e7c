package dev.framewire.netdisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.client.ClientFolder;
import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The README's commands are commands of this program, and none is left out. */
class ReadmeTest {
    private static final Pattern SCRIPT = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    private static CommandLine program() {
        return new Root(Screen.hidden(), new ClientFolder(Path.of("none"))).commandLine();
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

    /** The list of commands shows nothing but the first line of each one's description. */
    @Test
    void everyCommandsFirstLineIsWhole() {
        program()
                .getSubcommands()
                .forEach((name, command) -> assertThat(
                                command.getCommandSpec().usageMessage().description())
                        .as(name)
                        .satisfiesAnyOf(
                                lines -> assertThat(lines).isEmpty(),
                                lines -> assertThat(lines[0]).matches(".*[.)]")));
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
    @NeedsTool({"sh", "dirname"})
    void theUnitGivesTheJvmWhatTheLauncherGivesIt() throws Exception {
        String archive = launchScript()
                .lines()
                .filter(line -> line.contains("java_options=\"$java_options -XX:SharedArchiveFile="))
                .collect(Collectors.joining())
                .replace("$classes", "/usr/local/lib/netdisk/classes.jsa");
        assertThat(archive).contains("-Xlog:disable");
        List<String> launchers = new ArrayList<>(launcherOptions("serve"));
        assertThat(launchers).hasSizeGreaterThan(10);
        launchers.addAll(jvmOptions(archive));
        assertThat(jvmOptions(commands("ExecStart=", netdiskService()))).isEqualTo(launchers);
    }

    /** What the launcher gives the JVM of a command, where nobody has logged in: its text is run up to the start of the JVM. */
    private List<String> launcherOptions(String command) throws Exception {
        Path launcher = Path.of("netdisk").toAbsolutePath();
        String text = Files.readString(launcher);
        String last = ". \"$samples/launch.sh\"\n";
        assertThat(text).endsWith("\n" + last);
        // the options hold asterisks, which are no names of files
        String script = text.substring(0, text.length() - last.length()) + "set -f; printf '%s\\n' $java_options";
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script, launcher.toString(), command);
        builder.environment().put("NETDISK_CONFIG_DIR", folder.toString());
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed.lines().toList();
    }

    @Test
    void theUnitSaysHowItsArchiveIsMadeAndThatIsHowTheLauncherMakesIt() throws IOException {
        String script = launchScript();
        String makesIt =
                script.substring(script.indexOf("if \"$java\" $java_options"), script.indexOf("mv -f \"$new.jsa\""));
        List<String> launchers = jvmOptions(makesIt.replace("\"$new.all\"", "classes.all")
                .replace("\"$new.list\"", "classes.list")
                .replace("\"$new.jsa\"", "classes.jsa"));
        String unit = commands("#   java ", netdiskService());
        // the collector, which the launcher has among its options
        assertThat(jvmOptions(unit.replaceFirst("-XX:\\+UseSerialGC ", "")))
                .hasSize(7)
                .isEqualTo(launchers);
        assertThat(netdiskService()).contains("grep -v '^@.*picocli' classes.all >classes.list");
        assertThat(makesIt).contains("grep -v '^@.*picocli' \"$new.all\" >\"$new.list\"");
        String rehearsal = Rehearsal.class.getName();
        assertThat(unit).contains(" " + rehearsal + "\n");
        assertThat(Files.readString(Path.of("netdisk"))).contains("rehearsal=" + rehearsal + "\n");
    }

    @Test
    void theUnitNamesFilesInUtf8AndStaysClosedUp() throws IOException {
        assertThat(netdiskService().lines())
                .contains(
                        "Environment=LC_ALL=C.UTF-8",
                        "CapabilityBoundingSet=",
                        "NoNewPrivileges=yes",
                        "ProtectSystem=strict",
                        "ProtectHome=yes",
                        "PrivateTmp=yes",
                        "SystemCallFilter=@system-service",
                        "UMask=0077");
    }

    private static String netdiskService() throws IOException {
        return Files.readString(Path.of("netdisk.service"));
    }

    private static String launchScript() throws IOException {
        return Files.readString(Path.of("../launch.sh"));
    }

    private static String commands(String begin, String text) {
        return text.lines().filter(line -> line.startsWith(begin)).collect(Collectors.joining("\n", "", "\n"));
    }

    private static List<String> jvmOptions(String text) {
        return Pattern.compile("-X(?:X|log|share):[^\\s\"]+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
