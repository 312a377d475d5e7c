package dev.framewire.netdisk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.auth.ScramVerifier;
import dev.framewire.netdisk.client.HostPort;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.users.User;
import dev.framewire.netdisk.users.UserStore;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are sent ahead of their answers, and answers of many pages. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyRequestsTest {
    private static final char[] PASSWORD = "of a test".toCharArray();

    @TempDir
    Path folder;

    private Path home;
    private Server server;
    private NetdiskClient lin;

    @BeforeEach
    void start() throws Exception {
        ServerOptions options =
                ServerOptions.of(folder.resolve("data"), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Files.createDirectory(folder.resolve("data"));
        try (UserStore users = UserStore.open(options.sheet())) {
            users.add(
                    "lin",
                    ScramVerifier.derive(PASSWORD, ServerContext.MIN_ITERATIONS).encoded(),
                    User.DEFAULT_QUOTA);
        }
        home = folder.resolve("data/homes/lin");
        server = Server.start(options);
        lin = NetdiskClient.connect(new HostPort("127.0.0.1", server.address().getPort()), server.fingerprint());
        lin.login("lin", PASSWORD);
        lin.usage(); // the home is there
    }

    @AfterEach
    void stop() throws Exception {
        try {
            lin.close();
        } catch (IOException e) {
            // the server is gone, in one test
        }
        server.close();
    }

    private static List<RemotePath> folders(int count) throws Exception {
        List<RemotePath> folders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            folders.add(RemotePath.parse("top/" + i + "/below"));
        }
        return folders;
    }

    @Test
    void ofManyFoldersThoseThatAreRefusedAreToldInTheirOrderAndTheOthersAreMade() throws Exception {
        lin.makeFolder(RemotePath.parse("top"), false);
        List<Integer> inTheWay = List.of(0, 1, 40, 299);
        for (int i : inTheWay) {
            Files.writeString(home.resolve("top/" + i), "a file");
        }
        List<RefusedException> refusals = new ArrayList<>();
        lin.makeFolders(folders(300), refusals::add);

        assertThat(refusals).hasSize(4).allMatch(e -> e.code() == ErrorCode.NOT_A_FOLDER);
        for (int i = 0; i < inTheWay.size(); i++) {
            assertThat(refusals.get(i)).hasMessageContaining("top/" + inTheWay.get(i));
        }
        for (int i = 0; i < 300; i++) {
            assertThat(Files.isDirectory(home.resolve("top/" + i + "/below"))).isEqualTo(!inTheWay.contains(i));
        }
        assertThat(lin.stat(RemotePath.parse("top/40")).size()).isEqualTo("a file".length()); // each got its own answer
    }

    @Test
    void noneAreAsked() throws Exception {
        lin.makeFolders(List.of(), refusal -> {
            throw refusal;
        });
        assertThat(lin.list(RemotePath.HOME, true)).isEmpty();
    }

    @Test
    void oneThatIsThereIsAsGoodAsMade() throws Exception {
        for (int i = 0; i < 2; i++) {
            lin.makeFolders(folders(3), refusal -> {
                throw refusal;
            });
        }
        assertThat(lin.list(RemotePath.HOME, true))
                .hasSize(7)
                .allMatch(listed -> listed.entry().folder());
    }

    @Test
    void aRefusalThatIsNotTakenEndsThem() throws Exception {
        Files.writeString(home.resolve("top"), "a file");
        assertThatThrownBy(() -> lin.makeFolders(folders(300), refusal -> {
                    throw refusal;
                }))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void aServerThatIsGoneIsNoRefusal() throws Exception {
        server.close();
        assertThatThrownBy(() -> lin.makeFolders(folders(300), refusal -> {
                    throw refusal;
                }))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aListingOfManyPagesIsWhole() throws Exception {
        String longName = "名".repeat(80);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            names.add(longName + i);
            Files.writeString(home.resolve(longName + i), "");
        }
        assertThat(lin.list(RemotePath.HOME, false).stream()
                        .map(listed -> listed.entry().path()))
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(lin.usage().used()).isZero();
    }
}
