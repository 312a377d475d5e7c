package dev.framewire.netdisk;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.NetdiskProcess.Ran;
import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client in another language, from the specifications alone, against the real server. */
@NeedsTool("python3")
class PythonClientIT {

    @TempDir
    Path folder;

    private NetdiskProcess netdisk;
    private static Keystore keystore;
    private final List<Process> started = new ArrayList<>();

    @BeforeAll
    static void make(@TempDir Path keys) throws Exception {
        keystore = Keystore.make(keys, "server");
    }

    @BeforeEach
    void start() throws Exception {
        netdisk = new NetdiskProcess(folder).serve(keystore.options());
    }

    @AfterEach
    void stop() throws Exception {
        netdisk.close();
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void whoIsNotWhoTheyShouldBeIsRefused() throws Exception {
        assertThat(run("register").expect(3).err()).contains("--accept-new").contains(keystore.fingerprint());
        assertThat(run("--identity", "SHA256:" + "A".repeat(43), "register")
                        .expect(3)
                        .err())
                .contains("HAS CHANGED")
                .contains(keystore.fingerprint());
        assertThat(netdisk.home("lin")).doesNotExist();
        run("--identity", netdisk.identity(), "register").expect(0);
        Path wrong = Files.writeString(folder.resolve("wrong"), "another password\n");
        assertThat(run("--identity", netdisk.identity(), "--password-file", wrong.toString(), "login")
                        .expect(3)
                        .err())
                .contains("not accepted");
        assertThat(netdisk.config().resolve("tokens")).doesNotExist();

        // a server without a certificate is not asked anything either
        netdisk.killServer();
        netdisk.serve();
        run("--accept-new", "login").expect(4);
    }

    @Test
    void filesOfEitherClientAreFilesOfTheOther() throws Exception {
        run("--accept-new", "register").expect(0);
        run("login").expect(0);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(netdisk.config().resolve("tokens"))))
                .isEqualTo("rw-------");
        Path file = random("照片 1 🎉.bin", 3_000_000);
        Path empty = Files.createFile(folder.resolve("空"));
        run("put", file.toString()).expect(0);
        run("put", empty.toString()).expect(0);
        assertThat(run("ls").expect(0).out()).isEqualTo("     3000000  照片 1 🎉.bin\n           0  空\n");
        // by the pin and the token that the other one keeps
        netdisk.run("lin", "-s", "tls://" + netdisk.address(), "get", "照片 1 🎉.bin", "java")
                .expect(0);
        assertThat(folder.resolve("java")).hasSameBinaryContentAs(file);
        netdisk.run("lin", "-s", "tls://" + netdisk.address(), "put", "java", "来自 Java")
                .expect(0);
        run("get", "来自 Java", "python").expect(0);
        assertThat(folder.resolve("python")).hasSameBinaryContentAs(file);
        assertThat(Files.getLastModifiedTime(folder.resolve("python")))
                .isEqualTo(Files.getLastModifiedTime(folder.resolve("java")));
        assertThat(notSentAgain(run("put", file.toString(), "copy of it"))).isEqualTo(3_000_000);
        assertThat(netdisk.home("lin").resolve("copy of it")).hasSameBinaryContentAs(file);
        assertThat(netdisk.home("lin").resolve("照片 1 🎉.bin")).hasSameBinaryContentAs(file);
        run("get", "空", "nothing").expect(0);
        assertThat(folder.resolve("nothing")).isEmptyFile();

        assertThat(run("get", "来自 Java", "python").expect(0).err()).isEqualTo("python is the same already\n");
        Files.writeString(folder.resolve("python"), "mine");
        assertThat(run("get", "来自 Java", "python").expect(1).err()).contains("--restart");
        assertThat(folder.resolve("python")).hasContent("mine");
        assertThat(run("get", "missing").expect(1).err()).contains("NOT_FOUND");
        run("put", file.toString(), "../up").expect(1);
        run("logout").expect(0);
        assertThat(Files.readString(netdisk.config().resolve("tokens"))).isEmpty();
    }

    @Test
    void whatBrokeOffGoesOnWhereItStopped() throws Exception {
        run("--accept-new", "register").expect(0);
        run("login").expect(0);
        Path file = random("big", NetdiskProcess.HELD_FILE);

        Process put = beginHeld("put", "big");
        awaitPart(put, netdisk.home("lin").resolve(".xfer"), 2_000_000);
        netdisk.killServer();
        assertThat(NetdiskProcess.finish(put).expect(4).err()).contains("connection lost");
        netdisk.serve(keystore.options());
        put = beginHeld("put", "big");
        awaitPart(put, netdisk.home("lin").resolve(".xfer"), 4_000_000);
        put.toHandle().destroyForcibly(); // SIGKILL
        assertThat(put.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(notSentAgain(run("put", "big"))).isGreaterThan(3_000_000);
        assertThat(netdisk.home("lin").resolve("big")).hasSameBinaryContentAs(file);

        Process get = beginHeld("get", "big", "copy");
        awaitPart(get, folder, 2_000_000);
        get.toHandle().destroyForcibly();
        assertThat(get.waitFor(180, TimeUnit.SECONDS)).isTrue();
        // meanwhile the file becomes another one of the same length: nothing old may be left in what arrives
        byte[] changed = Files.readAllBytes(file);
        Arrays.fill(changed, 300_000, 400_000, (byte) 7);
        Files.write(file, changed);
        netdisk.run("lin", "-s", "tls://" + netdisk.address(), "put", "big").expect(0);
        assertThat(notSentAgain(run("get", "big", "copy"))).isGreaterThan(1_000_000);
        assertThat(folder.resolve("copy")).hasSameBinaryContentAs(file);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
        }
    }

    private static long notSentAgain(Ran ran) {
        return Long.parseLong(ran.expect(0).err().replaceAll("(?s).* bytes, (\\d+) of them not sent again.*", "$1"));
    }

    private static void awaitPart(Process process, Path where, long bytes) {
        patiently().until(() -> {
            assertThat(process.isAlive()).as("ended early").isTrue();
            try (Stream<Path> files = Files.exists(where) ? Files.list(where) : Stream.empty()) {
                return files.anyMatch(file ->
                        file.toString().endsWith(".part") && file.toFile().length() >= bytes);
            }
        });
    }

    private Ran run(String... arguments) throws Exception {
        return NetdiskProcess.finish(begin(arguments));
    }

    private Process beginHeld(String... arguments) throws IOException {
        List<String> held = new ArrayList<>(List.of("--accept-new", "-s", netdisk.heldAddress("lin")));
        held.addAll(List.of(arguments));
        return begin(held.toArray(String[]::new));
    }

    private Process begin(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("python3", PythonClientTest.FOLDER.resolve("netdisk.py").toString()));
        command.addAll(List.of(arguments));
        Process process = netdisk.builder("lin", List.of()).command(command).start();
        started.add(process);
        return process;
    }

    private Path random(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }
}
