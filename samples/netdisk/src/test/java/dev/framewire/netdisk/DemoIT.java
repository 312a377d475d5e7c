package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.NetdiskProcess.Ran;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    @TempDir
    Path folder;

    private Path temporary;

    private ProcessBuilder demo(NetdiskProcess netdisk) throws IOException {
        temporary = Files.createDirectory(folder.resolve("tmp"));
        ProcessBuilder demo = netdisk.builder("nobody", List.of("demo"));
        demo.command().add(1, "-Djava.io.tmpdir=" + temporary);
        return demo;
    }

    @Test
    void aDemoThatIsStoppedTakesItsProcessesAndItsFolderWithIt() throws Exception {
        try (NetdiskProcess netdisk = new NetdiskProcess(folder)) {
            Process demo = demo(netdisk).start();
            BufferedReader said = demo.inputReader(StandardCharsets.UTF_8);
            for (String line = said.readLine(); !line.startsWith("3  upload"); line = said.readLine()) {
                assertThat(demo.isAlive()).as(line).isTrue();
            }
            List<ProcessHandle> children = demo.descendants().toList();
            demo.toHandle().destroy(); // SIGTERM
            assertThat(demo.waitFor(180, TimeUnit.SECONDS)).isTrue();

            assertThat(demo.exitValue()).isEqualTo(143);
            assertThat(children).isNotEmpty();
            for (ProcessHandle child : children) {
                child.onExit().get(180, TimeUnit.SECONDS);
            }
            assertThat(temporary).isEmptyDirectory();
        }
    }

    @Test
    void theDemoHoldsAndLeavesNothingBehind() throws Exception {
        try (NetdiskProcess netdisk = new NetdiskProcess(folder)) {
            Ran ran = NetdiskProcess.finish(demo(netdisk).start()).expect(0);

            assertThat(ran.out()).contains("everything held");
            assertThat(temporary).isEmptyDirectory();
        }
    }
}
