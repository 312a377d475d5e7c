package dev.framewire.netdisk.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
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

    private ClientFolder configured(String text) throws IOException {
        Files.writeString(folder.resolve("config"), text);
        return new ClientFolder(folder);
    }

    @Test
    void aSettingIsTheFirstOfItsName() throws Exception {
        ClientFolder mine = configured("# server = one\n\n  server=two = 2\nserver = three\n");
        assertThat(mine.setting("server")).contains("two = 2");
        assertThat(mine.setting("user")).isEmpty();
        assertThat(new ClientFolder(folder.resolve("none")).setting("user")).isEmpty();
    }

    /** As if it were not there the usual server would be asked, and not the one that was meant. */
    @Test
    void aSettingThatIsMistypedIsNamedAndNeverWhatIsBehindIt() {
        for (String line :
                List.of("sever = hunter2", "Server = hunter2", "\ufeffserver = hunter2", "password=hunter2")) {
            assertThatThrownBy(() -> configured("user = lin\n" + line + "\n").setting("user"))
                    .as(line)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(folder.resolve("config") + ": no such setting: ")
                    .hasMessageNotContaining("hunter2");
        }
        assertThatThrownBy(() -> configured("server hunter2").setting("server"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a line is not NAME = VALUE")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void whatCannotBeReadIsNamed() throws IOException {
        Path tokens = Files.createDirectory(folder.resolve("tokens"));
        HostPort server = HostPort.parse("example.org:1");
        assertThatThrownBy(() -> new ClientFolder(folder).token(server, "lin"))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(tokens + ": is a folder");
        Path known = Files.write(folder.resolve("known_servers"), new byte[] {(byte) 0xff, '\n'});
        assertThatThrownBy(() -> new ClientFolder(folder).knownIdentity(server))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(known + ": is not text in UTF-8");
    }

    /** Told by the name of the file that is not there now, and never as trouble with the server. */
    @Test
    void whatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        ClientFolder mine = new ClientFolder(file);
        HostPort server = HostPort.parse("127.0.0.1:7470");
        assertThatThrownBy(() -> mine.pin(server, "SHA256:one"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(file.resolve("known_servers").toString());
        assertThatThrownBy(() -> mine.keepToken(server, "lin", "secret"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(file.resolve("tokens").toString())
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> mine.unfinishedTrees().tree("a", "b").begun())
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(file.resolve("unfinished").toString());
    }
}
