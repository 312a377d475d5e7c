package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.condition.OS.LINUX;
import static org.junit.jupiter.api.condition.OS.MAC;

import dev.framewire.transfer.TransferEngine;
import dev.framewire.transfer.TransferSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;

/** What owner, group and others may do with a file: nothing is told by default, and with {@code --perms} all of it. */
@EnabledOnOs({LINUX, MAC})
class PermissionsIT {
    private static final String[] MODES = {"rwxr-xr-x", "rw-rw-rw-", "r--r--r--", "r-x------"};

    @TempDir
    static Path folder;

    private static NetdiskProcess netdisk;

    @BeforeAll
    static void start() throws Exception {
        netdisk = new NetdiskProcess(folder).serve().user("lin");
    }

    @AfterAll
    static void stop() {
        netdisk.close();
    }

    private static Path file(String name, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "content of " + name);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** As a user or a service whose new files are nobody else's. */
    private static void carefully(String... arguments) throws Exception {
        ProcessBuilder builder = netdisk.builder("lin", List.of(arguments));
        List<String> command = new ArrayList<>(List.of("sh", "-c", "umask 077; exec \"$@\"", "sh"));
        command.addAll(builder.command());
        NetdiskProcess.finish(builder.command(command).start()).expect(0);
    }

    @Test
    void aTreeComesBackWithItsPermissionsWhateverTheUmask() throws Exception {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        for (String mode : MODES) {
            file("tree/" + mode, mode);
        }
        Files.setAttribute(file("tree/set-user-id", "rwxr-xr-x"), "unix:mode", 06755);
        netdisk.run("lin", "put", "-r", "--perms", "tree").expect(0);
        carefully("get", "-r", "--perms", "tree", "copy");
        carefully("get", "-r", "tree", "private");
        for (String mode : MODES) {
            assertThat(permissions(folder.resolve("copy/" + mode))).isEqualTo(mode);
            assertThat(permissions(folder.resolve("private/" + mode))).isEqualTo("rw-------");
            assertThat(folder.resolve("copy/" + mode)).hasSameTextualContentAs(tree.resolve(mode));
        }
        assertThat((int) Files.getAttribute(folder.resolve("copy/set-user-id"), "unix:mode") & 07777)
                .isEqualTo(0755);
    }

    @Test
    void withoutTheOptionAFileIsItsOwnersAloneAndWithItTheSameFileGetsThem() throws Exception {
        Path program = file("program", "rwxr-xr-x");
        netdisk.run("lin", "put", "program").expect(0);
        assertThat(permissions(netdisk.home("lin").resolve("program"))).isEqualTo("rw-------");
        netdisk.run("lin", "put", "--perms", "program").expect(0);
        assertThat(permissions(netdisk.home("lin").resolve("program"))).isEqualTo("rwxr-xr-x");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rw-------"));
        netdisk.run("lin", "get", "--perms", "program").expect(0);
        assertThat(permissions(program)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void aFileThatNobodyMayReadStaysTheServersToGiveBack() throws Exception {
        try (TransferEngine engine = TransferEngine.create();
                RawPeer peer = new RawPeer(netdisk.address()).login("lin")) {
            peer.begin(engine, new Closed(), "closed").await();
        }
        assertThat(permissions(netdisk.home("lin").resolve("closed"))).isEqualTo("r--------");
        netdisk.run("lin", "get", "--perms", "closed").expect(0);
        assertThat(folder.resolve("closed")).hasContent("closed");
        netdisk.run("lin", "verify", "closed", "closed").expect(0);
        Path other = file("other", "rw-r--r--");
        netdisk.run("lin", "put", "other", "closed").expect(0);
        assertThat(netdisk.home("lin").resolve("closed")).hasSameTextualContentAs(other);
        netdisk.run("lin", "rm", "closed").expect(0);
    }

    /** Content of which is told that nobody may read it. */
    private static final class Closed implements TransferSource {
        private final ByteBuffer content = ByteBuffer.wrap("closed".getBytes(StandardCharsets.US_ASCII));

        @Override
        public long size() {
            return content.capacity();
        }

        @Override
        public OptionalLong modifiedMillis() {
            return OptionalLong.empty();
        }

        @Override
        public OptionalInt permissions() {
            return OptionalInt.of(0);
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public int read(ByteBuffer target, long position) {
            int n = (int) Math.min(target.remaining(), size() - position);
            target.put(content.slice((int) position, n));
            return n == 0 ? -1 : n;
        }

        @Override
        public void close() {}
    }
}
