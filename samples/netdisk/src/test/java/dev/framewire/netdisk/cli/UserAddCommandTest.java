package dev.framewire.netdisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.client.ClientFolder;
import dev.framewire.netdisk.users.LockHolder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** In a real process: LoginIT, CommandsIT. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UserAddCommandTest {
    @TempDir
    Path folder;

    /** What is said of a failure, on one line. */
    private String refused() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "of a test");
        StringWriter said = new StringWriter();
        CommandLine program = new Root(Screen.hidden(), new ClientFolder(folder.resolve("none"))).commandLine();
        program.setExecutionExceptionHandler((e, line, parsed) -> {
            said.write(ExitCode.message(e));
            return ExitCode.of(e);
        });
        program.setErr(new PrintWriter(said, true));
        int code =
                program.execute("--password-file", password.toString(), "useradd", "--data", data().toString(), "lin");
        assertThat(code).as(said.toString()).isEqualTo(ExitCode.REFUSED);
        return said.toString();
    }

    private Path data() {
        return folder.resolve("data");
    }

    @Test
    void whenAnotherProcessHoldsTheUsersTheLockIsNamed() throws Exception {
        Path lock = Files.createDirectory(data()).resolve("users.lock");
        try (LockHolder suspended = LockHolder.of(lock)) {
            assertThat(suspended).isNotNull();
            assertThat(refused()).startsWith(lock + ": still locked after 10 s");
        }
    }

    @Test
    void troubleWithTheDiskIsNoLostConnection() throws Exception {
        Files.createDirectories(data().resolve("users.log"));
        assertThat(refused()).doesNotContain("connection");
    }
}
