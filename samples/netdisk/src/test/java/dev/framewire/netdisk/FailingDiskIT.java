package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose disk gives back an error (EIO) where there were bytes. */
class FailingDiskIT {
    @TempDir
    Path folder;

    @Test
    @NeedsTool({"root", "mount"})
    void theClientIsToldAndTheConnectionAndTheServerGoOn() throws Exception {
        try (NetdiskProcess netdisk = new NetdiskProcess(folder).serve().user("lin")) {
            Path bad = Files.createFile(netdisk.home("lin").resolve("bad"));
            Files.writeString(folder.resolve("mine"), "");
            // the memory of the server's process: at its first byte there is nothing, and to read it is an error
            run("mount", "--bind", "/proc/" + netdisk.server().pid() + "/mem", bad.toString());
            try {
                Process shell = netdisk.builder("lin", List.of("shell")).start();
                try (OutputStream script = shell.getOutputStream()) {
                    script.write("-stat --sha256 bad\n-verify mine bad\nls\n".getBytes(StandardCharsets.UTF_8));
                }
                NetdiskProcess.Ran ran = NetdiskProcess.finish(shell).expect(0);
                assertThat(ran.err()).isEqualTo("netdisk: the server's disk failed; its log says more\n".repeat(2));
                assertThat(ran.out()).isEqualTo("bad\n");
            } finally {
                run("umount", "-l", bad.toString());
            }
            assertThat(netdisk.serverLog().lines().filter(line -> line.contains("file-system user=lin")))
                    .hasSize(2);
            assertThat(netdisk.serverLog()).doesNotContain("\tat ").containsOnlyOnce(" login user=lin by=token");
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
