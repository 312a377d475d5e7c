package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody sits at a terminal. */
@NeedsTool({"tmux", "stty"})
class TerminalIT {
    private static final int BIG = 32_000_000;
    private static final String PACE = "500K"; // a minute for all of it
    private static final String FAR_ENOUGH = "█".repeat(2); // of a bar of some 45, so that nearly all is still to come

    @TempDir
    Path folder;

    private NetdiskProcess netdisk;
    private Tmux terminal;

    @BeforeEach
    void sitDown() throws Exception {
        netdisk = new NetdiskProcess(folder).serve().user("lin");
        ProcessBuilder client = netdisk.builder("lin", java.util.List.of());
        Files.writeString(
                folder.resolve("netdisk"), "#!/bin/sh\nexec " + String.join(" ", client.command()) + " \"$@\"\n");
        assertThat(folder.resolve("netdisk").toFile().setExecutable(true)).isTrue();
        Map<String, String> environment = new TreeMap<>();
        client.environment().forEach((name, value) -> {
            if (name.startsWith("NETDISK_") || name.equals("PATH") || name.equals("LC_ALL")) {
                environment.put(name, value);
            }
        });
        environment.put("HOME", folder.toString());
        environment.remove("NETDISK_PASSWORD");
        terminal = new Tmux(folder.resolve("tmux"), folder, environment);
        terminal.prompts("$");
    }

    @AfterEach
    void getUp() throws Exception {
        terminal.close();
        netdisk.close();
    }

    private Path random(String name, int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }

    @Test
    void theShellHasAPromptCompletesRemoteNamesAndRemembers() throws Exception {
        Files.createDirectories(netdisk.home("lin").resolve("照片 of 2026/summer"));
        Files.writeString(netdisk.home("lin").resolve("照片 of 2026/summer/sea.jpg"), "the sea");
        Files.createDirectory(folder.resolve("here"));

        terminal.enter("./netdisk shell").prompts("netdisk:/>");
        terminal.type("cd 照").press("Tab").shows("2026/").press("Enter").prompts("netdisk:/照片 of 2026>");
        terminal.type("ls su").press("Tab").shows("summer/").press("Enter").shows("sea.jpg");
        terminal.enter("pwd").shows("/照片 of 2026\n");
        terminal.enter("lcd here").enter("lpwd").shows(folder + "/here\n");
        terminal.enter("get summer/sea.jpg").shows("sea.jpg  7 B");
        assertThat(folder.resolve("here/sea.jpg")).hasContent("the sea");
        terminal.enter("cd nothing")
                .shows("'照片 of 2026/nothing' is not a folder")
                .prompts("netdisk:/照片 of 2026>");
        terminal.enter("cd ..").prompts("netdisk:/>");
        terminal.type("half a line").press("C-c").prompts("netdisk:/>");
        terminal.enter("exit").prompts("$");

        terminal.clear().enter("./netdisk shell").prompts("netdisk:/>");
        terminal.press("Up").press("Up").shows("cd ..").press("C-c");
        terminal.enter("history").shows("lcd here");
        terminal.press("C-d").prompts("$");
    }

    @Test
    void aTransferShowsABarAndEndsItselfAndNotTheShellOnAnInterrupt() throws Exception {
        Path file = random("big", BIG);
        terminal.enter("./netdisk shell").prompts("netdisk:/>");
        terminal.enter("put big --rate " + PACE).shows(FAR_ENOUGH).press("C-c");
        terminal.shows("netdisk: interrupted; the same command goes on where this stopped")
                .prompts("netdisk:/>");
        terminal.enter("partials").shows("big  ");
        terminal.enter("put big").shows("were there already, verified");
        terminal.enter("exit").prompts("$");
        assertThat(netdisk.home("lin").resolve("big")).hasSameBinaryContentAs(file);

        // the same from the command line, where the interrupt ends the program
        String get = "./netdisk -s " + netdisk.heldAddress("lin") + " get big copy";
        terminal.clear().enter(get).shows(FAR_ENOUGH).press("C-c");
        terminal.shows("interrupted; the same command goes on where this stopped");
        terminal.enter("echo code $?").shows("code 130");
        assertThat(folder.resolve("copy")).doesNotExist();
        terminal.clear().enter(get).shows("▒");
        netdisk.release();
        terminal.shows("verified");
        assertThat(folder.resolve("copy")).hasSameBinaryContentAs(file);
    }

    @Test
    void theBarFitsAWindowThatIsMadeNarrowerAndWiderAndLeavesNothingBehind() throws Exception {
        random("big", BIG);
        terminal.enter("./netdisk put big --rate " + PACE).shows(FAR_ENOUGH);
        terminal.columns(50).showsLike("(^|\n)big +\\d+% \\d\\S+ MiB/30.5 MiB  \\d\\S+ KiB/s  0\\d:\\d\\d$");
        terminal.columns(24).showsLike("(^|\n)big +\\d+% 0\\d:\\d\\d$");
        terminal.columns(100).showsLike("(^|\n)big +\\d+% \\[█+·+\\] .*MiB/s?.*  0\\d:\\d\\d$");
        terminal.columns(40).showsLike("(^|\n)big +\\d+% \\d\\S+ KiB/s  0\\d:\\d\\d$");
        assertThat(terminal.screen().lines())
                .as(terminal.screen())
                .filteredOn(line -> !line.contains("$")) // and what was typed, which is broken now
                .filteredOn(line -> line.contains("%"))
                .hasSize(1);
        terminal.press("C-c").shows("interrupted");
        assertThat(terminal.screen()).doesNotContain("%");
    }

    @Test
    void aFileThatIsThereIsAskedAbout() throws Exception {
        random("big", BIG);
        netdisk.run("lin", "put", "big").expect(0);
        Files.writeString(folder.resolve("big"), "mine");

        terminal.enter("./netdisk get big")
                .shows("(s)tart over, (c)ancel?")
                .enter("c")
                .shows("cancelled");
        terminal.enter("echo code $?").shows("code 1");
        assertThat(folder.resolve("big")).hasContent("mine");
        terminal.clear()
                .enter("./netdisk get big --rate " + PACE)
                .shows("(c)ancel?")
                .enter("s")
                .shows(FAR_ENOUGH)
                .press("C-c");
        terminal.shows("interrupted");
        assertThat(folder.resolve("big")).hasContent("mine");
        terminal.clear().enter("./netdisk get big").shows("(r)esume").enter("r").shows("were there already, verified");
        assertThat(folder.resolve("big"))
                .hasSameBinaryContentAs(netdisk.home("lin").resolve("big"));
    }

    @Test
    void anInterruptAtAQuestionPromisesNothing() throws Exception {
        Files.writeString(netdisk.home("lin").resolve("file"), "the server's");
        Files.writeString(folder.resolve("file"), "mine");
        terminal.enter("./netdisk get file").shows("(c)ancel?").press("C-c");
        terminal.shows("\nnetdisk: interrupted; nothing was begun").prompts("$");
        terminal.enter("echo code $?").shows("code 130");
        assertThat(terminal.screen()).doesNotContain("goes on");
        assertThat(folder.resolve("file")).hasContent("mine");
    }

    @Test
    void aQuestionOfTheShellMayBeLeftUnanswered() throws Exception {
        for (String name : new String[] {"one", "two"}) {
            Files.writeString(netdisk.home("lin").resolve(name), "the server's");
            Files.writeString(folder.resolve(name), "mine");
        }
        terminal.enter("./netdisk shell").prompts("netdisk:/>");
        terminal.enter("get one").shows("(c)ancel?").press("C-d").shows("cancelled");
        terminal.prompts("netdisk:/>");
        // no further question: it is the command that ends
        terminal.enter("get one two .").shows("./one is there already").press("C-c");
        terminal.shows("netdisk: interrupted").prompts("netdisk:/>");
        assertThat(terminal.screen()).doesNotContain("Exception").doesNotContain("two is there");
        terminal.enter("ls").shows("one\ntwo\n");
        assertThat(folder.resolve("one")).hasContent("mine");
    }

    @Test
    void anInterruptBetweenManyFilesSaysHowToGoOn() throws Exception {
        for (int i = 0; i < 400; i++) {
            Path at = Files.createDirectories(folder.resolve("tree"));
            Files.writeString(at.resolve("f" + i), "content ".repeat(40) + i);
        }
        // one by one, because of the rate, and three in a second
        terminal.enter("./netdisk put -r tree --rate 1K")
                .showsLike("\\[([2-9]|\\d\\d+)/400\\]")
                .press("C-c");
        terminal.shows("interrupted; the same command with --resume goes on where this stopped");
        terminal.enter("echo code $?").shows("code 130");
        assertThat(netdisk.run("lin", "ls", "-r", "tree").expect(0).out()).contains("f");
        // which is so: what was whole is not sent again
        terminal.clear().enter("./netdisk put -r tree --resume").showsLike("400 of 400 files, .*, [1-9].* were there");
        terminal.clear()
                .enter("./netdisk put -r tree --restart --rate 1K")
                .showsLike("\\[[1-9]\\d*/400\\]")
                .press("C-c");
        terminal.shows("the same command with --resume in place of --restart goes on");
    }

    @Test
    void aPasswordIsTypedUnseenAndANewOneTwice() throws Exception {
        netdisk.registered("mia");
        terminal.enter("NETDISK_USER=mia ./netdisk ls").shows("Password of mia:");
        terminal.enter(NetdiskProcess.PASSWORD).prompts("$");
        terminal.enter("NETDISK_PASSWORD= NETDISK_USER=noa ./netdisk register").shows("New password for noa:");
        terminal.enter("one").shows("Again:").enter("two").shows("the two passwords differ");
        assertThat(terminal.screen()).doesNotContain(NetdiskProcess.PASSWORD);
    }

    @Test
    void thePasswordOfAKeystoreIsAskedForUnseen() throws Exception {
        Keystore keystore = Keystore.make(folder, "one");
        String serve = "./netdisk serve --data tls --listen 127.0.0.1:0 --tls " + keystore.file();
        terminal.enter(serve).shows("Password of " + keystore.file() + ":");
        terminal.enter("a wrong one").shows("password is another one").prompts("$");
        terminal.clear().enter(serve).shows("Password of ").enter(Keystore.PASSWORD);
        terminal.shows("identity " + keystore.fingerprint());
        assertThat(terminal.screen()).doesNotContain(Keystore.PASSWORD);
        terminal.press("C-c").enter("echo code $?").shows("code 130");
    }
}
