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
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** In a real process: CommandsIT. */
class UsageErrorsTest {
    /** What is said of a command line that is none. */
    private static String said(String... words) {
        StringWriter said = new StringWriter();
        CommandLine program = Root.commandLine(new Root(Screen.hidden(), new ClientFolder(Path.of("none")), null));
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

    @Test
    void anyOtherWordThatDoesNotFitIsNamed() {
        assertThat(said("lss")).contains("'lss'").contains("Did you mean");
        assertThat(said("ls", "--pages")).contains("'--pages'");
        assertThat(said("put", "-p", "file")).contains("'-p'");
        assertThat(said("ls", "a", "b")).contains("'b'");
        assertThat(said("ls", "--password-file")).contains("Missing required parameter");
        assertThat(said("put", "--rate", "much", "--", "--passwords.txt")).contains("much");
    }
}
