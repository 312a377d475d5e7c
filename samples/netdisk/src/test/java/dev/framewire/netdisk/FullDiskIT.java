package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose disk takes nothing, and then takes again. */
class FullDiskIT {
    @TempDir
    Path folder;

    @Test
    @NeedsTool({"root", "mount"})
    void everyRequestGetsAnAnswerAndAllIsWellWhenThereIsRoomAgain() throws Exception {
        Path data = folder.resolve("data");
        try (SmallDisk disk = SmallDisk.mount(data, 4 << 20);
                NetdiskProcess netdisk = new NetdiskProcess(folder).serve().user("lin")) {
            Files.write(folder.resolve("file"), new byte[1 << 20]);
            netdisk.run("lin", "put", "file", "before").expect(0);
            Path filler = disk.fill();

            netdisk.run("lin", "put", "file", "after").expect(1);
            // what is written down in the users' log: until its last block is full, that goes on
            ProcessBuilder login = netdisk.builder("lin", List.of("login"));
            NetdiskProcess.Ran refused = NetdiskProcess.finish(login.start());
            for (int i = 0; i < 60 && refused.exitCode() == 0; i++) {
                try (RawPeer peer = new RawPeer(netdisk.address()).login("lin")) {
                    peer.token();
                }
                if (i % 20 == 19) {
                    refused = NetdiskProcess.finish(login.start());
                }
            }
            assertThat(refused.expect(1).err()).contains("the server's disk is full");
            assertThat(netdisk.run("mia", "register").expect(1).err()).contains("the server's disk is full");
            ProcessBuilder passwd = netdisk.builder("lin", List.of("passwd"));
            passwd.environment().put("NETDISK_NEW_PASSWORD", "another");
            assertThat(NetdiskProcess.finish(passwd.start()).expect(1).err()).contains("the server's disk is full");
            netdisk.run("lin", "get", "before", "copy").expect(0);
            assertThat(netdisk.run("lin", "ls").expect(0).out()).isEqualTo("before\n");

            Files.delete(filler);
            netdisk.run("lin", "put", "file", "after").expect(0);
            netdisk.run("mia", "register").expect(0);
            netdisk.run("lin", "login").expect(0);
        }
    }

    @Test
    @NeedsTool({"root", "mount"})
    void aHomeThatCannotBeWrittenIsAnErrorAndNotTheEnd() throws Exception {
        try (NetdiskProcess netdisk = new NetdiskProcess(folder).serve().user("lin");
                SmallDisk disk = SmallDisk.mount(netdisk.home("lin"), 1 << 20)) {
            Files.write(folder.resolve("file"), new byte[1000]);
            netdisk.run("lin", "put", "file").expect(0);
            disk.setReadOnly(true);

            netdisk.run("lin", "put", "file", "other").expect(1);
            assertThat(netdisk.run("lin", "mkdir", "folder").expect(1).err()).doesNotContain(folder.toString());
            netdisk.run("lin", "rm", "file").expect(1);
            netdisk.run("lin", "get", "file", "copy").expect(0);

            disk.setReadOnly(false);
            netdisk.run("lin", "put", "file", "other").expect(0);
        }
    }
}
