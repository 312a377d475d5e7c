package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.framewire.netdisk.NetdiskProcess.Ran;
import dev.framewire.netdisk.users.SheetOnScreen;
import dev.framewire.testtools.NeedsTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as people use it. */
class NetdiskIT {
    @TempDir
    Path folder;

    private NetdiskProcess netdisk;

    @BeforeEach
    void start() throws Exception {
        netdisk = new NetdiskProcess(folder).serve("--quota", "8MiB");
    }

    @AfterEach
    void stop() throws Exception {
        netdisk.close();
    }

    @Test
    void filesGoUpAndComeDownTheSame() throws Exception {
        netdisk.user("lin");
        Path file = random("照片 1 🎉.bin", 3_000_000);

        netdisk.run("lin", "put", file.toString()).expect(0);
        Ran ls = netdisk.run("lin", "ls", "-l").expect(0);
        assertThat(ls.out()).contains("3000000").contains("照片 1 🎉.bin").doesNotContain("xfer");
        netdisk.run("lin", "get", "照片 1 🎉.bin", "down").expect(0);
        assertThat(folder.resolve("down")).hasSameBinaryContentAs(file);
        netdisk.run("lin", "get", "照片 1 🎉.bin", "down").expect(0); // identical: nothing to do
        Files.writeString(folder.resolve("down"), "other");
        netdisk.run("lin", "get", "照片 1 🎉.bin", "down").expect(1);
        assertThat(folder.resolve("down")).hasContent("other");
        netdisk.run("lin", "get", "--restart", "照片 1 🎉.bin", "down").expect(0);
        assertThat(folder.resolve("down")).hasSameBinaryContentAs(file);
        netdisk.run("lin", "verify", "down", "照片 1 🎉.bin").expect(0);
        Files.writeString(folder.resolve("down"), "other");
        netdisk.run("lin", "verify", "down", "照片 1 🎉.bin").expect(5);
        assertThat(folder.resolve(".xfer")).doesNotExist();
    }

    @Test
    @NeedsTool("script")
    void anAnswerIsAboutOneFileOnly() throws Exception {
        netdisk.user("lin");
        Path one = Files.writeString(folder.resolve("one"), "of the server");
        Path two = Files.writeString(folder.resolve("two"), "of the server");
        netdisk.run("lin", "put", one.toString(), two.toString(), "/").expect(0);
        Files.writeString(one, "of mine, older");
        Files.writeString(two, "of mine, precious");

        // a terminal whose user starts over with the first file, and leaves the second one alone
        ProcessBuilder get = netdisk.builder("lin", List.of("get", "one", "two", folder.toString()));
        get.command("script", "-qec", String.join(" ", get.command()), "/dev/null");
        Process process = get.start();
        process.getOutputStream().write("s\nc\n".getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        Ran ran = NetdiskProcess.finish(process);

        assertThat(Files.readString(two)).as(ran.out()).isEqualTo("of mine, precious");
        assertThat(Files.readString(one)).as(ran.out()).isEqualTo("of the server");
        ran.expect(1);
    }

    @Test
    void foldersGoUpAndComeDownWhole() throws Exception {
        netdisk.user("lin");
        Path tree = folder.resolve("tree");
        for (int i = 0; i < 30; i++) {
            Path at = Files.createDirectories(tree.resolve("d" + i % 5 + "/e"));
            Files.writeString(at.resolve("f" + i), "content " + i);
        }
        Files.createDirectories(tree.resolve("empty"));

        netdisk.run("lin", "put", "tree").expect(1);
        netdisk.run("lin", "put", "-r", "tree").expect(0);
        netdisk.run("lin", "get", "-r", "tree", "copy").expect(0);

        assertThat(new ProcessBuilder(
                                "diff",
                                "-r",
                                tree.toString(),
                                folder.resolve("copy").toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void theCommandsOfFoldersAndFiles() throws Exception {
        netdisk.user("lin");
        Files.writeString(folder.resolve("a"), "a");
        netdisk.run("lin", "mkdir", "x/y").expect(1);
        netdisk.run("lin", "mkdir", "-p", "x/y").expect(0);
        netdisk.run("lin", "mkdir", "x").expect(1);
        netdisk.run("lin", "put", "a", "x/y/b").expect(0);
        netdisk.run("lin", "put", "a", "x").expect(0);
        netdisk.run("lin", "mv", "x/y/b", "x/y/c").expect(0);
        netdisk.run("lin", "mv", "x/y/c", "x/a").expect(1);
        netdisk.run("lin", "rmdir", "x/y").expect(1);
        assertThat(netdisk.run("lin", "ls", "-r").expect(0).out()).isEqualTo("x/\nx/a\nx/y/\nx/y/c\n");
        assertThat(netdisk.run("lin", "--json", "stat", "x/a").expect(0).out())
                .startsWith("{\"name\":\"a\",\"kind\":\"file\",\"size\":1,");
        netdisk.run("lin", "rm", "nothing", "x/y/c").expect(1);
        netdisk.run("lin", "rmdir", "x/y").expect(0);
        assertThat(netdisk.run("lin", "--json", "df").expect(0).out())
                .isEqualTo("{\"used\":1,\"reserved\":0,\"quota\":8388608}\n");
        netdisk.run("lin", "ls", "nothing").expect(1);
        netdisk.run("lin", "nonsense").expect(2);
        netdisk.run("lin", "put").expect(2);
    }

    @Test
    void whoYouAreIsCheckedEveryTime() throws Exception {
        netdisk.run("lin", "register").expect(3); // an identity nobody accepted
        netdisk.run("lin", "register", "--identity", netdisk.identity()).expect(0);
        netdisk.run("lin", "register", "--accept-new").expect(1); // the name is taken
        netdisk.run("mia", "ls").expect(3); // never registered
        netdisk.run("Lin", "ls").expect(2); // no user name
        ProcessBuilder wrong = netdisk.builder("lin", List.of("ls"));
        wrong.environment().put("NETDISK_PASSWORD", "wrong");
        NetdiskProcess.finish(wrong.start()).expect(3);
        netdisk.run("lin", "ls", "--identity", "SHA256:" + "A".repeat(43)).expect(3);
        Files.writeString(
                netdisk.config().resolve("known_servers"), netdisk.address() + " SHA256:" + "A".repeat(43) + "\n");
        assertThat(netdisk.run("lin", "ls").expect(3).err())
                .contains("HAS CHANGED")
                .contains(netdisk.identity());
        assertThat(Files.readString(netdisk.data().resolve("users.log"))).doesNotContain(NetdiskProcess.PASSWORD);
        assertThat(netdisk.serverLog()).doesNotContain(NetdiskProcess.PASSWORD).contains("login-failed");
    }

    @Test
    void aDisabledUserIsRefusedAndLooksLikeAWrongPassword() throws Exception {
        netdisk.run("lin", "register", "--accept-new").expect(0);
        netdisk.run("mia", "register").expect(0);
        Path sheet = netdisk.data().resolve("users.xlsx");
        await().ignoreExceptions().until(() -> SheetOnScreen.open(sheet).shows("mia"));
        String before;
        try (RawPeer stranger = new RawPeer(netdisk.address())) {
            before = stranger.saltOf("lin");
        }
        SheetOnScreen.open(sheet).disable("lin", true).save();
        await().until(() -> netdisk.run("lin", "ls").exitCode() == 3);
        try (RawPeer stranger = new RawPeer(netdisk.address())) {
            assertThat(stranger.saltOf("lin")).isEqualTo(before);
        }
        String disabled = netdisk.run("lin", "ls").expect(3).err();
        ProcessBuilder wrong = netdisk.builder("mia", List.of("ls"));
        wrong.environment().put("NETDISK_PASSWORD", "wrong");
        assertThat(disabled)
                .isEqualTo(NetdiskProcess.finish(wrong.start()).expect(3).err());
        netdisk.run("mia", "ls").expect(0);
        SheetOnScreen.open(sheet).disable("lin", false).save();
        await().until(() -> netdisk.run("lin", "ls").exitCode() == 0);
    }

    @Test
    void aTokenStandsForThePasswordUntilItIsRevoked() throws Exception {
        netdisk.user("lin");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(netdisk.config().resolve("tokens"))))
                .isEqualTo("rw-------");
        ProcessBuilder without = netdisk.builder("lin", List.of("ls"));
        without.environment().remove("NETDISK_PASSWORD");
        NetdiskProcess.finish(without.start()).expect(0);
        byte[] kept = Files.readAllBytes(netdisk.config().resolve("tokens"));
        netdisk.run("lin", "logout").expect(0);
        Files.write(netdisk.config().resolve("tokens"), kept); // a thief's copy
        NetdiskProcess.finish(without.start()).expect(2); // no longer good, and there is no password to fall back on

        netdisk.run("lin", "login").expect(0);
        kept = Files.readAllBytes(netdisk.config().resolve("tokens"));
        ProcessBuilder passwd = netdisk.builder("lin", List.of("passwd"));
        passwd.environment().put("NETDISK_NEW_PASSWORD", "another");
        NetdiskProcess.finish(passwd.start()).expect(0);
        Files.write(netdisk.config().resolve("tokens"), kept);
        netdisk.run("lin", "ls").expect(3); // neither the token nor the old password
        ProcessBuilder again = netdisk.builder("lin", List.of("ls"));
        again.environment().put("NETDISK_PASSWORD", "another");
        NetdiskProcess.finish(again.start()).expect(0);
    }

    @Test
    void theQuotaHoldsForOneAndForTwoAtOnce() throws Exception {
        netdisk.user("lin");
        random("five", 5 << 20);
        random("eight", 8 << 20);
        random("nine", 9 << 20);
        assertThat(netdisk.run("lin", "put", "nine").expect(1).err())
                .contains("9.0 MiB")
                .contains("8.0 MiB");
        Process one = netdisk.begin("lin", "put", "five", "one");
        Process two = netdisk.begin("lin", "put", "five", "two");
        int codes = NetdiskProcess.finish(one).exitCode()
                + NetdiskProcess.finish(two).exitCode();
        assertThat(codes).as("one fits, the other is refused").isEqualTo(1);
        String there = netdisk.run("lin", "ls").expect(0).out().strip();
        netdisk.run("lin", "put", "eight", there).expect(0); // replacing charges the larger of the two
        netdisk.run("lin", "put", "five", there).expect(0);
        assertThat(netdisk.run("lin", "--json", "df").expect(0).out()).contains("\"used\":5242880,");
    }

    @Test
    void anUploadSurvivesServersThatAreKilled() throws Exception {
        netdisk.user("lin");
        Path file = random("big", 6_000_000);
        for (int i = 0; i < 2; i++) {
            Process put = netdisk.begin("lin", "put", "big", "--rate", "1500000", "--progress", "json");
            awaitWritten(put, 2_000_000L * (i + 1));
            netdisk.killServer();
            NetdiskProcess.finish(put).expect(4);
            netdisk.serve("--quota", "8MiB");
            assertThat(netdisk.run("lin", "--json", "df").expect(0).out())
                    .as("what can be resumed is charged")
                    .contains("\"reserved\":6000000");
        }
        Ran done = netdisk.run("lin", "--json", "put", "big").expect(0);
        assertThat(done.out()).doesNotContain("\"reused\":0,");
        assertThat(netdisk.home("lin").resolve("big")).hasSameBinaryContentAs(file);
        assertThat(netdisk.run("lin", "partials").expect(0).out()).isEmpty();
    }

    @Test
    void aDownloadSurvivesAClientThatIsKilledAndPartialsCanBeDropped() throws Exception {
        netdisk.user("lin");
        Path file = random("big", 6_000_000);
        netdisk.run("lin", "put", "big").expect(0);
        Process get = netdisk.begin("lin", "get", "big", "copy", "--rate", "1500000", "--progress", "json");
        awaitWritten(get, 2_500_000);
        get.toHandle().destroyForcibly();
        assertThat(get.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(netdisk.run("lin", "--json", "get", "big", "copy").expect(0).out())
                .doesNotContain("\"reused\":0,");
        assertThat(folder.resolve("copy")).hasSameBinaryContentAs(file);

        random("other", 6_000_000);
        netdisk.run("lin", "rm", "big").expect(0);
        Process put = netdisk.begin("lin", "put", "other", "--rate", "1500000", "--progress", "json");
        awaitWritten(put, 1_000_000);
        put.toHandle().destroyForcibly();
        assertThat(put.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(netdisk.run("lin", "partials").expect(0).out()).contains("other");
        netdisk.run("lin", "partials", "--drop").expect(0);
        assertThat(netdisk.run("lin", "--json", "df").expect(0).out()).contains("\"used\":0,");
    }

    @Test
    void theServerStopsOnSigtermAndComesBackTheSame() throws Exception {
        netdisk.user("lin");
        String identity = netdisk.identity();
        netdisk.server().destroy();
        assertThat(netdisk.server().waitFor(15, TimeUnit.SECONDS)).isTrue();
        assertThat(netdisk.data().resolve("users.xlsx")).isNotEmptyFile();
        assertThat(netdisk.run("lin", "ls").expect(4).err()).contains("no connection");
        netdisk.serve();
        assertThat(netdisk.identity()).isEqualTo(identity);
        netdisk.run("lin", "ls").expect(0);
    }

    @Test
    void anAdministratorAddsUsersWhileTheServerRuns() throws Exception {
        netdisk.run("nobody", "useradd", "--data", netdisk.data().toString(), "mia", "--quota", "1MiB")
                .expect(0);
        netdisk.run("nobody", "useradd", "--data", netdisk.data().toString(), "mia")
                .expect(1);
        assertThat(netdisk.run("mia", "--json", "df", "--identity", netdisk.identity())
                        .expect(0)
                        .out())
                .contains("\"quota\":1048576");
        netdisk.run("nobody", "serve", "--data", netdisk.data().toString(), "--listen", "127.0.0.1:0")
                .expect(1); // the folder is in use
    }

    @Test
    @NeedsTool({"env", "sh", "flock"})
    void theLauncherNamesFilesOfEveryLanguageInAnEmptyEnvironment() throws Exception {
        netdisk.user("lin");
        random("照片 🎉.bin", 1000);
        Path launcher = Path.of("netdisk").toAbsolutePath();
        Process put = new ProcessBuilder(
                        "env",
                        "-i",
                        "PATH=" + System.getenv("PATH"),
                        "JAVA_HOME=" + System.getProperty("java.home"),
                        "HOME=" + folder,
                        "NETDISK_CONFIG_DIR=" + netdisk.config(),
                        "FRAMEWIRE_MAVEN_OPTIONS=-o",
                        launcher.toString(),
                        "-s",
                        netdisk.address(),
                        "-u",
                        "lin",
                        "put",
                        "照片 🎉.bin")
                .directory(folder.toFile())
                .start();
        NetdiskProcess.finish(put).expect(0);
        assertThat(netdisk.run("lin", "ls").expect(0).out()).isEqualTo("照片 🎉.bin\n");
    }

    @Test
    void aScriptOfTheShellEndsAtItsFirstFailure() throws Exception {
        netdisk.user("lin");
        Process shell = netdisk.begin("lin", "shell");
        shell.getOutputStream().write("mkdir a\ncd a\npwd\n-rm nothing\nmkdir b\nls\nrm nothing\nmkdir c\n".getBytes());
        Ran ran = NetdiskProcess.finish(shell).expect(1);
        assertThat(ran.out()).isEqualTo("/a\nb/\n");
        assertThat(netdisk.run("lin", "ls", "-r").expect(0).out()).isEqualTo("a/\na/b/\n");
    }

    // reads the progress of a put or get until so much is written
    private static void awaitWritten(Process process, long bytes) throws Exception {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = process.getErrorStream().read();
            assertThat(c).as("ended early, after: %s", line).isNotNegative();
            line.append((char) c);
            if (c == '\n') {
                String text = line.toString();
                int at = text.indexOf("\"written\":");
                if (at >= 0 && Long.parseLong(text.substring(at + 10).split("\\D")[0]) >= bytes) {
                    return;
                }
                line.setLength(0);
            }
        }
    }

    private Path random(String name, int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }
}
