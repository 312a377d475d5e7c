package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.NetdiskProcess.Ran;
import java.io.File;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standard output that takes nothing. */
class ResultsIT {
    private static final File FULL = new File("/dev/full");

    @TempDir
    static Path folder;

    private static NetdiskProcess netdisk;

    @BeforeAll
    static void aServerWithAFile() throws Exception {
        netdisk = new NetdiskProcess(folder).serve().user("lin");
        Files.writeString(netdisk.home("lin").resolve("file"), "content");
        Files.writeString(folder.resolve("file"), "content");
    }

    @AfterAll
    static void stop() {
        netdisk.close();
    }

    private static Ran toAFullDisk(String script, String... arguments) throws Exception {
        Process process =
                netdisk.builder("lin", List.of(arguments)).redirectOutput(FULL).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        return NetdiskProcess.finish(process);
    }

    /** A command that writes only when nobody reads any more: it waits for its password, or for its script. */
    private static Ran toNobody(String input, String... arguments) throws Exception {
        ProcessBuilder builder = netdisk.builder("lin", List.of(arguments));
        builder.environment().remove("NETDISK_PASSWORD");
        Process process = builder.start();
        process.getInputStream().close();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Ran(process.exitValue(), "", said);
    }

    @Test
    void resultsThatCannotBeWrittenAreAFailureThatIsTold() throws Exception {
        for (String line : List.of(
                "ls",
                "--json ls -r",
                "stat file",
                "df",
                "--json df",
                "verify file file",
                "put --json file",
                "help ls",
                "completion bash",
                "--version")) {
            assertThat(toAFullDisk("", line.split(" ")).expect(1).err())
                    .as(line)
                    .containsOnlyOnce("netdisk: the results could not be written: ");
        }
        assertThat(netdisk.run("lin", "mkdir", "quiet").expect(0).err()).isEmpty();
    }

    @Test
    void whatFailedForAnotherReasonKeepsItsCode() throws Exception {
        Files.writeString(folder.resolve("other"), "another");
        assertThat(toAFullDisk("", "verify", "other", "file").expect(5).err())
                .contains("the contents differ")
                .contains("could not be written");
    }

    @Test
    void aShellsScriptEndsWhereAResultIsLost() throws Exception {
        assertThat(toAFullDisk("mkdir before\n-pwd\npwd\nmkdir behind\n", "shell")
                        .expect(1)
                        .err())
                .contains("could not be written")
                .contains("line 3 failed");
        assertThat(netdisk.home("lin").resolve("before")).isDirectory();
        assertThat(netdisk.home("lin").resolve("behind")).doesNotExist();
    }

    @Test
    void aReaderThatHasEnoughIsToldNothing() throws Exception {
        Files.delete(netdisk.config().resolve("tokens"));
        for (String line : List.of("ls", "--json ls")) {
            assertThat(toNobody(NetdiskProcess.PASSWORD + "\n", (line + " --password-file /dev/stdin").split(" "))
                            .expect(1)
                            .err())
                    .isEmpty();
        }
        netdisk.run("lin", "login").expect(0);
        assertThat(toNobody("-pwd\nmkdir further\n", "shell").expect(0).err()).isEmpty();
        assertThat(netdisk.home("lin").resolve("further")).isDirectory();
    }

    /** Who started it waits for that line, and so would wait as long as the server runs. */
    @Test
    void aServerWhoseFirstLineIsLostEndsAtOnce() throws Exception {
        String data = folder.resolve("unheard").toString();
        for (File out : new File[] {FULL, null}) {
            ProcessBuilder serve =
                    netdisk.builder("nobody", List.of("serve", "--data", data, "--listen", "127.0.0.1:0"));
            if (out == null) { // a standard output that is closed
                serve.command().addAll(0, List.of("sh", "-c", "exec \"$@\" >&-", "sh"));
            } else {
                serve.redirectOutput(out);
            }
            assertThat(NetdiskProcess.finish(serve.start()).expect(1).err())
                    .containsOnlyOnce("netdisk: the line that says where it listens cannot be written: ");
        }
    }
}
