package dev.framewire.netdisk;

import static dev.framewire.testtools.Patience.patiently;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.netdisk.NetdiskProcess.Ran;
import dev.framewire.netdisk.users.SheetOnScreen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, and who does not. */
class LoginIT {
    @TempDir
    static Path data;

    @TempDir
    Path folder;

    private static NetdiskProcess netdisk;

    @BeforeAll
    static void start() throws Exception {
        netdisk = new NetdiskProcess(data).serve();
    }

    @AfterAll
    static void stop() {
        netdisk.close();
    }

    @BeforeEach
    void someFolder() {
        netdisk.workIn(folder);
    }

    @Test
    void whoYouAreIsCheckedEveryTime() throws Exception {
        netdisk.run("lin", "register").expect(3); // an identity nobody accepted
        netdisk.run("lin", "register", "--identity", "SHA256:short").expect(2);
        netdisk.run("lin", "register", "--identity", netdisk.identity()).expect(0);
        netdisk.run("lin", "ls").expect(0); // it is pinned now
        netdisk.run("lin", "register", "--accept-new").expect(1); // the name is taken
        netdisk.run("kim", "ls").expect(3); // never registered
        netdisk.run("Lin", "ls").expect(2); // no user name
        ProcessBuilder wrong = netdisk.builder("lin", List.of("ls"));
        wrong.environment().put("NETDISK_PASSWORD", "wrong");
        NetdiskProcess.finish(wrong.start()).expect(3);
        String stranger = "SHA256:" + "A".repeat(43);
        assertThat(netdisk.run("lin", "ls", "--identity", stranger).expect(3).err())
                .contains("given:  " + stranger)
                .contains("shown:  " + netdisk.identity());
        netdisk.run("lin", "ls").expect(0); // and that was not
        Path known = netdisk.config().resolve("known_servers");
        Files.writeString(known, netdisk.address() + " " + stranger + "\n");
        assertThat(netdisk.run("lin", "ls").expect(3).err())
                .contains("HAS CHANGED")
                .contains("known:  " + stranger)
                .contains("remove its line from " + known)
                .contains(netdisk.identity());
        netdisk.run("lin", "ls", "--identity", netdisk.identity())
                .expect(0); // it was set up anew, and somebody said so
        netdisk.run("lin", "ls").expect(0);
        assertThat(Files.readString(netdisk.data().resolve("users.log"))).doesNotContain(NetdiskProcess.PASSWORD);
        assertThat(netdisk.serverLog()).doesNotContain(NetdiskProcess.PASSWORD).contains("login-failed");
    }

    @Test
    void aDisabledUserIsRefusedAndLooksLikeAWrongPassword() throws Exception {
        netdisk.registered("noa").registered("mia");
        Path sheet = netdisk.data().resolve("users.xlsx");
        patiently().ignoreExceptions().until(() -> SheetOnScreen.open(sheet).shows("mia"));
        String before;
        try (RawPeer stranger = new RawPeer(netdisk.address())) {
            before = stranger.saltOf("noa");
        }
        SheetOnScreen.open(sheet).disable("noa", true).save();
        patiently().until(() -> netdisk.run("noa", "ls").exitCode() == 3);
        try (RawPeer stranger = new RawPeer(netdisk.address())) {
            assertThat(stranger.saltOf("noa")).isEqualTo(before);
        }
        String disabled = netdisk.run("noa", "ls").expect(3).err();
        ProcessBuilder wrong = netdisk.builder("mia", List.of("ls"));
        wrong.environment().put("NETDISK_PASSWORD", "wrong");
        assertThat(disabled)
                .isEqualTo(NetdiskProcess.finish(wrong.start()).expect(3).err());
        netdisk.run("mia", "ls").expect(0);
        SheetOnScreen.open(sheet).disable("noa", false).save();
        // each time that is too early counts as a wrong password, of which no more than ten are taken at once
        patiently()
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> netdisk.run("noa", "ls").exitCode() == 0);
    }

    @Test
    void aTokenStandsForThePasswordUntilItIsRevoked() throws Exception {
        netdisk.user("tom");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(netdisk.config().resolve("tokens"))))
                .isEqualTo("rw-------");
        ProcessBuilder without = netdisk.builder("tom", List.of("ls"));
        without.environment().remove("NETDISK_PASSWORD");
        NetdiskProcess.finish(without.start()).expect(0);
        byte[] kept = Files.readAllBytes(netdisk.config().resolve("tokens"));
        netdisk.run("tom", "logout").expect(0);
        Files.write(netdisk.config().resolve("tokens"), kept); // a thief's copy
        NetdiskProcess.finish(without.start()).expect(2); // no longer good, and there is no password to fall back on

        netdisk.run("tom", "login").expect(0);
        kept = Files.readAllBytes(netdisk.config().resolve("tokens"));
        ProcessBuilder passwd = netdisk.builder("tom", List.of("passwd"));
        passwd.environment().put("NETDISK_NEW_PASSWORD", "another");
        NetdiskProcess.finish(passwd.start()).expect(0);
        Files.write(netdisk.config().resolve("tokens"), kept);
        netdisk.run("tom", "ls").expect(3); // neither the token nor the old password
        ProcessBuilder again = netdisk.builder("tom", List.of("ls"));
        again.environment().put("NETDISK_PASSWORD", "another");
        NetdiskProcess.finish(again.start()).expect(0);
    }

    @Test
    void whoLogsOutForgetsTheTokenWhenTheServerHas() throws Exception {
        netdisk.user("ann");
        Path tokens = netdisk.config().resolve("tokens");
        byte[] kept = Files.readAllBytes(tokens);
        String away = "127.0.0.1:1";
        Files.writeString(tokens, new String(kept, US_ASCII).replace(netdisk.address(), away));
        assertThat(netdisk.run("ann", "-s", away, "logout").expect(4).err())
                .contains("no connection to " + away)
                .doesNotContain("logged out");
        assertThat(tokens).content().contains(away);
        netdisk.run("ann", "-s", away, "logout", "--forget").expect(0);
        assertThat(tokens).isEmptyFile();
        Files.write(tokens, kept);
        netdisk.run("ann", "logout").expect(0);
        assertThat(tokens).isEmptyFile();
        Files.write(tokens, kept); // one that the server does not know any more
        netdisk.run("ann", "logout").expect(0);
        assertThat(tokens).isEmptyFile();
        netdisk.run("ann", "logout").expect(1); // nobody is logged in
    }

    @Test
    void aVerifierWithWhichNobodyCouldLogInIsRefused() throws Exception {
        String key = "A".repeat(43) + "=";
        String sixteen = "A".repeat(22) + "==";
        try (RawPeer peer = new RawPeer(netdisk.address())) {
            for (String start : new String[] {
                "99999:" + sixteen, "2000001:" + sixteen, "600000:" + "A".repeat(20), "600000:" + "A".repeat(88), "x"
            }) {
                String verifier = "SCRAM-SHA-256$" + start + "$" + key + ":" + key;
                HeaderBuilder register =
                        new HeaderBuilder().put(RawPeer.TYPE, "register").put(HeaderKey.of("user"), "weak");
                assertThat(peer.ask(register, verifier.getBytes(US_ASCII)))
                        .as(verifier)
                        .isEqualTo("bad-request");
            }
            peer.register("weak"); // the name is free
        }
    }

    @Test
    void anAdministratorAddsUsersWhileTheServerRuns() throws Exception {
        netdisk.run("nobody", "useradd", "--data", netdisk.data().toString(), "ida", "--quota", "1MiB")
                .expect(0);
        netdisk.run("nobody", "useradd", "--data", netdisk.data().toString(), "ida")
                .expect(1);
        // the server looks once a second
        Ran df = patiently()
                .pollInterval(Duration.ofSeconds(2))
                .until(
                        () -> netdisk.run("ida", "--json", "df", "--identity", netdisk.identity()),
                        ran -> ran.exitCode() == 0);
        assertThat(df.out()).contains("\"quota\":1048576");
        netdisk.run("nobody", "serve", "--data", netdisk.data().toString(), "--listen", "127.0.0.1:0")
                .expect(1); // the folder is in use
    }
}
