package dev.framewire.netdisk.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientFolderTest {
    @TempDir
    Path folder;

    /** The environment decides, not what the system's list of users says: so it is with ~ in every shell. */
    @Test
    void itIsNetdisksOwnElseXdgsElseBelowHome() throws IOException {
        Map<String, String> environment =
                new HashMap<>(Map.of("HOME", folder.resolve("home").toString()));
        assertThat(ClientFolder.of(environment).history()).isEqualTo(folder.resolve("home/.config/netdisk/history"));

        environment.put("XDG_CONFIG_HOME", "");
        environment.put("NETDISK_CONFIG_DIR", "");
        assertThat(ClientFolder.of(environment).history()).isEqualTo(folder.resolve("home/.config/netdisk/history"));

        environment.put("XDG_CONFIG_HOME", folder.resolve("xdg").toString());
        assertThat(ClientFolder.of(environment).history()).isEqualTo(folder.resolve("xdg/netdisk/history"));

        environment.put("NETDISK_CONFIG_DIR", folder.resolve("own").toString());
        assertThat(ClientFolder.of(environment).history()).isEqualTo(folder.resolve("own/history"));
    }

    @Test
    void withoutHomeTheSystemSaysWhereItIs() {
        assertThat(ClientFolder.home(Map.of())).isEqualTo(Path.of(System.getProperty("user.home")));
        assertThat(ClientFolder.home(Map.of("HOME", ""))).isEqualTo(Path.of(System.getProperty("user.home")));
    }
}
