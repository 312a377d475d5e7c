package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder in which a client remembers things takes nothing. It is told by its name, and not as a lost connection. */
class ClientDiskIT {
    @TempDir
    Path folder;

    @Test
    @NeedsTool({"root", "mount"})
    void aFullOrReadOnlyDiskIsNamed() throws Exception {
        try (NetdiskProcess netdisk = new NetdiskProcess(folder).serve().registered("lin");
                SmallDisk disk = SmallDisk.mount(folder.resolve("other"), 64 << 10)) {
            Path tokens = netdisk.config().resolve("tokens");
            netdisk.run("lin", "login").expect(0);
            String known = Files.readString(netdisk.config().resolve("known_servers"));
            String mine = Files.readString(tokens);

            Path config = disk.folder();
            Files.writeString(config.resolve("known_servers"), known);
            Path filler = disk.fill();
            assertThat(onDisk(netdisk, "login").expect(1).err())
                    .isEqualTo(
                            "netdisk: " + config.resolve("tokens") + ": cannot be written: No space left on device\n");
            Files.delete(config.resolve("known_servers"));
            Files.write(filler, new byte[4096], StandardOpenOption.APPEND);
            for (List<String> how : List.of(List.of("--accept-new"), List.of("--identity", netdisk.identity()))) {
                assertThat(onDisk(
                                        netdisk,
                                        Stream.concat(how.stream(), Stream.of("ls"))
                                                .toArray(String[]::new))
                                .expect(1)
                                .err())
                        .isEqualTo("netdisk: " + config.resolve("known_servers")
                                + ": cannot be written: No space left on device\n");
            }

            Files.delete(filler);
            disk.setReadOnly(true);
            assertThat(onDisk(netdisk, "--accept-new", "ls").expect(1).err())
                    .isEqualTo("netdisk: " + config.resolve("known_servers")
                            + ": cannot be written: Read-only file system\n");
            assertThat(Files.readString(tokens)).isEqualTo(mine);
        }
    }

    private static NetdiskProcess.Ran onDisk(NetdiskProcess netdisk, String... arguments) throws Exception {
        ProcessBuilder builder = netdisk.builder("lin", List.of(arguments));
        builder.environment()
                .put(
                        "NETDISK_CONFIG_DIR",
                        netdisk.config().resolveSibling("other").toString());
        return NetdiskProcess.finish(builder.start());
    }
}
