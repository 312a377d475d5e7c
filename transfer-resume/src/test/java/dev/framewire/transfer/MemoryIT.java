package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.Tools;
import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What transfers take of memory, whatever their size: a JVM with both ends of them and just so much heap and direct memory.
 * {@code -Dframewire.memory.mib=65536} sends 64 GiB.
 */
@Timeout(3600)
class MemoryIT {
    private static final long MIB = Long.getLong("framewire.memory.mib", 256);

    @TempDir
    Path folder;

    @Test
    void oneTransferTakesNoMoreThan64MebibytesAtBothEndsTogether() throws Exception {
        assertThat(run("-Xmx48m", 1, MIB)).isEqualTo(MIB << 20);
    }

    @Test
    void fiftyAtOnceTakeNoMoreThan256MebibytesAtBothEndsTogether() throws Exception {
        long each = Math.max(8, MIB / 50);
        assertThat(run("-Xmx240m", 50, each)).isEqualTo(50 * (each << 20));
    }

    /** The content that has arrived; nothing but that is printed, unless memory runs out. */
    private long run(String heap, int transfers, long mebibytes) throws Exception {
        String modules = System.getProperty("jdk.module.path", "");
        String path = System.getProperty("java.class.path", "") + File.pathSeparator + modules;
        Process process = new ProcessBuilder(
                        Tools.java().toString(),
                        heap,
                        "-XX:MaxDirectMemorySize=16m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        path,
                        MemoryProcess.class.getName(),
                        folder.toString(),
                        String.valueOf(transfers),
                        String.valueOf(mebibytes))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            return Long.parseLong(said.strip());
        } finally {
            process.destroyForcibly();
        }
    }
}
