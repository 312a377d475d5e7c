package dev.framewire.netdisk;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.NetdiskProcess.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What broke off goes on where it stopped. */
class ResumeIT {
    @TempDir
    Path folder;

    private NetdiskProcess netdisk;

    @BeforeEach
    void start() throws Exception {
        netdisk = new NetdiskProcess(folder).serve("--quota", "64MiB").user("lin");
    }

    @AfterEach
    void stop() {
        netdisk.close();
    }

    @Test
    void anUploadSurvivesServersThatAreKilled() throws Exception {
        Path file = random("big", NetdiskProcess.HELD_FILE);
        for (int i = 0; i < 2; i++) {
            Process put = netdisk.beginHeld("lin", "put", "big", "--progress", "json");
            Progress.awaitDurable(put, 3_000_000L * (i + 1));
            netdisk.killServer();
            NetdiskProcess.finish(put).expect(4);
            netdisk.serve("--quota", "64MiB");
            assertThat(netdisk.run("lin", "--json", "df").expect(0).out())
                    .as("what can be resumed is charged")
                    .contains("\"reserved\":" + NetdiskProcess.HELD_FILE);
        }
        Ran done = netdisk.run("lin", "--json", "put", "big").expect(0);
        assertThat(done.out()).doesNotContain("\"reused\":0,");
        assertThat(netdisk.home("lin").resolve("big")).hasSameBinaryContentAs(file);
        assertThat(netdisk.run("lin", "partials").expect(0).out()).isEmpty();
    }

    @Test
    void aDownloadSurvivesAClientThatIsKilledAndPartialsCanBeDropped() throws Exception {
        Path file = random("big", NetdiskProcess.HELD_FILE);
        netdisk.run("lin", "put", "big").expect(0);
        Process get = netdisk.beginHeld("lin", "get", "big", "copy", "--progress", "json");
        Progress.awaitDurable(get, 3_000_000);
        get.toHandle().destroyForcibly();
        assertThat(get.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(netdisk.runReleased("lin", "--json", "get", "big", "copy")
                        .expect(0)
                        .out())
                .doesNotContain("\"reused\":0,");
        assertThat(folder.resolve("copy")).hasSameBinaryContentAs(file);

        random("other", NetdiskProcess.HELD_FILE);
        netdisk.run("lin", "rm", "big").expect(0);
        Process put = netdisk.beginHeld("lin", "put", "other", "--progress", "json");
        Progress.awaitDurable(put, 1_000_000);
        put.toHandle().destroyForcibly();
        assertThat(put.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(netdisk.run("lin", "partials").expect(0).out()).contains("other");
        netdisk.release(); // what was under way, and then the end
        // what still runs is not dropped, and the server may not have heard yet that nobody is there any more
        patiently().until(() -> {
            netdisk.run("lin", "partials", "--drop");
            return netdisk.run("lin", "partials").expect(0).out().isEmpty();
        });
        assertThat(netdisk.run("lin", "--json", "df").expect(0).out()).contains("\"used\":0,\"reserved\":0,");
    }

    @Test
    void theServerStopsOnSigtermAndComesBackTheSame() throws Exception {
        String identity = netdisk.identity();
        netdisk.server().destroy();
        assertThat(netdisk.server().waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(netdisk.data().resolve("users.xlsx")).isNotEmptyFile();
        assertThat(netdisk.run("lin", "ls").expect(4).err()).contains("no connection");
        netdisk.serve();
        assertThat(netdisk.identity()).isEqualTo(identity);
        netdisk.run("lin", "ls").expect(0);
    }

    @Test
    void bothEndsMayDieAtOnceAndLittleIsSentAgain() throws Exception {
        Path file = random("big", NetdiskProcess.HELD_FILE);
        for (String command : new String[] {"put", "get"}) {
            String[] transfer = command.equals("put")
                    ? new String[] {"put", "big", "big.there", "--progress", "json", "--json"}
                    : new String[] {"get", "big.there", "copy", "--progress", "json", "--json"};
            Process broken = netdisk.beginHeld("lin", transfer);
            long durable = Progress.awaitDurable(broken, 3_000_000);
            broken.toHandle().destroyForcibly();
            netdisk.killServer();
            assertThat(broken.waitFor(180, TimeUnit.SECONDS)).isTrue();
            netdisk.serve("--quota", "64MiB");

            String report = netdisk.runReleased("lin", transfer).expect(0).out();
            assertThat(sent(report)).as(report).isLessThanOrEqualTo(NetdiskProcess.HELD_FILE - durable + (1 << 20));
        }
        assertThat(folder.resolve("copy")).hasSameBinaryContentAs(file);
    }

    /** Of what was left nothing is used; a whole file is another thing, because it was verified when it became one. */
    @Test
    void aRestartUsesNothingOfWhatWasLeftAndStillNeedNotSendWhatAWholeFileHolds() throws Exception {
        random("big", NetdiskProcess.HELD_FILE);
        Process put = netdisk.beginHeld("lin", "put", "big", "--progress", "json");
        Progress.awaitDurable(put, 3_000_000);
        netdisk.killServer();
        NetdiskProcess.finish(put).expect(4);
        netdisk.serve();

        assertThat(sent(netdisk.run("lin", "--json", "put", "--restart", "big")
                        .expect(0)
                        .out()))
                .isEqualTo(NetdiskProcess.HELD_FILE);
        assertThat(netdisk.run("lin", "partials").expect(0).out()).isEmpty();
        assertThat(sent(netdisk.run("lin", "--json", "put", "--restart", "big", "a free name")
                        .expect(0)
                        .out()))
                .isZero();
    }

    @Test
    void whatNobodyWentOnWithForAWeekIsDropped() throws Exception {
        random("big", NetdiskProcess.HELD_FILE);
        Process put = netdisk.beginHeld("lin", "put", "big", "--progress", "json");
        Progress.awaitDurable(put, 1_000_000);
        netdisk.killServer();
        NetdiskProcess.finish(put).expect(4);
        Path partials = netdisk.home("lin").resolve(".xfer");
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(8)));
        try (Stream<Path> files = Files.list(partials)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, old);
            }
        }
        netdisk.serve("--quota", "64MiB");

        patiently().until(() -> netdisk.serverLog().contains("expired user=lin partials=1"));
        assertThat(netdisk.run("lin", "partials").expect(0).out()).isEmpty();
        assertThat(netdisk.run("lin", "--json", "df").expect(0).out()).contains("\"used\":0,\"reserved\":0,");
    }

    private static long sent(String report) {
        return Long.parseLong(report.split("\"sent\":")[1].split("\\D")[0]);
    }

    private Path random(String name, int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }
}
