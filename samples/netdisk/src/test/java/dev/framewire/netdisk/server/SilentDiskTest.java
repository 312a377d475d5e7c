package dev.framewire.netdisk.server;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.framewire.auth.ScramVerifier;
import dev.framewire.framing.SetWatchdog;
import dev.framewire.netdisk.client.HostPort;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.server.HangingDisk.Hang;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A home on a file system that does not answer, and one day does. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SilentDiskTest {
    private static final char[] PASSWORD = "of a test".toCharArray();
    private static final Duration ALMOST = Replies.DISK_PATIENCE.minusNanos(1);
    private static final Duration A_MOMENT = Duration.ofNanos(1);
    private static final int MAX_SESSIONS = 3;
    private static final long BYTES = 1000;

    @TempDir
    Path data;

    private final SetWatchdog time = new SetWatchdog();
    private final List<NetdiskClient> clients = new ArrayList<>();
    private HangingDisk disk;
    private Path home;
    private Server server;

    private interface Asking {
        void of(NetdiskClient client) throws Exception;
    }

    /** A request, the call in which it hangs, and what is there when all is over, in files, folders and bytes. */
    private enum Asked {
        LIST("newDirectoryStream", "full", client -> client.list(path("full"), false)),
        STAT("readAttributes", "full/file", client -> client.stat(path("full/file"))),
        DIGEST("newByteChannel", "full/file", client -> client.digest(path("full/file"))),
        MOVE("move", "full/file", client -> client.move(path("full/file"), path("empty/other"))) {
            @Override
            List<String> found() {
                return List.of("empty", "empty/other", "full");
            }
        },
        MAKE("createDirectory", "new", client -> client.makeFolder(path("new"), false)) {
            @Override
            List<String> found() {
                return List.of("empty", "full", "full/file", "new");
            }
        },
        REMOVE_FOLDER("delete", "empty", client -> client.removeFolder(path("empty"))) {
            @Override
            List<String> found() {
                return List.of("full", "full/file");
            }
        },
        REMOVE("delete", "full/file", client -> client.remove(path("full/file"))) {
            @Override
            List<String> found() {
                return List.of("empty", "full");
            }

            @Override
            long used() {
                return 0;
            }
        };

        private final String call;
        private final String file;
        private final Asking asking;

        Asked(String call, String file, Asking asking) {
            this.call = call;
            this.file = file;
            this.asking = asking;
        }

        List<String> found() {
            return List.of("empty", "full", "full/file");
        }

        long used() {
            return BYTES;
        }
    }

    private static RemotePath path(String text) throws Exception {
        return RemotePath.parse(text);
    }

    @BeforeEach
    void serve() throws Exception {
        disk = new HangingDisk(data.getFileSystem());
        Path homes = Files.createDirectories(data.toRealPath().resolve("homes"));
        home = Files.createDirectory(homes.resolve("eve"));
        Files.createDirectory(home.resolve("empty"));
        Files.write(Files.createDirectory(home.resolve("full")).resolve("file"), new byte[(int) BYTES]);
        ServerOptions options = new ServerOptions(
                disk.of(data.toRealPath()),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                data.resolve("users.xlsx"),
                1 << 20,
                ServerOptions.Registration.CLOSED,
                10,
                MAX_SESSIONS,
                Deadlines.DEFAULTS,
                -1);
        String verifier =
                ScramVerifier.derive(PASSWORD, ServerContext.MIN_ITERATIONS).encoded();
        try (UserStore users = UserStore.open(options.sheet())) {
            users.add("lin", verifier, User.DEFAULT_QUOTA);
            users.add("eve", verifier, User.DEFAULT_QUOTA);
        }
        server = Server.start(options, ConnectionThreads.create(), time.watchdog());
    }

    @AfterEach
    void stop() throws Exception {
        disk.letAllGo();
        for (NetdiskClient client : clients) {
            leave(client);
        }
        server.close();
    }

    private NetdiskClient login(String user) throws Exception {
        NetdiskClient client =
                NetdiskClient.connect(new HostPort("127.0.0.1", server.address().getPort()), server.fingerprint());
        clients.add(client);
        client.login(user, PASSWORD);
        return client;
    }

    private static void leave(NetdiskClient client) {
        try {
            client.close();
        } catch (IOException e) {
            assertThat(e).as("the server left first").isNotNull();
        }
    }

    private static CompletableFuture<Void> begin(NetdiskClient client, Asking asking) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                asking.of(client);
                end.complete(null);
            } catch (Exception | AssertionError e) {
                end.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return end;
    }

    private void othersAreServed() throws Exception {
        int before = server.openConnections();
        try (NetdiskClient lin = login("lin")) {
            lin.makeFolder(path("a"), true);
            assertThat(lin.usage().used()).isZero();
        }
        patiently().until(() -> server.openConnections() <= before);
    }

    private static void assertToldToTryLater(CompletableFuture<Void> request) {
        patiently().until(request::isDone);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(request::get)
                .havingCause()
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRY_LATER))
                .withMessageContaining("disk does not answer");
    }

    private static List<String> found(NetdiskClient client) throws Exception {
        return client.list(path(""), true).stream()
                .map(listed -> listed.path().toString())
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void aRequestIsGivenUpAndNothingIsHalfDone(Asked asked) throws Exception {
        isGivenUp(asked, () -> disk.hang(asked.call, home.resolve(asked.file)));
    }

    @ParameterizedTest
    @EnumSource
    void aRequestIsGivenUpThatWasDoneAndNothingIsHalfDone(Asked asked) throws Exception {
        isGivenUp(asked, () -> disk.hangBehind(asked.call, home.resolve(asked.file)));
    }

    private void isGivenUp(Asked asked, Supplier<Hang> hanging) throws Exception {
        NetdiskClient other = login("eve"); // keeps the account open: what is used is not counted anew
        assertThat(other.usage().used()).isEqualTo(BYTES);
        Hang hang = hanging.get(); // not before: to count looks at every file as well
        NetdiskClient hung = login("eve");
        CompletableFuture<Void> request = begin(hung, asked.asking);
        hang.awaitReached();

        othersAreServed();
        time.pass(ALMOST);
        assertThat(request).isNotDone();
        time.pass(A_MOMENT);
        assertToldToTryLater(request);
        assertThat(server.openConnections())
                .as("counted as long as it is at the disk")
                .isEqualTo(2);
        othersAreServed();
        other.ping();

        hang.letGo();
        patiently().until(() -> server.openConnections() == 1);
        assertThatExceptionOfType(IOException.class)
                .as("no late answer: the first one was the last")
                .isThrownBy(hung::ping);
        assertThat(other.usage().used()).isEqualTo(asked.used());
        assertThat(found(other)).isEqualTo(asked.found());
        NetdiskClient again = login("eve");
        assertThat(again.usage()).isEqualTo(other.usage());
        assertThat(found(again)).isEqualTo(asked.found());
    }

    @Test
    void aHomeThatIsNotOpenedIsGivenUpAndOpenedWhenItAnswers() throws Exception {
        Hang hang = disk.hang("toRealPath", home);
        NetdiskClient hung = login("eve");
        CompletableFuture<Void> request = begin(hung, NetdiskClient::usage);
        hang.awaitReached();

        othersAreServed();
        time.pass(ALMOST);
        assertThat(request).isNotDone();
        time.pass(A_MOMENT);
        assertToldToTryLater(request);
        assertThat(server.openConnections()).isOne();

        hang.letGo();
        patiently().until(() -> server.openConnections() == 0);
        assertThatExceptionOfType(IOException.class).isThrownBy(hung::ping);
        assertThat(login("eve").usage().used()).isEqualTo(BYTES);
    }

    @Test
    void whoAsksAfterTheirHomeWasGivenUpIsTold() throws Exception {
        Hang hang = disk.hang("toRealPath", home);
        NetdiskClient hung = login("eve");
        hang.awaitReached();
        time.pass(Replies.DISK_PATIENCE);
        assertToldToTryLater(begin(hung, NetdiskClient::usage));
    }

    @Test
    void whatIsGivenUpCountsAsASessionOfItsUserAndOfNobodyElse() throws Exception {
        List<Hang> hangs = new ArrayList<>();
        for (int i = 0; i < MAX_SESSIONS; i++) {
            Hang hang = disk.hang("newDirectoryStream", home.resolve("full"));
            hangs.add(hang);
            // the hourly look for old partials takes a session too, for a moment
            patiently().until(() -> isAtDisk(hang));
        }
        time.pass(Replies.DISK_PATIENCE);
        for (NetdiskClient client : clients) {
            leave(client); // which changes nothing
        }

        NetdiskClient oneMore = login("eve");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(oneMore::usage)
                .withMessageContaining("too many connections of this user");
        othersAreServed();

        hangs.get(0).letGo();
        patiently().until(() -> isServed("eve"));
        hangs.forEach(Hang::letGo);
        patiently().until(() -> server.openConnections() == 0);
    }

    private boolean isAtDisk(Hang hang) throws Exception {
        CompletableFuture<Void> request = begin(login("eve"), client -> client.list(path("full"), false));
        patiently().until(() -> hang.isReached() || request.isDone());
        return hang.isReached();
    }

    private boolean isServed(String user) throws Exception {
        try (NetdiskClient client = login(user)) {
            client.ping(); // answers for the home that is opened before it
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }
}
