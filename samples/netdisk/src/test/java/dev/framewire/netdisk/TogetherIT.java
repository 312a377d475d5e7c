package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.NetdiskProcess.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two at one file: each ends in a clear error or a defined winner. */
class TogetherIT {
    @TempDir
    static Path data;

    @TempDir
    Path folder;

    private static NetdiskProcess netdisk;
    private String lin;

    @BeforeAll
    static void start() throws Exception {
        netdisk = new NetdiskProcess(data).serve();
    }

    @AfterAll
    static void stop() {
        netdisk.close();
    }

    @BeforeEach
    void someFolderAndSomeUser() throws Exception {
        netdisk.workIn(folder);
        lin = netdisk.newUser();
    }

    private Path random(String name, int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(name.hashCode()).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }

    @Test
    void whoPutsLastWinsAndTheOtherIsToldAndNothingIsMixed() throws Exception {
        Path one = random("one", NetdiskProcess.HELD_FILE);
        Path two = random("two", 4 << 20);
        random("old", 1 << 20);
        netdisk.run(lin, "put", "old", "target").expect(0);

        Process first = netdisk.beginHeld(lin, "put", "one", "target", "--progress", "json");
        Progress.awaitWritten(first, 1 << 20);
        assertThat(netdisk.home(lin).resolve("target")).hasSize(1 << 20); // the old one, until a new one is whole
        Ran second = netdisk.run(lin, "put", "two", "target").expect(0);
        netdisk.release();
        Ran taken = NetdiskProcess.finish(first);

        assertThat(taken.exitCode()).as(taken.err()).isNotZero();
        assertThat(netdisk.home(lin).resolve("target")).as(second.err()).hasSameBinaryContentAs(two);
        assertThat(netdisk.run(lin, "partials").expect(0).out()).isEmpty();
        netdisk.run(lin, "put", "one", "target").expect(0);
        assertThat(netdisk.home(lin).resolve("target")).hasSameBinaryContentAs(one);
    }

    @Test
    void whoReadsAFileReadsItToItsEndWhateverBecomesOfItsName() throws Exception {
        Path one = random("one", NetdiskProcess.HELD_FILE);
        random("two", 1 << 20);
        netdisk.run(lin, "put", "one", "target").expect(0);
        Process reading = netdisk.beginHeld(lin, "get", "target", "copy", "--progress", "json");
        Progress.awaitWritten(reading, 1 << 20);
        netdisk.run(lin, "rm", "target").expect(0);
        netdisk.run(lin, "put", "two", "target").expect(0);
        netdisk.release();

        NetdiskProcess.finish(reading).expect(0);
        assertThat(folder.resolve("copy")).hasSameBinaryContentAs(one);
    }
}
