package dev.framewire.netdisk;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.NetdiskProcess.Ran;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HexFormat;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whichever side dies while packs go up or come down, each file is there whole or not at all, and the same command fetches
 * the rest. Nobody reads what the client says, so it stands still in the middle: the names are long and fill the pipe.
 */
class KilledPacksIT {
    private static final int FILES = 600;
    private static final int FILE_BYTES = 20_000; // fifty are a pack, and four packs are under way at most

    @TempDir
    Path folder;

    private NetdiskProcess netdisk;
    private TreeMap<String, String> wanted;

    @BeforeEach
    void aTree() throws Exception {
        netdisk = new NetdiskProcess(folder).serve().user("lin");
        Random random = new Random(11);
        byte[] content = new byte[FILE_BYTES];
        Path tree = Files.createDirectory(folder.resolve("tree"));
        for (int i = 0; i < FILES; i++) {
            random.nextBytes(content);
            Path file = tree.resolve("n".repeat(150) + i % 3).resolve("f".repeat(100) + i);
            Files.createDirectories(file.getParent());
            Files.setLastModifiedTime(Files.write(file, content), FileTime.fromMillis(1_700_000_000_000L + i));
        }
        wanted = files(tree);
    }

    @AfterEach
    void stop() {
        netdisk.close();
    }

    private static TreeMap<String, String> files(Path top) throws Exception {
        TreeMap<String, String> all = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(top)) {
            for (Path path : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
                String name = top.relativize(path).toString();
                if (!name.contains(".xfer/")) {
                    byte[] digest =
                            java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
                    all.put(
                            name,
                            Files.getLastModifiedTime(path).toMillis() + " "
                                    + HexFormat.of().formatHex(digest));
                }
            }
        }
        return all;
    }

    @Test
    void aClientThatIsKilled() throws Exception {
        for (String command : new String[] {"put", "get"}) {
            String[] words = words(command);
            Process client = beginAndAwaitAFile(words);
            client.toHandle().destroyForcibly();
            client.onExit().join();
            String left = "0123456789abcdef0123456789abcdef.7.small";
            if (command.equals("get")) {
                Path partials = folder.resolve("copy").resolve("n".repeat(150) + "1/.xfer");
                Files.writeString(Files.createDirectories(partials).resolve(left), "of a pack");
            }
            theRestFollows(command, words);
        }
    }

    @Test
    void aServerThatIsKilled() throws Exception {
        for (String command : new String[] {"put", "get"}) {
            String[] words = words(command);
            Process client = beginAndAwaitAFile(words);
            netdisk.killServer();
            assertThat(NetdiskProcess.finish(client).expect(4).err()).contains("lost");
            Files.writeString(
                    netdisk.home("lin").resolve(".xfer/0123456789abcdef0123456789abcdef.7.small"), "of a pack");
            netdisk.serve();
            theRestFollows(command, words);
            assertThat(netdisk.home("lin").resolve(".xfer")).isEmptyDirectory();
        }
    }

    @Test
    void aClientThatIsInterrupted() throws Exception {
        String[] words = words("put");
        Process client = beginAndAwaitAFile(words);
        client.toHandle().destroy();
        Ran ran = NetdiskProcess.finish(client).expect(143);
        assertThat(ran.err()).contains("interrupted; the same command goes on where this stopped");
        theRestFollows("put", words);
    }

    /** The copy's name is not there when the command is first run, and is when it is run again. */
    private static String[] words(String command) {
        return command.equals("put")
                ? new String[] {"put", "-r", "--resume", "tree", "there", "--progress", "json"}
                : new String[] {"get", "-r", "--resume", "there", "copy", "--progress", "json"};
    }

    private Process beginAndAwaitAFile(String... words) throws IOException {
        Process client = netdisk.begin("lin", words);
        InputStream err = client.getErrorStream();
        int c = err.read();
        while (c >= 0 && c != '\n') {
            c = err.read();
        }
        assertThat(c).as("nothing was transferred").isEqualTo('\n');
        return client;
    }

    private void theRestFollows(String command, String... words) throws Exception {
        Path target = command.equals("put") ? netdisk.home("lin").resolve("there") : folder.resolve("copy");
        TreeMap<String, String> now = files(target);
        assertThat(now).as("it stood still in the middle").isNotEmpty().hasSizeLessThan(FILES);
        assertThat(wanted.entrySet()).containsAll(now.entrySet());
        netdisk.run("lin", words).expect(0);
        assertThat(files(target)).isEqualTo(wanted);
        try (Stream<Path> walk = Files.walk(folder.resolve(command.equals("put") ? "tree" : "copy"))) {
            assertThat(walk.filter(path -> path.toString().contains(".xfer"))).isEmpty();
        }
        // the server may not have heard yet that the first client is not there any more
        patiently()
                .untilAsserted(() -> assertThat(
                                netdisk.run("lin", "--json", "df").expect(0).out())
                        .contains("\"used\":" + FILES * FILE_BYTES + ",\"reserved\":0,"));
        assertThat(folder.resolve("config/unfinished")).isEmptyDirectory();
    }
}
