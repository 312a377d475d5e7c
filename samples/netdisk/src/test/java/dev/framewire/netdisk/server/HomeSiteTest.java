package dev.framewire.netdisk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.netdisk.users.UserStore;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.transfer.Condition;
import dev.framewire.transfer.PutOffer;
import dev.framewire.transfer.TransferRefusedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of packs are let in, while an administrator changes what the home looks like. */
class HomeSiteTest {
    @TempDir
    Path data;

    private UserStore users;
    private DiskAccount account;
    private HomeSite site;
    private Path home;
    private Path elsewhere;

    @BeforeEach
    void open() throws Exception {
        home = Files.createDirectory(data.resolve("home")).toRealPath();
        elsewhere = Files.createDirectory(data.resolve("elsewhere"));
        Files.createDirectories(home.resolve("a/b"));
        users = UserStore.open(data.resolve("users.xlsx"));
        account = new DiskAccount("lin", home);
        ServerContext context = new ServerContext(
                ServerOptions.of(data, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                users,
                null,
                null,
                null,
                null,
                new Metrics(),
                null,
                null,
                null);
        site = new HomeSite(context, "lin", account);
    }

    @AfterEach
    void close() throws Exception {
        site.close(false);
        account.close();
        users.close();
    }

    private static PutOffer offer(String path) {
        return new PutOffer(path, 1, OptionalLong.empty(), Condition.ANY);
    }

    private void assertRefused(String path) {
        assertThatThrownBy(() -> site.acceptPacked(offer(path))).isInstanceOf(TransferRefusedException.class);
    }

    private void replaceByLink(String folder) throws Exception {
        Files.move(home.resolve(folder), data.resolve("moved"));
        Files.createSymbolicLink(home.resolve(folder), elsewhere);
    }

    @Test
    void aFolderThatBecameALinkAfterAPackTakesNothingOfTheNext() throws Exception {
        site.acceptPacked(offer("a/b/1"));
        site.acceptPacked(offer("a/b/2"));
        site.settled(offer("a/b/1"), false);
        site.settled(offer("a/b/2"), false);
        replaceByLink("a/b");
        assertRefused("a/b/3");
    }

    @Test
    void aFolderOnTheWayThatBecameALinkAfterAPackTakesNothingOfTheNext() throws Exception {
        Files.createDirectory(elsewhere.resolve("b"));
        site.acceptPacked(offer("a/b/1"));
        site.settled(offer("a/b/1"), false);
        replaceByLink("a");
        assertRefused("a/b/3");
        assertRefused("a/3");
    }

    @Test
    void whatStandsUnderAFilesOwnNameIsLookedAtForEachFile() throws Exception {
        site.acceptPacked(offer("a/b/1"));
        Files.createSymbolicLink(home.resolve("a/b/link"), elsewhere.resolve("new"));
        Files.createDirectory(home.resolve("a/b/folder"));
        assertRefused("a/b/link");
        assertRefused("a/b/folder");
        assertRefused("a/b/1/2");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aFolderThatIsNoneIsNotRemembered() throws Exception {
        site.acceptPacked(offer("a/1")); // the pack goes on
        assertRefused("a/new/1");
        account.home().makeFolder(RemotePath.parse("a/new"), false);
        site.acceptPacked(offer("a/new/1"));
        assertRefused("a/1/x");
    }

    @Test
    void aFolderOfAPacksFilesIsNotMovedAwayMeanwhile() throws Exception {
        site.acceptPacked(offer("a/b/1"));
        assertThatThrownBy(() -> account.move(RemotePath.parse("a"), RemotePath.parse("c")))
                .hasMessageContaining("a/b/1");
        site.settled(offer("a/b/1"), false);
        account.move(RemotePath.parse("a"), RemotePath.parse("c"));
        assertRefused("a/b/1");
        site.acceptPacked(offer("c/b/1"));
    }
}
