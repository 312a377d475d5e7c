package dev.framewire.benchmarks.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.programs.Programs;
import dev.framewire.testtools.NeedsTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that is started for a limit has the options of one that the launcher starts. */
@NeedsTool({"sh", "dirname"})
class NetdiskOptionsTest {
    @TempDir
    Path folder;

    /** What the launcher gives the JVM of a command: its text is run up to the start of the JVM. */
    private List<String> launcherOptions(String... arguments) throws IOException, InterruptedException {
        Path launcher = Path.of("..", Programs.NETDISK).toAbsolutePath();
        String text = Files.readString(launcher);
        String last = ". \"$samples/launch.sh\"\n";
        assertThat(text).endsWith("\n" + last);
        // the options hold asterisks, which are no names of files
        String script = text.substring(0, text.length() - last.length()) + "set -f; printf '%s\\n' $java_options";
        List<String> words = new ArrayList<>(List.of("sh", "-c", script, launcher.toString()));
        words.addAll(List.of(arguments));
        Process process =
                Command.in(folder).with("NETDISK_CONFIG_DIR", folder.toString()).start(words);
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> lines = out.lines().toList();
            assertThat(process.waitFor()).isZero();
            return lines;
        }
    }

    private void logIn() throws IOException {
        Files.writeString(folder.resolve("tokens"), "a token");
    }

    @Test
    void a_command_that_moves_content_with_a_token_is_a_transfer() throws Exception {
        logIn();
        for (String command : List.of("put", "get", "verify")) {
            assertThat(launcherOptions("-u", "lin", command, "ls")).as(command).isEqualTo(NetdiskOptions.TRANSFER);
        }
    }

    @Test
    void any_other_command_with_a_token_is_brief() throws Exception {
        logIn();
        assertThat(launcherOptions("-u", "lin", "ls", "put")).isEqualTo(NetdiskOptions.BRIEF);
    }

    @Test
    void a_server_lasts_whether_there_is_a_token_or_none() throws Exception {
        assertThat(launcherOptions("serve")).isEqualTo(NetdiskOptions.LASTING);
        logIn();
        assertThat(launcherOptions("serve")).isEqualTo(NetdiskOptions.LASTING);
    }

    @Test
    void what_has_no_token_logs_in_with_a_password_and_lasts() throws Exception {
        assertThat(launcherOptions("put", "file")).isEqualTo(NetdiskOptions.LASTING);
        assertThat(launcherOptions("ls")).isEqualTo(NetdiskOptions.LASTING);
        Files.createFile(folder.resolve("tokens"));
        assertThat(launcherOptions("put", "file")).as("of an empty file").isEqualTo(NetdiskOptions.LASTING);
    }
}
