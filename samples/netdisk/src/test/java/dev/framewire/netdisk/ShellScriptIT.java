package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.NetdiskProcess.Ran;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell with a script on its standard input. */
class ShellScriptIT {
    @TempDir
    static Path folder;

    private static NetdiskProcess netdisk;

    @BeforeAll
    static void aServer() throws Exception {
        netdisk = new NetdiskProcess(folder).serve().user("lin");
    }

    @AfterAll
    static void stop() {
        netdisk.close();
    }

    private static Ran script(String script) throws Exception {
        Process process = netdisk.begin("lin", "shell");
        try (OutputStream in = process.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        return NetdiskProcess.finish(process);
    }

    @Test
    void aLineWithAnOpenQuoteDoesNothingAndTheScriptEndsThere() throws Exception {
        Files.writeString(netdisk.home("lin").resolve("a b"), "mine");
        assertThat(script("pwd\n# 'tis fine\nrm \"a b\nmkdir never\n").expect(2).err())
                .contains("netdisk: a quote is opened and not closed\n")
                .contains("line 3 failed, and the script ends there");
        assertThat(netdisk.home("lin").resolve("a b")).exists();
        assertThat(netdisk.home("lin").resolve("never")).doesNotExist();
        assertThat(script("-rm 'a b\nmkdir \"and on\"\n").expect(0).err()).contains("a quote is opened and not closed");
        assertThat(netdisk.home("lin").resolve("and on")).isDirectory();
    }
}
