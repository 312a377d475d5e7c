package dev.framewire.netdisk;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.netdisk.NetdiskProcess.Ran;
import dev.framewire.transfer.Phase;
import dev.framewire.transfer.Transfer;
import dev.framewire.transfer.TransferEngine;
import dev.framewire.transfer.TransferSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many small files travel in packs, under every rule that holds for one. */
class ManyFilesIT {
    private static final int QUOTA = 3 << 20;

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    private static NetdiskProcess netdisk;
    private final Random random = new Random(5);
    private Path tree;
    private String lin;

    @BeforeAll
    static void start() throws Exception {
        netdisk = new NetdiskProcess(data).serve("--quota", String.valueOf(QUOTA));
    }

    @AfterAll
    static void stop() {
        netdisk.close();
    }

    @BeforeEach
    void someTreeAndSomeUser() throws Exception {
        netdisk.workIn(folder);
        lin = netdisk.newUser();
        tree = Files.createDirectory(folder.resolve("tree"));
    }

    private Path file(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        Path file = tree.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L + bytes));
    }

    /** Names, times and contents; of a folder the name. */
    private static TreeMap<String, String> contents(Path top) throws IOException {
        TreeMap<String, String> all = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(top)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                String name = top.relativize(path).toString();
                if (!name.contains(".xfer")) {
                    all.put(
                            name,
                            Files.isDirectory(path)
                                    ? "folder"
                                    : Files.getLastModifiedTime(path).toMillis() + " "
                                            + new java.math.BigInteger(1, Files.readAllBytes(path)).toString(36));
                }
            }
        }
        return all;
    }

    /** When nothing is reserved any more: the server may not have heard yet that somebody has left. */
    private long used() {
        String df = patiently()
                .until(
                        () -> netdisk.run(lin, "--json", "df").expect(0).out(),
                        text -> text.contains("\"reserved\":0,"));
        return Long.parseLong(df.split("\"used\":")[1].split("\\D")[0]);
    }

    private long bytesOnTheServer() throws IOException {
        try (Stream<Path> files = Files.walk(netdisk.home(lin))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains(".xfer"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void aTreeOfTenThousandFilesGoesUpAndComesDownTheSame() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            file("d " + i % 50 + "/照片 🎉 " + i, i % 200);
        }
        file("large", 300_000); // too large for a pack
        Files.createDirectory(tree.resolve("empty"));

        Ran put = netdisk.run(lin, "--json", "put", "-r", "tree").expect(0);
        assertThat(put.out().lines()).hasSize(10_001);
        assertThat(put.out().lines().filter(line -> line.contains("照片 🎉 199\"")))
                .singleElement()
                .asString()
                .startsWith("{\"command\":\"put\",\"local\":\"tree/d 49/照片 🎉 199\",\"remote\":\"tree/d 49/照片 🎉 199\","
                        + "\"size\":199,\"sent\":199,\"reused\":0,\"root\":\"");
        assertThat(put.err()).contains("10001 of 10001 files, 1.2 MiB sent, 0 B were there already");
        assertThat(netdisk.run(lin, "ls", "-r", "tree").expect(0).out().lines()).hasSize(10_052);
        assertThat(used()).isEqualTo(bytesOnTheServer());
        assertThat(netdisk.run(lin, "--json", "get", "-r", "tree", "copy")
                        .expect(0)
                        .out()
                        .lines())
                .hasSize(10_001);
        assertThat(contents(folder.resolve("copy"))).isEqualTo(contents(tree));
        assertThat(folder.resolve("copy/.xfer")).doesNotExist();
    }

    @Test
    void withResumeWhatLooksTheSameIsPassedOver() throws Exception {
        for (int i = 0; i < 20; i++) {
            file("d/f" + i, i);
        }
        netdisk.run(lin, "put", "-r", "tree").expect(0);
        file("d/f7", 8);
        file("new", 9);
        assertThat(netdisk.run(lin, "--json", "put", "-r", "--resume", "tree")
                        .expect(0)
                        .out()
                        .lines())
                .hasSize(2);
        assertThat(contents(netdisk.home(lin).resolve("tree"))).isEqualTo(contents(tree));
        Files.delete(tree.resolve("new"));
        Ran get =
                netdisk.run(lin, "--json", "get", "-r", "--resume", "tree", ".").expect(0);
        assertThat(get.out().lines()).hasSize(1);
        assertThat(get.err()).contains("21 of 21 files, 9 B sent, 191 B were there already");
        assertThat(contents(tree)).isEqualTo(contents(netdisk.home(lin).resolve("tree")));
    }

    @Test
    void withResumeSeveralFilesThatLookTheSameArePassedOverToo() throws Exception {
        netdisk.run(lin, "mkdir", "down").expect(0);
        List<String> put = new ArrayList<>(List.of("--json", "put", "--resume"));
        for (int i = 0; i < 20; i++) {
            file("f" + i, i);
            put.add("tree/f" + i);
        }
        put.add("down");
        String[] command = put.toArray(String[]::new);
        assertThat(netdisk.run(lin, command).expect(0).out().lines()).hasSize(20);
        Ran again = netdisk.run(lin, command).expect(0);
        assertThat(again.out()).isEmpty();
        assertThat(again.err()).contains("20 of 20 files, 0 B sent, 190 B were there already");
        file("f7", 8);
        assertThat(netdisk.run(lin, command).expect(0).out()).hasLineCount(1).contains("down/f7");
        assertThat(contents(netdisk.home(lin).resolve("down"))).isEqualTo(contents(tree));
        // one alone is compared by its content
        assertThat(netdisk.run(lin, "put", "--resume", "tree/f7", "down")
                        .expect(0)
                        .err())
                .contains("were there already, verified");
    }

    @Test
    void whatFitsIsTakenAndTheRestIsRefusedWithBothNumbers() throws Exception {
        for (int i = 0; i < 40; i++) {
            file("f" + i, 100_000);
        }
        Ran put = netdisk.run(lin, "put", "-r", "tree").expect(1);
        assertThat(put.err()).contains("needs 97.6 KiB (100000 bytes), free are 44.6 KiB (45728 bytes) of 3.0 MiB");
        assertThat(put.err()).contains("31 of 40 files");
        assertThat(used()).isEqualTo(3_100_000).isEqualTo(bytesOnTheServer());
        Files.list(netdisk.home(lin).resolve(".xfer"))
                .forEach(left -> assertThat(left).isNull());
        // the same again replaces what is there, which costs nothing
        netdisk.run(lin, "put", "-r", "tree").expect(1);
        assertThat(used()).isEqualTo(3_100_000);
    }

    @Test
    void aFileThatIsRefusedIsNamedAndKeepsNoOtherBack() throws Exception {
        for (int i = 0; i < 5; i++) {
            file("f" + i, 100 + i);
        }
        Files.createSymbolicLink(netdisk.home(lin).resolve("link"), data);
        netdisk.run(lin, "mkdir", "-p", "tree/f3").expect(0);
        Files.createSymbolicLink(
                netdisk.home(lin).resolve("tree/f4"), Files.createFile(data.resolve("outside " + lin)));

        assertThat(netdisk.run(lin, "put", "-r", "tree").expect(1).err())
                .contains("'tree/f3' is a folder")
                .contains("'tree/f4' is not a file or folder of this disk")
                .contains("3 of 5 files");
        assertThat(data.resolve("outside " + lin)).isEmptyFile();
        assertThat(netdisk.run(lin, "put", "-r", "tree", "link").expect(1).err())
                .contains("is not a file or folder of this disk");
        assertThat(data.resolve("tree")).doesNotExist();
        // and the other way
        Files.createDirectories(folder.resolve("copy/tree/f1"));
        assertThat(netdisk.run(lin, "get", "-r", "tree", "copy").expect(1).err())
                .contains("f1 is a folder");
        assertThat(folder.resolve("copy/tree/f2")).hasSize(102);
    }

    @Test
    void aPutThatRunsIsTakenOverAndOneThatBrokeOffIsGoneOnWith() throws Exception {
        file("a", 100);
        for (boolean broken : new boolean[] {false, true}) {
            Path slow = file("slow", 200_000);
            try (TransferEngine engine = TransferEngine.create();
                    RawPeer peer = new RawPeer(netdisk.address()).login(lin)) {
                assertThat(peer.ask("stat", "tree")).isEqualTo(broken ? "ok" : "not-found");
                peer.ask("mkdir", "tree");
                StuckSource stuck = new StuckSource(200_000);
                Transfer alone = peer.begin(engine, stuck, "tree/slow");
                patiently().until(() -> alone.progress().phase() != Phase.OPENING);
                if (broken) {
                    peer.hangUp();
                }
                netdisk.run(lin, "put", "-r", "tree").expect(0);
                stuck.release();
                assertThatThrownBy(alone::await).isInstanceOf(IOException.class);
            }
            assertThat(netdisk.run(lin, "partials").expect(0).out()).isEmpty();
            assertThat(used()).isEqualTo(200_100).isEqualTo(bytesOnTheServer());
            assertThat(netdisk.home(lin).resolve("tree/slow")).hasSameBinaryContentAs(slow);
        }
    }

    /** Content of which nothing comes until it is released. */
    private static final class StuckSource implements TransferSource {
        private final CountDownLatch released = new CountDownLatch(1);
        private final long size;

        StuckSource(long size) {
            this.size = size;
        }

        void release() {
            released.countDown();
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public OptionalLong modifiedMillis() {
            return OptionalLong.empty();
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            try {
                if (!released.await(10, TimeUnit.MINUTES)) {
                    throw new IOException("never released");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            int n = (int) Math.min(target.remaining(), size - position);
            target.position(target.position() + n);
            return n == 0 ? -1 : n;
        }

        @Override
        public void close() {
            release();
        }
    }

    /** A line for each file would be ten thousand of them, in which the one about a failure is lost. */
    @Test
    void aFolderThatIsTheSameAlreadyIsToldInOneLine() throws Exception {
        file("a", 10);
        file("sub/b", 20);
        netdisk.run(lin, "put", "-r", "tree").expect(0);
        Files.createDirectory(folder.resolve("there"));
        netdisk.run(lin, "get", "-r", "tree", "there").expect(0);
        assertThat(netdisk.run(lin, "get", "-r", "tree", "there").expect(0).err())
                .isEqualTo("2 of 2 files, 0 B sent, 30 B were there already\n");
        assertThat(netdisk.run(lin, "get", "tree/a", "there/tree").expect(0).err())
                .isEqualTo("there/tree/a is the same already\n");
    }
}
