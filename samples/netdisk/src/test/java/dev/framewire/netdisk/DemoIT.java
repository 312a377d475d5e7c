package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.NetdiskProcess.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    @Test
    void theDemoHoldsAndLeavesNothingBehind(@TempDir Path folder) throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        try (NetdiskProcess netdisk = new NetdiskProcess(folder)) {
            ProcessBuilder demo = netdisk.builder("nobody", java.util.List.of("demo"));
            demo.command().add(1, "-Djava.io.tmpdir=" + temporary);
            Ran ran = NetdiskProcess.finish(demo.start()).expect(0);

            assertThat(ran.out()).contains("everything held");
            assertThat(temporary).isEmptyDirectory();
        }
    }
}
