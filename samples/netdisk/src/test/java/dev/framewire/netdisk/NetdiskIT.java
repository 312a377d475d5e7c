package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.NetdiskProcess.Ran;
import dev.framewire.testtools.NeedsTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as people use it. */
class NetdiskIT {
    @TempDir
    static Path data;

    @TempDir
    Path folder;

    private static NetdiskProcess netdisk;
    private String lin;

    @BeforeAll
    static void start() throws Exception {
        netdisk = new NetdiskProcess(data).serve("--quota", "8MiB");
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

    @Test
    void filesGoUpAndComeDownTheSame() throws Exception {
        Path file = random("照片 1 🎉.bin", 3_000_000);

        netdisk.run(lin, "put", file.toString()).expect(0);
        Ran ls = netdisk.run(lin, "ls", "-l").expect(0);
        assertThat(ls.out()).contains("3000000").contains("照片 1 🎉.bin").doesNotContain("xfer");
        netdisk.run(lin, "get", "照片 1 🎉.bin", "down").expect(0);
        assertThat(folder.resolve("down")).hasSameBinaryContentAs(file);
        netdisk.run(lin, "get", "照片 1 🎉.bin", "down").expect(0); // identical: nothing to do
        Files.writeString(folder.resolve("down"), "other");
        netdisk.run(lin, "get", "照片 1 🎉.bin", "down").expect(1);
        assertThat(folder.resolve("down")).hasContent("other");
        netdisk.run(lin, "get", "--restart", "照片 1 🎉.bin", "down").expect(0);
        assertThat(folder.resolve("down")).hasSameBinaryContentAs(file);
        netdisk.run(lin, "verify", "down", "照片 1 🎉.bin").expect(0);
        Files.writeString(folder.resolve("down"), "other");
        netdisk.run(lin, "verify", "down", "照片 1 🎉.bin").expect(5);
        assertThat(folder.resolve(".xfer")).doesNotExist();
    }

    @Test
    @NeedsTool("script")
    void anAnswerIsAboutOneFileOnly() throws Exception {
        Path one = Files.writeString(folder.resolve("one"), "of the server");
        Path two = Files.writeString(folder.resolve("two"), "of the server");
        netdisk.run(lin, "put", one.toString(), two.toString(), "/").expect(0);
        Files.writeString(one, "of mine, older");
        Files.writeString(two, "of mine, precious");

        // a terminal whose user starts over with the first file, and leaves the second one alone
        ProcessBuilder get = netdisk.builder(lin, List.of("get", "one", "two", folder.toString()));
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
        Path tree = folder.resolve("tree");
        for (int i = 0; i < 30; i++) {
            Path at = Files.createDirectories(tree.resolve("d" + i % 5 + "/e"));
            Files.writeString(at.resolve("f" + i), "content " + i);
        }
        Files.createDirectories(tree.resolve("empty"));

        netdisk.run(lin, "put", "tree").expect(1);
        netdisk.run(lin, "put", "-r", "tree").expect(0);
        netdisk.run(lin, "get", "-r", "tree", "copy").expect(0);

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
    void ofAFolderThatWasRenamedTheLargeFilesAreNotSentAgain() throws Exception {
        Path photos = Files.createDirectories(folder.resolve("photos/day"));
        for (int i = 0; i < 3; i++) {
            byte[] photo = new byte[1_200_000 + i % 2]; // two of one size, which their times tell apart
            new Random(i).nextBytes(photo);
            Files.setLastModifiedTime(
                    Files.write(photos.resolve("" + i), photo), FileTime.fromMillis(1_700_000_000_000L + i));
            Files.writeString(photos.resolve("note" + i), "note " + i);
        }
        assertThat(netdisk.run(lin, "--json", "put", "-r", "photos").expect(0).out())
                .doesNotContain("\"sent\":0,");
        Files.move(folder.resolve("photos"), folder.resolve("pictures"));
        Files.move(folder.resolve("pictures/day"), folder.resolve("pictures/night"));

        String report =
                netdisk.run(lin, "--json", "put", "-r", "pictures").expect(0).out();

        assertThat(report.lines().filter(line -> line.contains("\"size\":12")))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).contains("\"sent\":0,").containsPattern("\"reused\":120000[01],"));
        netdisk.run(lin, "get", "-r", "pictures", "copy").expect(0);
        for (int i = 0; i < 3; i++) {
            assertThat(folder.resolve("copy/night/" + i)).hasSameBinaryContentAs(folder.resolve("pictures/night/" + i));
            assertThat(folder.resolve("copy/night/note" + i)).hasContent("note " + i);
        }
    }

    /** It is named, so it is meant; with what is in a folder nobody named, a link could lead anywhere. */
    @Test
    void aFolderThatIsNamedByALinkIsSentAndLinksInItAreNot() throws Exception {
        Path photos = Files.createDirectories(folder.resolve("disk/photos"));
        Files.writeString(photos.resolve("sea"), "the sea");
        Files.writeString(folder.resolve("secret"), "not a photo");
        Files.createSymbolicLink(photos.resolve("link"), folder.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("pictures"), photos);

        Ran put = netdisk.run(lin, "put", "-r", "pictures").expect(0);

        assertThat(put.err()).contains("pictures/link is left out: not a file or folder");
        assertThat(netdisk.run(lin, "ls", "-r").expect(0).out()).isEqualTo("pictures/\npictures/sea\n");
        netdisk.run(lin, "put", "-r", "pictures/", "other/").expect(0);
        assertThat(netdisk.run(lin, "ls", "-r", "other").expect(0).out()).isEqualTo("pictures/\npictures/sea\n");
    }

    @Test
    void whatCannotBeSentOfAFolderIsNamedAndFailsAndTheRestIsSent() throws Exception {
        Path tree = folder.resolve("tree");
        Path bad = Files.createDirectories(tree.resolve("c:d")); // no name on Windows
        Files.writeString(bad.resolve("below"), "1");
        Files.writeString(tree.resolve("two\nlines"), "2");
        for (int i = 0; i < 10; i++) {
            Files.writeString(tree.resolve("f" + i), "content");
        }

        Ran put = netdisk.run(lin, "put", "-r", "tree").expect(1);

        assertThat(put.err().lines().filter(line -> line.contains("is left out: name")))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("netdisk: tree/c:d "))
                .anyMatch(line -> line.startsWith("netdisk: tree/two\\u000alines "));
        assertThat(netdisk.run(lin, "ls", "tree").expect(0).out().lines()).hasSize(10);
        netdisk.run(lin, "get", "-r", "tree", "copy").expect(0);
    }

    @Test
    void theCommandsOfFoldersAndFiles() throws Exception {
        Files.writeString(folder.resolve("a"), "a");
        netdisk.run(lin, "mkdir", "x/y").expect(1);
        netdisk.run(lin, "mkdir", "-p", "x/y").expect(0);
        netdisk.run(lin, "mkdir", "x").expect(1);
        netdisk.run(lin, "put", "a", "x/y/b").expect(0);
        netdisk.run(lin, "put", "a", "x").expect(0);
        netdisk.run(lin, "mv", "x/y/b", "x/y/c").expect(0);
        netdisk.run(lin, "mv", "x/y/c", "x/a").expect(1);
        netdisk.run(lin, "rmdir", "x/y").expect(1);
        assertThat(netdisk.run(lin, "ls", "-r").expect(0).out()).isEqualTo("x/\nx/a\nx/y/\nx/y/c\n");
        assertThat(netdisk.run(lin, "--json", "stat", "--sha256", "x/a")
                        .expect(0)
                        .out())
                .startsWith("{\"name\":\"a\",\"kind\":\"file\",\"size\":1,")
                .endsWith(",\"sha256\":\"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb\"}\n");
        netdisk.run(lin, "rm", "nothing", "x/y/c").expect(1);
        netdisk.run(lin, "rmdir", "x/y").expect(0);
        assertThat(netdisk.run(lin, "--json", "df").expect(0).out())
                .isEqualTo("{\"used\":1,\"reserved\":0,\"quota\":8388608}\n");
        netdisk.run(lin, "ls", "nothing").expect(1);
        netdisk.run(lin, "nonsense").expect(2);
        netdisk.run(lin, "put").expect(2);
    }

    @Test
    void theQuotaHoldsForOneAndForTwoAtOnce() throws Exception {
        random("five", 5 << 20);
        random("eight", 8 << 20);
        random("nine", 9 << 20);
        assertThat(netdisk.run(lin, "put", "nine").expect(1).err())
                .contains("9.0 MiB")
                .contains("8.0 MiB");
        Process one = netdisk.begin(lin, "put", "five", "one");
        Process two = netdisk.begin(lin, "put", "five", "two");
        int codes = NetdiskProcess.finish(one).exitCode()
                + NetdiskProcess.finish(two).exitCode();
        assertThat(codes).as("one fits, the other is refused").isEqualTo(1);
        String there = netdisk.run(lin, "ls").expect(0).out().strip();
        netdisk.run(lin, "put", "eight", there).expect(0); // replacing charges the larger of the two
        netdisk.run(lin, "put", "five", there).expect(0);
        assertThat(netdisk.run(lin, "--json", "df").expect(0).out()).contains("\"used\":5242880,");
    }

    @Test
    @NeedsTool({"env", "sh", "flock"})
    void theLauncherNamesFilesOfEveryLanguageInAnEmptyEnvironment() throws Exception {
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
                        lin,
                        "put",
                        "照片 🎉.bin")
                .directory(folder.toFile())
                .start();
        NetdiskProcess.finish(put).expect(0);
        assertThat(netdisk.run(lin, "ls").expect(0).out()).isEqualTo("照片 🎉.bin\n");
    }

    @Test
    void aScriptOfTheShellEndsAtItsFirstFailure() throws Exception {
        Process shell = netdisk.begin(lin, "shell");
        shell.getOutputStream().write("mkdir a\ncd a\npwd\n-rm nothing\nmkdir b\nls\nrm nothing\nmkdir c\n".getBytes());
        Ran ran = NetdiskProcess.finish(shell).expect(1);
        assertThat(ran.out()).isEqualTo("/a\nb/\n");
        assertThat(netdisk.run(lin, "ls", "-r").expect(0).out()).isEqualTo("a/\na/b/\n");
    }

    @Test
    void aSlashAtTheEndOfATargetSaysThatItIsAFolder() throws Exception {
        Files.writeString(folder.resolve("a"), "a");
        netdisk.run(lin, "put", "a").expect(0);

        netdisk.run(lin, "put", "a", "none/").expect(1);
        assertThat(netdisk.run(lin, "get", "a", "none/").expect(1).err()).contains("none is not a folder");
        assertThat(folder.resolve("none")).doesNotExist();
        assertThat(netdisk.run(lin, "mv", "a", "none/").expect(1).err()).contains("'none' is not a remote folder");
        assertThat(netdisk.run(lin, "mv", "missing", "none/").expect(1).err()).contains("'missing' is not there");
        assertThat(netdisk.run(lin, "ls").expect(0).out()).isEqualTo("a\n");

        netdisk.run(lin, "mkdir", "one/").expect(0);
        netdisk.run(lin, "mv", "one/", "two/").expect(0); // a folder may get such a name
        netdisk.run(lin, "mv", "a", "two/").expect(0);
        netdisk.run(lin, "get", "-r", "two", "copy/").expect(0);
        netdisk.run(lin, "get", "two/a", "copy/").expect(0);
        assertThat(folder.resolve("copy/a")).hasContent("a");
    }

    private Ran script(String lines, String... arguments) throws Exception {
        Process shell = netdisk.begin(lin, arguments);
        shell.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
        return NetdiskProcess.finish(shell);
    }

    @Test
    void whatTheShellWasStartedWithHoldsForItsLines() throws Exception {
        assertThat(script("mkdir a\nls\n", "--json", "shell").expect(0).out())
                .startsWith("{\"name\":\"a\",\"kind\":\"folder\",");
        assertThat(script("ls --json\nls\n", "shell").expect(0).out()).endsWith("}\na/\n");
    }

    @Test
    void aLineOfTheShellIsNeverOfAnotherUserOrServer() throws Exception {
        Files.writeString(folder.resolve("file"), "mine");
        netdisk.run(lin, "put", "file").expect(0);
        assertThat(script("rm -u somebody file\n", "shell").expect(2).err()).contains("given when the shell starts");
        script("-s 127.0.0.1:1 rm file\n-rm file -s 127.0.0.1:1\nrm --server=127.0.0.1:1 file", "shell")
                .expect(2);
        assertThat(netdisk.run(lin, "ls").expect(0).out()).isEqualTo("file\n");
    }

    @Test
    void aMistypedLineOfTheShellIsAnsweredInOneLine() throws Exception {
        assertThat(script("lls\n", "shell").expect(2).err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("'lls'"),
                        line -> assertThat(line).contains("line 1 failed"));
        assertThat(script("ls --nonsense\n", "shell").expect(2).err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("--nonsense"),
                        line -> assertThat(line).contains("line 1 failed"));
        assertThat(script("help put\nput --help\n", "shell").expect(0).out())
                .contains("--perms")
                .doesNotContain("\n  mkdir ");
        assertThat(script("help\n", "shell").expect(0).out()).contains("lpwd", "\n  mkdir ");
    }

    private Path random(String name, int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }
}
