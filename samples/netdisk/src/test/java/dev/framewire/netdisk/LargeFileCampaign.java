package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file beyond every 32-bit number, most of it a hole. Prints how long it took. Not part of a usual run: minutes, and 15 GiB. */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class LargeFileCampaign {
    private static final long SIZE = 5L << 30;

    @TempDir
    Path folder;

    @Test
    void fiveGibibytesGoUpAndComeDownAndGoOnWhereTheyBroke() throws Exception {
        Path file = folder.resolve("sparse");
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(SIZE);
            for (long at = 0; at <= SIZE - Long.BYTES; at += SIZE / 7) {
                out.seek(at);
                out.writeLong(at + 1);
            }
            out.seek(SIZE - 1);
            out.write(7);
        }
        try (NetdiskProcess netdisk = new NetdiskProcess(folder).serve().user("lin")) {
            for (String command : new String[] {"put", "get"}) {
                String[] words = command.equals("put")
                        ? new String[] {"--json", "put", "sparse", "there", "--progress", "json"}
                        : new String[] {"--json", "get", "there", "copy", "--progress", "json"};
                long start = System.nanoTime();
                Process broken = netdisk.begin("lin", words);
                long written = Progress.awaitWritten(broken, SIZE / 2);
                broken.toHandle().destroyForcibly();
                broken.onExit().join();
                long half = System.nanoTime();
                String said = netdisk.run("lin", words).expect(0).out();
                System.out.printf(
                        "%s: cut after %.1f GiB in %.1f s, the rest in %.1f s: %s",
                        command,
                        written / (double) (1 << 30),
                        (half - start) / 1e9,
                        (System.nanoTime() - half) / 1e9,
                        said);
                assertThat(said).contains("\"size\":" + SIZE).doesNotContain("\"reused\":0,");
            }
        }
        assertThat(Files.mismatch(file, folder.resolve("copy"))).isEqualTo(-1);
    }
}
