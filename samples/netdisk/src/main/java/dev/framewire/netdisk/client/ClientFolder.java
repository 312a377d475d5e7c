package dev.framewire.netdisk.client;

import dev.framewire.netdisk.users.PrivateFiles;
import dev.framewire.netdisk.wire.Text;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the client remembers, in {@code $NETDISK_CONFIG_DIR}, else {@code $XDG_CONFIG_HOME/netdisk}, else
 * {@code ~/.config/netdisk}; every file of mode 0600:
 *
 * <pre>
 *   config           server = HOST:PORT and user = NAME, one a line, # begins a comment
 *   known_servers    HOST:PORT SHA256:…       the identities that were accepted
 *   tokens           HOST:PORT USER TOKEN     of users that logged in
 *   history          of the shell
 *   unfinished/      copies of folders that broke off
 * </pre>
 */
public final class ClientFolder {
    private static final String CONFIG = "config";
    private static final String KNOWN_SERVERS = "known_servers";
    private static final Set<String> SETTINGS = Set.of("server", "user");

    private final Path folder;

    public ClientFolder(Path folder) {
        this.folder = folder;
    }

    public static ClientFolder of(Map<String, String> environment) {
        String own = environment.get("NETDISK_CONFIG_DIR");
        if (own != null && !own.isEmpty()) {
            return new ClientFolder(Path.of(own));
        }
        String xdg = environment.get("XDG_CONFIG_HOME");
        Path base =
                xdg != null && !xdg.isEmpty() ? Path.of(xdg) : home(environment).resolve(".config");
        return new ClientFolder(base.resolve("netdisk"));
    }

    /** What {@code ~} is to a shell: {@code $HOME}, and where that is not set what the system says of the user. */
    public static Path home(Map<String, String> environment) {
        String home = environment.get("HOME");
        return Path.of(home != null && !home.isEmpty() ? home : System.getProperty("user.home"));
    }

    public Path history() throws IOException {
        PrivateFiles.createFolder(folder);
        return folder.resolve("history");
    }

    public UnfinishedTrees unfinishedTrees() {
        return new UnfinishedTrees(folder.resolve("unfinished"));
    }

    /**
     * A setting of the config file.
     *
     * @throws ConfigException when any line of it is none: what is mistyped would be as if it were not there, and another
     *     server would be asked
     */
    public Optional<String> setting(String name) throws IOException, ConfigException {
        Optional<String> value = Optional.empty();
        for (String line : lines(CONFIG)) {
            if (line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("=", 2);
            String key = parts[0].strip();
            if (parts.length < 2) { // it is not repeated: who knows what somebody wrote there
                throw new ConfigException(folder.resolve(CONFIG) + ": a line is not NAME = VALUE");
            }
            if (!SETTINGS.contains(key)) {
                throw new ConfigException(folder.resolve(CONFIG) + ": no such setting: '" + Text.printable(key)
                        + "'; there are server and user");
            }
            if (key.equals(name) && value.isEmpty()) {
                value = Optional.of(parts[1].strip());
            }
        }
        return value;
    }

    /** The file of the identities that were accepted. */
    public Path knownServers() {
        return folder.resolve(KNOWN_SERVERS);
    }

    public Optional<String> knownIdentity(HostPort server) throws IOException {
        return Optional.ofNullable(table(KNOWN_SERVERS, 1).get(server.toString()));
    }

    public void pin(HostPort server, String fingerprint) throws IOException {
        put(KNOWN_SERVERS, 1, server.toString(), fingerprint);
    }

    public Optional<String> token(HostPort server, String user) throws IOException {
        return Optional.ofNullable(table("tokens", 2).get(server + " " + user));
    }

    public void keepToken(HostPort server, String user, String token) throws IOException {
        put("tokens", 2, server + " " + user, token);
    }

    public void dropToken(HostPort server, String user) throws IOException {
        put("tokens", 2, server + " " + user, null);
    }

    // a file of lines whose first words are the key and whose last one is the value
    private Map<String, String> table(String name, int keyWords) throws IOException {
        Map<String, String> table = new LinkedHashMap<>();
        for (String line : lines(name)) {
            String[] words = line.split(" ");
            if (words.length == keyWords + 1) {
                table.put(String.join(" ", List.of(words).subList(0, keyWords)), words[keyWords]);
            }
        }
        return table;
    }

    private void put(String name, int keyWords, String key, String value) throws IOException {
        Map<String, String> table = table(name, keyWords);
        if (value == null) {
            table.remove(key);
        } else {
            table.put(key, value);
        }
        List<String> lines = new ArrayList<>();
        table.forEach((k, v) -> lines.add(k + " " + v + "\n"));
        TextFile.replace(folder.resolve(name), String.join("", lines));
    }

    private List<String> lines(String name) throws IOException {
        try {
            return TextFile.lines(folder.resolve(name)).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
