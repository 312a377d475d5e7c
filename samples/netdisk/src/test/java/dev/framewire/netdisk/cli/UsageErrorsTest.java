package dev.framewire.netdisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.client.ClientFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** In a real process: CommandsIT. */
class UsageErrorsTest {
    /** What is said of a command line that is none. */
    private static String said(String... words) {
        StringWriter said = new StringWriter();
        CommandLine program = new Root(Screen.hidden(), new ClientFolder(Path.of("none"))).commandLine(words);
        program.setErr(new PrintWriter(said, true));
        program.setOut(new PrintWriter(said, true));
        assertThat(program.execute(words)).isEqualTo(ExitCode.USAGE);
        return said.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--password hunter2 ls",
                "--password=hunter2 ls",
                "ls --password hunter2",
                "ls --Password=hunter2",
                "--passwd hunter2 df",
                "-password hunter2 df",
                "--pw=hunter2 df",
                "--password-fil hunter2 df",
                "-p hunter2 ls",
                "-phunter2 ls",
                "-Phunter2 ls",
                "-p=hunter2 ls",
                "ls -p hunter2",
                "ls -phunter2",
                "mkdir -phunter2 folder",
                "put -p hunter2 --password=hunter2",
                "login hunter2",
                "login lin hunter2",
                "passwd hunter2 hunter3",
                "passwd --new-password hunter2",
                "register -u lin hunter2",
                "useradd --data data lin hunter2",
                "login --token hunter2"
            })
    void aWordThatMayBeAPasswordIsNotRepeated(String line) {
        assertThat(said(line.split(" "))).isEqualTo(UsageErrors.NEVER_AN_ARGUMENT + System.lineSeparator());
    }

    @Test
    void norIsOneThatCameFromAFileOfArguments(@TempDir Path folder) throws IOException {
        Path words = Files.writeString(folder.resolve("words"), "--password hunter2");
        assertThat(said("ls", "@" + words)).isEqualTo(UsageErrors.NEVER_AN_ARGUMENT + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lss             | there is no command 'lss'; did you mean 'ls'? See `netdisk --help`",
                "regster         | there is no command 'regster'; did you mean 'register'? See `netdisk --help`",
                "Get file        | there is no command 'Get'; did you mean 'get'? See `netdisk --help`",
                "part            | there is no command 'part'; did you mean 'partials'? See `netdisk --help`",
                "frobnicate      | there is no command 'frobnicate'; see `netdisk --help`",
                "lss ls          | there is no command 'lss'; did you mean 'ls'? See `netdisk --help`",
                "help lss        | there is no command 'lss'; did you mean 'ls'? See `netdisk --help`",
                "xy              | there is no command 'xy'; see `netdisk --help`",
                "--verison       | netdisk has no option '--verison'; did you mean '--version'? See `netdisk --help`",
                "ls --pages      | ls has no option '--pages'; see `netdisk ls --help`",
                "ls --jsno       | ls has no option '--jsno'; did you mean '--json'? See `netdisk ls --help`",
                "put --rat=5M x  | put has no option '--rat'; did you mean '--rate'? See `netdisk put --help`",
                "put -p file     | put has no option '-p'; see `netdisk put --help`",
                "mv a            | mv: Missing required parameter: 'TO'; see `netdisk mv --help`",
                "stat            | stat: Missing required parameter: 'PATH'; see `netdisk stat --help`",
                "useradd lin     | useradd: Missing required option: '--data=DIR'; see `netdisk useradd --help`",
                "ls a b c        | ls: one word too many: 'b'; see `netdisk ls --help`",
                "put             | put: Missing required parameter: 'PATH'; see `netdisk put --help`",
            })
    void whatDoesNotFitIsNamedInOneLineThatSaysWhereTheHelpIs(String line, String said) {
        assertThat(said(line.split(" "))).isEqualTo("netdisk: " + said + System.lineSeparator());
    }

    @Test
    void nothingElseIsSaidOfAnyOtherMistake() {
        assertThat(said("get", "--resume", "--restart", "x")).hasLineCount(1).contains("mutually exclusive");
        assertThat(said("put", "--rate", "much", "--", "--passwords.txt"))
                .hasLineCount(1)
                .contains("much");
        assertThat(said("ls", "--password-file")).hasLineCount(1).contains("Missing required parameter");
        assertThat(said("a\u001b[2J\nb")).hasLineCount(1).doesNotContain("\u001b");
    }

    @Test
    void whoTypesTheProgramsNameAloneIsShownWhatThereIs() {
        assertThat(said()).startsWith("Usage: netdisk ").contains("Commands:", "Exit codes:");
    }
}
