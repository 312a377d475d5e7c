package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.NetdiskProcess.Ran;
import dev.framewire.testtools.NeedsTool;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts rely on: where settings come from, what is printed, and what a command ends with. */
class CommandsIT {
    private static final String STRANGER = "SHA256:" + "A".repeat(43);

    @TempDir
    static Path folder;

    private static NetdiskProcess netdisk;

    @BeforeAll
    static void aServerThatTakesNoStrangers() throws Exception {
        Files.createDirectory(folder.resolve("data"));
        netdisk = new NetdiskProcess(folder);
        netdisk.run("nobody", "useradd", "--data", "data", "--users", "people.xlsx", "--quota", "1M", "lin")
                .expect(0);
        netdisk.serve("--users", "people.xlsx", "--registration", "closed");
        netdisk.run("lin", "login", "--accept-new").expect(0);
        Files.writeString(folder.resolve("file"), "content");
    }

    @AfterAll
    static void stop() {
        netdisk.close();
    }

    /** A command without anything in its environment. */
    private static Ran bare(String... arguments) throws Exception {
        ProcessBuilder builder = netdisk.builder("lin", List.of(arguments));
        builder.environment().keySet().removeIf(name -> name.startsWith("NETDISK_") && !name.contains("CONFIG"));
        return NetdiskProcess.finish(builder.start());
    }

    @Test
    void serverAndUserComeFromFlagsThenTheEnvironmentThenTheConfigFile() throws Exception {
        assertThat(bare("ls").expect(2).err()).contains("which user? Give -u USER or set NETDISK_USER");
        bare("-s", netdisk.address(), "-u", "lin", "ls").expect(0);
        bare("ls", "-s", netdisk.address(), "-u", "lin").expect(0);
        Path config = netdisk.config().resolve("config");
        Files.writeString(config, "# mine\nserver = " + netdisk.address() + "\nuser = lin\n");
        bare("ls").expect(0);
        Files.writeString(config, "server = 127.0.0.1:1\nuser = nobody\n");
        netdisk.run("lin", "ls").expect(0);
        assertThat(netdisk.run("lin", "-s", "127.0.0.1:1", "ls").expect(4).err())
                .contains("no connection to");
        assertThat(bare("-s", "nonsense:", "-u", "lin", "ls").expect(2).err()).contains("nonsense:");
        Files.writeString(config, "sever = " + netdisk.address() + "\n");
        assertThat(netdisk.run("lin", "ls").expect(2).err()).contains(config + ": no such setting: 'sever'");
        Files.delete(config);
    }

    @Test
    void thePasswordComesFromAFileOrTheEnvironmentAndNeverFromAnArgument() throws Exception {
        Path tokens = netdisk.config().resolve("tokens");
        byte[] kept = Files.readAllBytes(tokens);
        Files.delete(tokens);
        String[] who = {"-s", netdisk.address(), "-u", "lin", "ls"};
        assertThat(bare(who).expect(2).err()).contains("give --password-file FILE or set NETDISK_PASSWORD");
        Path password = Files.writeString(folder.resolve("password"), NetdiskProcess.PASSWORD + "\nmore\n");
        List<String> withFile = new ArrayList<>(List.of(who));
        withFile.addAll(List.of("--password-file", password.toString()));
        bare(withFile.toArray(String[]::new)).expect(0);
        bare("ls", "--password", NetdiskProcess.PASSWORD).expect(2);
        Files.writeString(password, "\n");
        bare(withFile.toArray(String[]::new)).expect(2);
        Files.write(tokens, kept);
    }

    @Test
    void aPasswordThatIsAnArgumentIsNotRepeatedAndWhoTypedItIsToldWhereItBelongs() throws Exception {
        for (String line : List.of("--password hunter2 ls", "ls -phunter2", "login lin hunter2")) {
            Ran ran = bare(line.split(" ")).expect(2);
            assertThat(ran.err()).contains("a password is never an argument").contains("--password-file");
            assertThat(ran.err() + ran.out()).doesNotContain("hunter2");
        }
    }

    @Test
    void whoIsNotAcceptedAndWhatIsRefusedHaveCodesOfTheirOwn() throws Exception {
        assertThat(netdisk.run("mia", "register").expect(1).err()).contains("takes no registrations");
        netdisk.run("mia", "ls").expect(3);
        netdisk.run("lin", "ls", "--identity", STRANGER).expect(3);
        netdisk.run("nobody", "useradd", "--data", "data", "Lin").expect(2);
        netdisk.run("nobody", "useradd", "--data", "data", "x", "--quota", "much")
                .expect(2);
        netdisk.run("nobody", "serve").expect(2);
        netdisk.run("nobody", "serve", "--data", "other", "--registration", "perhaps")
                .expect(2);
        netdisk.run("nobody", "serve", "--data", "other", "--quota", "-1").expect(2);
        netdisk.run("nobody").expect(2);
        netdisk.run("lin", "ls", "--nonsense").expect(2);
        netdisk.run("lin", "ls", "../x").expect(1);
        netdisk.run("lin", "get", "--resume", "--restart", "x").expect(2);
        netdisk.run("lin", "put", "missing").expect(1);
        netdisk.run("lin", "put", ".").expect(1);
    }

    @Test
    void resultsAreLinesForPeopleOrJsonForPrograms() throws Exception {
        netdisk.run("lin", "mkdir", "results", "results/folder").expect(0);
        netdisk.run("lin", "put", "file", "results/").expect(0);
        assertThat(netdisk.run("lin", "ls", "-l", "results").expect(0).out())
                .matches("             7  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  file\n"
                        + "             -  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  folder/\n");
        assertThat(netdisk.run("lin", "--json", "ls", "results").expect(0).out())
                .matches("\\{\"name\":\"file\",\"kind\":\"file\",\"size\":7,\"modified\":\\d{13}}\n"
                        + "\\{\"name\":\"folder\",\"kind\":\"folder\",\"size\":0,\"modified\":\\d{13}}\n");
        String sha256 = "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73";
        assertThat(netdisk.run("lin", "stat", "--sha256", "results/file")
                        .expect(0)
                        .out())
                .matches("name:      file\nkind:      file\nsize:      7 bytes \\(7 B\\)\nmodified:  \\S+Z\n"
                        + "sha256:    " + sha256 + "\n");
        assertThat(netdisk.run("lin", "stat", "--sha256", "results/folder")
                        .expect(1)
                        .out())
                .isEmpty();
        assertThat(netdisk.run("lin", "df").expect(0).out()).endsWith(" of 1.0 MiB\n");
        assertThat(netdisk.run("lin", "verify", "file", "results/file")
                        .expect(0)
                        .out())
                .isEqualTo(sha256 + "  file\n" + sha256 + "  results/file (remote)\n");
        Files.writeString(folder.resolve("differs"), "other");
        assertThat(netdisk.run("lin", "--json", "verify", "differs", "results/file")
                        .expect(5)
                        .out())
                .startsWith("{\"equal\":false,\"local\":\"")
                .endsWith("\",\"remote\":\"" + sha256 + "\"}\n");
        Ran put = netdisk.run("lin", "put", "--json", "--progress", "json", "file", "results/two");
        assertThat(put.expect(0).out())
                .matches("\\{\"command\":\"put\",\"local\":\"file\",\"remote\":\"results/two\",\"size\":7,"
                        + "\"sent\":7,\"reused\":0,\"root\":\"[0-9a-f]{64}\",\"tree\":\"blake3\",\"socket\":\\d+}\n");
        assertThat(put.err().lines())
                .isNotEmpty()
                .allMatch(line -> line.matches("\\{\"name\":\"results/two\",\"phase\":\"[a-z]+\",\"size\":\\d+,"
                        + "\"written\":\\d+,\"durable\":\\d+,\"sent\":\\d+,\"reused\":\\d+}"));
        assertThat(netdisk.run("lin", "put", "--progress", "none", "file", "results/two")
                        .expect(0)
                        .out())
                .isEmpty();
    }

    @Test
    @NeedsTool("mkfifo")
    void bothSidesOfAVerifyDigestAtOnce() throws Exception {
        netdisk.run("lin", "put", "file", "both").expect(0);
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        try (RandomAccessFile silent = new RandomAccessFile(pipe.toFile(), "rw")) {
            assertThat(silent.getFD().valid()).isTrue();
            // the server's answer ends the command, though the local side has not given a byte
            assertThat(netdisk.run("lin", "verify", "pipe", "missing").expect(1).err())
                    .contains("'missing' is not there");
        }
        Process writer = new ProcessBuilder("sh", "-c", "cat file > pipe")
                .directory(folder.toFile())
                .start();
        netdisk.run("lin", "verify", "pipe", "both").expect(0);
        assertThat(writer.waitFor()).isZero();
        assertThat(netdisk.run("lin", "verify", ".", "both").expect(1).err()).contains("is a folder");
        netdisk.run("lin", "verify", "none", "both").expect(1);
    }

    @Test
    void severalAtOnceGoOnAndEndWithTheFirstFailuresCode() throws Exception {
        netdisk.run("lin", "mkdir", "several").expect(0);
        Files.writeString(folder.resolve("one"), "1");
        Files.writeString(folder.resolve("two"), "2");
        netdisk.run("lin", "put", "one", "missing", "two", "several").expect(1);
        assertThat(netdisk.run("lin", "ls", "several").expect(0).out()).isEqualTo("one\ntwo\n");
        netdisk.run("lin", "mv", "several/one", "several/three").expect(0);
        Files.createDirectory(folder.resolve("down"));
        netdisk.run("lin", "get", "several/three", "several/none", "several/two", "down")
                .expect(1);
        assertThat(folder.resolve("down/three")).hasContent("1");
        assertThat(folder.resolve("down/two")).hasContent("2");
        netdisk.run("lin", "put", "one", "two", "nowhere").expect(1);
        assertThat(netdisk.run("lin", "rm", "several/none", "several/two", "several/three")
                        .expect(1)
                        .err())
                .contains("'several/none' is not there");
        netdisk.run("lin", "rmdir", "several").expect(0);
    }

    @Test
    void anAddressIsAHostAndAPortAndNoPlainNumber() throws Exception {
        assertThat(bare("serve", "--data", "none", "--listen", "999").expect(2).err())
                .isEqualTo("netdisk: no port in '999'; write HOST:PORT\n");
        assertThat(bare("serve", "--data", "none", "--listen", "0x7f.1:7470")
                        .expect(2)
                        .err())
                .startsWith("netdisk: '0x7f.1' is no host; ")
                .hasLineCount(1);
        assertThat(bare("-s", ":7470", "-u", "lin", "ls").expect(2).err())
                .isEqualTo("netdisk: not HOST:PORT: ':7470'\n");
        assertThat(bare("-s", "localhost:0", "-u", "lin", "ls").expect(2).err()).contains("a port is 1 to 65535");
        Path settings = Files.writeString(netdisk.config().resolve("serve.conf"), "data = none\nlisten = 999\n");
        assertThat(bare("serve", "--config", settings.toString()).expect(2).err())
                .isEqualTo("netdisk: no port in '999'; write HOST:PORT\n");
        Path config = Files.writeString(netdisk.config().resolve("config"), "server = 999\nuser = lin\n");
        assertThat(bare("ls").expect(2).err()).isEqualTo("netdisk: no port in '999'; write HOST:PORT\n");
        Files.delete(config);
        Files.delete(settings);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        String taken = netdisk.address();
        String port = taken.substring(taken.lastIndexOf(':') + 1);
        assertThat(netdisk.run("nobody", "serve", "--data", "second", "--listen", taken)
                        .expect(1)
                        .err())
                .contains("cannot listen on " + taken);
        assertThat(netdisk.run("nobody", "serve", "--data", "second", "--listen", "127.0.0.1:0", "--metrics", port)
                        .expect(1)
                        .err())
                .contains("cannot show metrics on port " + port);
    }

    @Test
    void itSaysWhatItIsAndHowItIsUsed() throws Exception {
        assertThat(bare("--version").expect(0).out()).startsWith("netdisk ");
        String help = bare("--help").expect(0).out();
        assertThat(bare("help").expect(0).out()).isEqualTo(help);
        assertThat(bare("help", "put").expect(0).out()).contains("--perms");
        for (String command :
                "help serve useradd register login logout passwd ls mkdir rmdir rm mv stat df put get verify partials shell demo completion"
                        .split(" ")) {
            assertThat(help).contains("\n  " + command + " ");
        }
        // whatever else the command needs
        for (String command : List.of("serve", "useradd", "put", "mv", "shell", "demo", "completion", "help")) {
            assertThat(bare(command, "--help").expect(0).out()).contains("Usage: netdisk " + command + " ", "--help  ");
        }
    }
}
