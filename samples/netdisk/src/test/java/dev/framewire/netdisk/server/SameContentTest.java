package dev.framewire.netdisk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.auth.ScramVerifier;
import dev.framewire.netdisk.client.HostPort;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.users.User;
import dev.framewire.netdisk.users.UserStore;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.transfer.Transfer;
import dev.framewire.transfer.TransferException;
import dev.framewire.transfer.TransferResult;
import dev.framewire.transfer.TransferSource;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a user has at the server is not sent again under another name, and is found nowhere else than in that user's home. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SameContentTest {
    private static final char[] PASSWORD = "of a test".toCharArray();
    private static final int SIZE = (3 << 20) + 17;
    private static final long NARROW_QUOTA = 2L * SIZE - 1;
    private static final long SENT_FOR_ONE_CHUNK = 256 << 10;

    @TempDir
    Path folder;

    private final byte[] content = new byte[SIZE];
    private Path home;
    private Server server;
    private NetdiskClient lin;

    @BeforeEach
    void start() throws Exception {
        new Random(1).nextBytes(content);
        String verifier =
                ScramVerifier.derive(PASSWORD, ServerContext.MIN_ITERATIONS).encoded();
        Files.createDirectory(folder.resolve("data"));
        try (UserStore users = UserStore.open(options().sheet())) {
            users.add("lin", verifier, User.DEFAULT_QUOTA);
            users.add("eve", verifier, User.DEFAULT_QUOTA);
            users.add("narrow", verifier, NARROW_QUOTA);
        }
        home = folder.resolve("data/homes/lin");
        server = Server.start(options());
        lin = login("lin");
    }

    @AfterEach
    void stop() throws Exception {
        lin.close();
        server.close();
    }

    private ServerOptions options() {
        return ServerOptions.of(folder.resolve("data"), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private NetdiskClient login(String user) throws Exception {
        NetdiskClient client =
                NetdiskClient.connect(new HostPort("127.0.0.1", server.address().getPort()), server.fingerprint());
        client.login(user, PASSWORD);
        return client;
    }

    private static RemotePath path(String path) throws Exception {
        return RemotePath.parse(path);
    }

    /** When this returns the server has taken note of the file: it answers one request after the other. */
    private static TransferResult put(NetdiskClient client, byte[] content, String to) throws Exception {
        TransferResult result =
                client.put(TransferSource.bytes(content), path(to), 0).await();
        client.usage();
        return result;
    }

    private void assertSent(TransferResult result, long bytes) {
        assertThat(result.wireBodyBytes()).isEqualTo(bytes);
        assertThat(result.reusedBytes()).isEqualTo(result.size() - bytes);
    }

    private byte[] changed(int at) {
        byte[] other = content.clone();
        other[at]++;
        return other;
    }

    @Test
    void aFileIsNotSentAgainUnderAnotherName() throws Exception {
        lin.makeFolder(path("a"), false);
        lin.makeFolder(path("b"), false);
        assertSent(put(lin, content, "a/movie.mkv"), SIZE);
        FileTime before = Files.getLastModifiedTime(home.resolve("a/movie.mkv"));
        assertSent(put(lin, content, "b/film.mkv"), 0);
        assertThat(home.resolve("b/film.mkv")).hasBinaryContent(content);
        assertThat(Files.getLastModifiedTime(home.resolve("a/movie.mkv"))).isEqualTo(before);
        assertThat(lin.usage().used()).isEqualTo(2L * SIZE);

        // each is a file of its own: what happens to one does not happen to the other
        try (RandomAccessFile film =
                new RandomAccessFile(home.resolve("b/film.mkv").toFile(), "rw")) {
            film.write(content[0] + 1);
        }
        assertThat(home.resolve("a/movie.mkv")).hasBinaryContent(content);
        lin.remove(path("b/film.mkv"));
        assertThat(home.resolve("a/movie.mkv")).hasBinaryContent(content);
        try (var partials = Files.list(home.resolve(".xfer"))) {
            assertThat(partials.filter(file -> file.toString().endsWith(".part")))
                    .isEmpty();
        }
    }

    @Test
    void whatDiffersIsSent() throws Exception {
        put(lin, content, "file");
        byte[] nearly = changed(SIZE / 2);
        assertSent(put(lin, nearly, "nearly"), SENT_FOR_ONE_CHUNK);
        assertThat(home.resolve("nearly")).hasBinaryContent(nearly);
        byte[] other = new byte[SIZE];
        new Random(2).nextBytes(other);
        assertSent(put(lin, other, "other"), SIZE);
        assertThat(home.resolve("other")).hasBinaryContent(other);
        byte[] longer = Arrays.copyOf(content, SIZE + 1);
        assertSent(put(lin, longer, "longer"), SIZE + 1);
        assertThat(home.resolve("longer")).hasBinaryContent(longer);
        assertThat(home.resolve("file")).hasBinaryContent(content);
    }

    @Test
    void aServerThatWasRestartedFindsItToo() throws Exception {
        lin.makeFolder(path("a/b"), true);
        put(lin, content, "a/b/file");
        lin.close();
        server.close();
        server = Server.start(options());
        lin = login("lin");
        assertSent(put(lin, content, "again"), 0);
        assertThat(home.resolve("again")).hasBinaryContent(content);
    }

    @Test
    void whatAnAdministratorPutThereIsFoundAtTheNextLogin() throws Exception {
        lin.close();
        Files.createDirectories(home.resolve("of the administrator"));
        Files.write(home.resolve("of the administrator/file"), content);
        lin = login("lin");
        assertSent(put(lin, content, "mine"), 0);
        assertThat(home.resolve("mine")).hasBinaryContent(content);
    }

    @Test
    void aFileIsFoundWhereItWasMovedToAndNotWhereItWasRemoved() throws Exception {
        lin.makeFolder(path("a/b"), true);
        put(lin, content, "a/b/file");
        lin.move(path("a/b"), path("c"));
        assertSent(put(lin, content, "second"), 0);
        lin.remove(path("second"));
        lin.move(path("c/file"), path("d"));
        assertSent(put(lin, content, "second"), 0);
        lin.remove(path("second"));
        lin.remove(path("d"));
        assertSent(put(lin, content, "second"), SIZE);
        assertThat(home.resolve("second")).hasBinaryContent(content);
    }

    @Test
    void theFolderThatGotTheOldNameIsAnotherOne() throws Exception {
        lin.makeFolder(path("a"), false);
        lin.makeFolder(path("b"), false);
        put(lin, content, "a/file");
        byte[] other = changed(0);
        put(lin, other, "b/file");
        lin.move(path("a"), path("c"));
        lin.move(path("b"), path("a"));
        assertThat(put(lin, content, "new").wireBodyBytes()).isLessThanOrEqualTo(SENT_FOR_ONE_CHUNK);
        assertThat(home.resolve("new")).hasBinaryContent(content);
        assertThat(home.resolve("a/file")).hasBinaryContent(other);
    }

    @Test
    void whatChangedBehindTheServersBackIsNotTrusted() throws Exception {
        put(lin, content, "changed");
        Files.write(home.resolve("changed"), changed(0));
        assertSent(put(lin, content, "new"), SENT_FOR_ONE_CHUNK);
        assertThat(home.resolve("new")).hasBinaryContent(content);
        lin.remove(path("new"));

        Files.write(home.resolve("changed"), new byte[5]);
        assertSent(put(lin, content, "new"), SIZE);
        lin.remove(path("new"));

        put(lin, content, "removed");
        Files.delete(home.resolve("removed"));
        assertSent(put(lin, content, "new"), SIZE);
        assertThat(home.resolve("new")).hasBinaryContent(content);
    }

    @Test
    void nothingIsLearnedThroughALinkThatStandsWhereAFileWas() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.write(outside.resolve("file"), content);
        lin.makeFolder(path("a"), false);
        put(lin, changed(0), "a/file");

        Files.delete(home.resolve("a/file"));
        Files.createSymbolicLink(home.resolve("a/file"), outside.resolve("file"));
        assertSent(put(lin, content, "one"), SIZE);
        lin.remove(path("one"));

        Files.delete(home.resolve("a/file"));
        put(lin, changed(0), "a/file");
        Files.delete(home.resolve("a/file"));
        Files.createLink(home.resolve("a/file"), outside.resolve("file"));
        assertSent(put(lin, content, "one"), SIZE);
        lin.remove(path("one"));

        Files.delete(home.resolve("a/file"));
        put(lin, changed(0), "a/file");
        Files.delete(home.resolve("a/file"));
        Files.delete(home.resolve("a"));
        Files.createSymbolicLink(home.resolve("a"), outside);
        assertSent(put(lin, content, "one"), SIZE);
        assertThat(home.resolve("one")).hasBinaryContent(content);
        assertThat(outside.resolve("file")).hasBinaryContent(content);
    }

    @Test
    void theFileOfAnotherUserIsNotUsed() throws Exception {
        put(lin, content, "file");
        try (NetdiskClient eve = login("eve")) {
            assertSent(put(eve, content, "file"), SIZE);
            assertSent(put(eve, content, "another"), 0);
        }
    }

    @Test
    void whatIsThereAlreadyTakesItsRoomAllTheSame() throws Exception {
        try (NetdiskClient narrow = login("narrow")) {
            put(narrow, content, "file");
            assertThatThrownBy(() -> put(narrow, content, "another"))
                    .isInstanceOfSatisfying(
                            TransferException.class, e -> assertThat(e.kind()).isEqualTo(TransferException.Kind.QUOTA));
            assertThat(narrow.usage()).isEqualTo(new NetdiskClient.Usage(SIZE, 0, NARROW_QUOTA));
            assertThat(narrow.list(RemotePath.HOME, true)).hasSize(1);
        }
    }

    @Test
    void twoPutsOfOneContentAtOnceBothArrive() throws Exception {
        put(lin, content, "first");
        try (NetdiskClient other = login("lin")) {
            Transfer one = lin.put(TransferSource.bytes(content), path("one"), 0);
            Transfer two = other.put(TransferSource.bytes(content), path("two"), 0);
            assertSent(one.await(), 0);
            assertSent(two.await(), 0);
            byte[] fresh = changed(0);
            one = lin.put(TransferSource.bytes(fresh), path("three"), 0);
            two = other.put(TransferSource.bytes(fresh), path("four"), 0);
            one.await();
            two.await();
            for (String name : new String[] {"one", "two"}) {
                assertThat(home.resolve(name)).hasBinaryContent(content);
            }
            for (String name : new String[] {"three", "four"}) {
                assertThat(home.resolve(name)).hasBinaryContent(fresh);
            }
        }
    }

    @Test
    void overAFileThatStandsTheContentIsRightToo() throws Exception {
        put(lin, content, "file");
        put(lin, new byte[5], "target");
        put(lin, content, "target");
        assertThat(home.resolve("target")).hasBinaryContent(content);
        put(lin, new byte[0], "empty");
        put(lin, content, "empty");
        assertThat(home.resolve("empty")).hasBinaryContent(content);
        assertSent(put(lin, content, "file"), 0);
    }

    @Test
    void aFileThatIsReplacedWhileItIsReadLeavesAWholeOne() throws Exception {
        put(lin, content, "file");
        byte[] next = new byte[SIZE];
        new Random(3).nextBytes(next);
        try (NetdiskClient other = login("lin")) {
            for (int i = 0; i < 5; i++) {
                Transfer copy = lin.put(TransferSource.bytes(content), path("copy" + i), 0);
                Transfer replacing = other.put(TransferSource.bytes(i % 2 == 0 ? next : content), path("file"), 0);
                copy.await();
                replacing.await();
                assertThat(home.resolve("copy" + i)).hasBinaryContent(content);
            }
        }
    }

    @Test
    void smallFilesAreSent() throws Exception {
        byte[] small = Arrays.copyOf(content, (int) FilesBySize.MIN_BYTES - 1);
        put(lin, small, "file");
        assertSent(put(lin, small, "another"), small.length);
        byte[] large = Arrays.copyOf(content, (int) FilesBySize.MIN_BYTES);
        put(lin, large, "large");
        assertSent(put(lin, large, "another-large"), 0);
    }
}
