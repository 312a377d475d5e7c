package dev.framewire.netdisk;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.framewire.netdisk.NetdiskProcess.Ran;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

    /** Held up from the beginning of a transfer to its end, each of the two the first time. */
    @Test
    void aDemoThatIsHeldUpWhileATransferGetsToItsEndMakesThatAgain() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "no /bin/kill to stop a process with");
        try (NetdiskProcess netdisk = new NetdiskProcess(folder)) {
            ProcessBuilder builder = demo(netdisk);
            builder.command().addAll(List.of("--pace", "6")); // what it has not read yet fits into its pipe
            Process demo = builder.redirectErrorStream(true).start();
            StringBuilder said = new StringBuilder();
            BufferedReader out = demo.inputReader(StandardCharsets.UTF_8);
            try {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    said.append(line).append('\n');
                    if (line.startsWith("3  upload")) {
                        holdUntilThereIs(demo, "put", "modules");
                    } else if (line.startsWith("5  download")) {
                        holdUntilThereIs(demo, "get", "downloaded");
                    }
                }
            } finally {
                signal("CONT", demo);
                demo.destroy();
            }
            assertThat(demo.waitFor(180, TimeUnit.SECONDS)).isTrue();
            assertThat(demo.exitValue()).as(said.toString()).isZero();
            assertThat(said.toString().split("once more, half as fast", -1))
                    .as(said.toString())
                    .hasSize(3);
            assertThat(temporary).isEmptyDirectory();
        }
    }

    private void holdUntilThereIs(Process demo, String command, String name) throws Exception {
        // held any earlier it would never start its client
        patiently()
                .pollInterval(Duration.ofMillis(10))
                .until(() -> demo.descendants()
                        .anyMatch(child -> List.of(child.info().arguments().orElse(new String[0]))
                                .contains(command)));
        signal("STOP", demo);
        patiently().until(() -> {
            try (Stream<Path> files = Files.find(temporary, 9, (path, attributes) -> path.endsWith(name))) {
                return files.findAny().isPresent();
            } catch (UncheckedIOException e) {
                return false; // a file was gone at the moment when it was looked at
            }
        });
        signal("CONT", demo);
    }

    private static void signal(String name, Process process) throws Exception {
        new ProcessBuilder("/bin/kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
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
