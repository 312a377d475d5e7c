package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code samples/tutorials/tutorial}, as people type it. */
@NeedsTool({"sh", "env"})
class LauncherIT {
    @TempDir
    Path scratch;

    private record Ran(int exit, String out, String err) {}

    private Process start(Path launcher, Path folder, String... arguments) throws IOException {
        // With an empty environment, so that nobody's locale or options help.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "-i",
                "PATH=" + System.getenv("PATH"),
                "HOME=" + scratch,
                "JAVA_HOME=" + System.getProperty("java.home"),
                "FRAMEWIRE_MAVEN_OPTIONS=-o",
                launcher.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(scratch.resolve("err").toFile())
                .start();
    }

    private Ran run(Path launcher, Path folder, String... arguments) throws IOException, InterruptedException {
        Process process = start(launcher, folder, arguments);
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), out, Files.readString(scratch.resolve("err")));
    }

    private static Path launcher() {
        return Path.of("tutorial").toAbsolutePath();
    }

    @Test
    void itIsFoundThroughLinksFromAnyFolder() throws Exception {
        Path elsewhere = Files.createDirectory(scratch.resolve("a folder 文件夹"));
        Files.createSymbolicLink(scratch.resolve("absolute"), launcher());
        Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("..", "absolute"));
        Ran list = run(elsewhere.resolve("relative"), elsewhere, "list");
        assertThat(list.exit()).as(list.err()).isZero();
        assertThat(list.out().lines().map(line -> line.split(" ")[0]))
                .containsExactly(
                        "sticky",
                        "echo",
                        "command",
                        "upload",
                        "progress",
                        "login",
                        "link-check",
                        "multiplex",
                        "udp-chat",
                        "udp-time",
                        "tiny-http");
        Files.createDirectory(scratch.resolve("bin"));
        Files.createSymbolicLink(scratch.resolve("bin").resolve("tutorial"), Path.of("..", "a folder 文件夹", "relative"));
        assertThat(run(Path.of("../bin/tutorial"), elsewhere, "list").out()).isEqualTo(list.out());
    }

    @Test
    void whatCannotBeDoneAndWhatIsNotUnderstoodDiffer() throws Exception {
        assertThat(run(launcher(), scratch, "sticky").exit()).isZero();
        assertThat(run(launcher(), scratch, "--help").exit()).isZero();
        Ran nobody = run(launcher(), scratch, "echo", "client", "--format", "raw", "--port", "1", "x");
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err()).hasLineCount(1);
        Ran unknown = run(launcher(), scratch, "ecco", "serve");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("ecco").contains("echo");
        assertThat(run(launcher(), scratch, "echo", "serve", "--format", "rot13")
                        .exit())
                .isEqualTo(2);
        assertThat(run(launcher(), scratch).exit()).isEqualTo(2);
    }

    @Test
    void aServerSaysWhereItIsOnItsFirstLineAndTakesFilesOfEveryLanguage() throws Exception {
        Path file = Files.writeString(scratch.resolve("照片 🎉.txt"), "你好");
        Process server =
                start(launcher(), scratch, "upload", "serve", "--port", "0", "--dir", "收到", "--key-file", "key");
        try {
            String first = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            assertThat(first).matches("upload: listening on 127\\.0\\.0\\.1:[0-9]+");
            String port = first.substring(first.lastIndexOf(':') + 1);
            Ran client = run(
                    launcher(),
                    scratch,
                    "upload",
                    "client",
                    "--port",
                    port,
                    "--key-file",
                    "key",
                    file.getFileName().toString());
            assertThat(client.exit()).as(client.err()).isZero();
            assertThat(scratch.resolve("收到").resolve("照片 🎉.txt")).hasContent("你好");
        } finally {
            server.destroy();
            assertThat(server.waitFor(180, TimeUnit.SECONDS)).isTrue();
        }
    }
}
