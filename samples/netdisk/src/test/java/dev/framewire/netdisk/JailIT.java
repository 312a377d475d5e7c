package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.netdisk.wire.Attacks;
import dev.framewire.testtools.NeedsTool;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways out of a home, each tried on a real server. */
class JailIT {
    @TempDir
    static Path folder;

    private static NetdiskProcess netdisk;
    private static RawPeer peer;

    @BeforeAll
    static void aServerWithTwoUsers() throws Exception {
        netdisk = new NetdiskProcess(folder).serve().user("eve").user("lin");
        Files.writeString(netdisk.home("lin").resolve("secret"), "of lin");
        Files.writeString(folder.resolve("outside"), "of the administrator");
        peer = new RawPeer(netdisk.address()).login("eve");
    }

    @AfterAll
    static void stop() throws Exception {
        peer.close();
        netdisk.close();
    }

    @Test
    void noPathOfTheTableIsTakenByAnyRequest() throws IOException {
        for (String path : Attacks.paths().filter(p -> !p.equals("\ud83d")).toList()) {
            for (String type : new String[] {"list", "stat", "mkdir", "rmdir", "remove", "digest", "drop"}) {
                assertThat(peer.ask(type, path)).as("%s '%s'", type, path).isEqualTo("bad-name");
            }
            assertThat(peer.ask(
                            new HeaderBuilder()
                                    .put(RawPeer.TYPE, "move")
                                    .put(RawPeer.PATH, "a")
                                    .put(HeaderKey.of("to"), path),
                            new byte[0]))
                    .as("move to '%s'", path)
                    .isEqualTo("bad-name");
        }
        assertThat(folder.toFile().list()).doesNotContain("x");
    }

    @Test
    void noPathOfTheTableIsTakenByATransferAloneOrInAPack() throws IOException {
        Path evil = Files.writeString(folder.resolve("evil"), "evil");
        for (boolean packed : new boolean[] {false, true}) {
            for (String path : Attacks.paths().filter(p -> !p.equals("\ud83d")).toList()) {
                assertThat(peer.put(evil, path, packed)).as("put '%s'", path).isEqualTo(Kind.REFUSED);
                assertThat(peer.get(path, folder, packed)).as("get '%s'", path).isEqualTo(Kind.REFUSED);
            }
        }
        assertThat(folder.toFile().list()).doesNotContain("x", "got");
        assertThat(peer.ask("list", "")).isEqualTo("entries");
    }

    @Test
    void noTransferFollowsALinkAloneOrInAPack() throws IOException {
        Path evil = Files.writeString(folder.resolve("evil"), "evil");
        Path home = netdisk.home("eve");
        Files.createSymbolicLink(home.resolve("to-file"), folder.resolve("outside"));
        Files.createSymbolicLink(home.resolve("to-nothing"), folder.resolve("x"));
        Files.createSymbolicLink(home.resolve("to-home"), netdisk.home("lin"));
        Files.createLink(home.resolve("second-name"), folder.resolve("outside"));
        for (boolean packed : new boolean[] {false, true}) {
            for (String path : new String[] {"to-file", "to-nothing", "to-home", "to-home/secret", "to-home/new"}) {
                assertThat(peer.put(evil, path, packed)).as("put '%s'", path).isEqualTo(Kind.REFUSED);
                assertThat(peer.get(path, folder, packed)).as("get '%s'", path).isEqualTo(Kind.REFUSED);
            }
            assertThat(peer.get("second-name", folder, packed)).isEqualTo(Kind.REFUSED);
            assertThat(peer.get("lin/secret", folder, packed)).isEqualTo(Kind.NOT_FOUND);
        }
        // a put gives the name to a file of our own; the other name keeps its content
        assertThat(peer.put(evil, "second-name", true)).isNull();
        assertThat(folder.resolve("outside")).hasContent("of the administrator");
        assertThat(netdisk.home("lin").toFile().list()).containsOnly("secret", ".xfer");
        assertThat(folder.toFile().list()).doesNotContain("x", "got");
    }

    /** What need not be sent tells that it is there. */
    @Test
    void noPutIsComparedWithWhatALinkLeadsToOrWithTheFileOfAnotherUser() throws Exception {
        byte[] content = new byte[2 << 20];
        new Random(1).nextBytes(content);
        byte[] other = new byte[content.length];
        Path home = netdisk.home("eve");
        Files.write(netdisk.home("lin").resolve("secret-film"), content);
        Path guess = Files.write(folder.resolve("guess"), content);
        Path known = Files.write(folder.resolve("known"), other);
        assertThat(peer.ask("mkdir", "films")).isEqualTo("ok");
        assertSent(guess, "no-hint", content.length);
        assertThat(peer.ask("remove", "no-hint")).isEqualTo("ok");

        for (String attack : new String[] {"link", "second name", "folder"}) {
            assertThat(peer.put(known, "films/secret-film", false)).isNull();
            Files.delete(home.resolve("films/secret-film"));
            switch (attack) {
                case "link" ->
                    Files.createSymbolicLink(
                            home.resolve("films/secret-film"),
                            netdisk.home("lin").resolve("secret-film"));
                case "second name" ->
                    Files.createLink(
                            home.resolve("films/secret-film"),
                            netdisk.home("lin").resolve("secret-film"));
                default -> {
                    Files.delete(home.resolve("films"));
                    Files.createSymbolicLink(home.resolve("films"), netdisk.home("lin"));
                }
            }
            assertSent(guess, attack, content.length);
            assertThat(peer.ask("remove", attack)).isEqualTo("ok");
            if (!attack.equals("folder")) {
                Files.delete(home.resolve("films/secret-film"));
            }
        }
        assertThat(netdisk.home("lin").resolve("secret-film")).hasBinaryContent(content);
        assertSent(guess, "mine", content.length);
        assertSent(guess, "mine-again", 0);
        Files.delete(home.resolve("films"));
        Files.delete(netdisk.home("lin").resolve("secret-film"));
    }

    private static void assertSent(Path file, String to, long bytes) throws Exception {
        assertThat(netdisk.run("eve", "--json", "put", file.toString(), to)
                        .expect(0)
                        .out())
                .as(to)
                .contains("\"sent\":" + bytes + ",");
    }

    @Test
    void theHomeOfAnotherUserIsNotThere() throws IOException {
        assertThat(peer.ask("stat", "lin/secret")).isEqualTo("not-found");
        assertThat(peer.ask("stat", "homes/lin/secret")).isEqualTo("not-found");
    }

    @Test
    void linksAreNotFollowedNorShown() throws IOException {
        Path home = netdisk.home("eve");
        Files.createSymbolicLink(home.resolve("link-to-file"), folder.resolve("outside"));
        Files.createSymbolicLink(home.resolve("link-to-home"), netdisk.home("lin"));
        Files.createLink(home.resolve("hard"), folder.resolve("outside"));

        assertThat(peer.ask("stat", "link-to-file")).isEqualTo("denied");
        assertThat(peer.ask("digest", "link-to-file")).isEqualTo("denied");
        assertThat(peer.ask("remove", "link-to-file")).isEqualTo("denied");
        assertThat(peer.ask("list", "link-to-home")).isEqualTo("denied");
        assertThat(peer.ask("stat", "link-to-home/secret")).isEqualTo("denied");
        assertThat(peer.ask("mkdir", "link-to-home/x")).isEqualTo("denied");
        assertThat(peer.ask("digest", "hard")).isEqualTo("denied");
        assertThat(peer.ask("list", "")).isEqualTo("entries");
        assertThat(peer.text()).doesNotContain("link-to").doesNotContain("hard").doesNotContain("xfer");
        assertThat(folder.resolve("outside")).hasContent("of the administrator");
    }

    @Test
    @NeedsTool("mkfifo")
    void aPipeDoesNotHoldTheServerUp() throws Exception {
        Path pipe = netdisk.home("eve").resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThat(peer.ask("digest", "pipe")).isEqualTo("denied");
    }

    @Test
    void nothingWorksBeforeTheLogin() throws IOException {
        try (RawPeer stranger = new RawPeer(netdisk.address())) {
            for (String type :
                    new String[] {"list", "stat", "mkdir", "usage", "password", "token-issue", "x.open", "nonsense"}) {
                assertThat(stranger.ask(type, "")).as(type).isEqualTo("bad-request");
            }
        }
    }

    @Test
    void theHomeItselfStays() throws IOException {
        assertThat(peer.ask("rmdir", "")).isEqualTo("denied");
        assertThat(peer.ask("remove", "")).isEqualTo("not-a-file");
    }
}
