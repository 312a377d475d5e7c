package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.client.ConfigException;
import dev.framewire.netdisk.client.HostPort;
import dev.framewire.netdisk.client.IdentityException;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.UserName;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/** Where a client stands: its connection, opened when first needed, and its two folders. */
final class Workspace {
    private static final Pattern IDENTITY = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");

    private final Root root; // the one of the command line; a shell's lines share this
    private NetdiskClient client;
    private boolean interactive;
    /** Stops the transfer that runs. */
    final AtomicReference<Runnable> running = new AtomicReference<>();

    RemotePath remote = RemotePath.HOME;
    Path local = Path.of("");

    Workspace(Root root) {
        this.root = root;
    }

    HostPort server() throws IOException, CommandFailure {
        String text = first(root.server(), System.getenv("NETDISK_SERVER"), setting("server"))
                .orElse("127.0.0.1:" + HostPort.DEFAULT_PORT);
        try {
            return HostPort.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, e.getMessage());
        }
    }

    String user() throws IOException, CommandFailure {
        String name = first(root.user(), System.getenv("NETDISK_USER"), setting("user"))
                .orElseThrow(() -> new CommandFailure(ExitCode.USAGE, "which user? Give -u USER or set NETDISK_USER"));
        if (!UserName.isValid(name)) {
            throw new CommandFailure(ExitCode.USAGE, "a user name is " + UserName.RULE);
        }
        return name;
    }

    private Optional<String> setting(String name) throws IOException, CommandFailure {
        try {
            return root.folder.setting(name);
        } catch (ConfigException e) {
            throw new CommandFailure(ExitCode.USAGE, e.getMessage());
        }
    }

    private static Optional<String> first(String flag, String environment, Optional<String> setting) {
        return Optional.ofNullable(flag)
                .or(() -> Optional.ofNullable(environment).filter(e -> !e.isEmpty()))
                .or(() -> setting);
    }

    /** A connection on which nobody is logged in. */
    NetdiskClient connect() throws IOException, IdentityException, CommandFailure {
        HostPort server = server();
        String known = root.folder.knownIdentity(server).orElse(null);
        try {
            if (root.identity() == null) {
                return NetdiskClient.connect(server, known);
            }
            String given = givenIdentity();
            NetdiskClient client = NetdiskClient.connect(server, given);
            boolean pinned = false;
            try {
                if (!given.equals(known)) {
                    root.folder.pin(server, given);
                }
                pinned = true;
                return client;
            } finally {
                if (!pinned) {
                    client.close();
                }
            }
        } catch (IdentityException e) {
            if (root.identity() != null) {
                throw new CommandFailure(
                        ExitCode.NOT_ACCEPTED,
                        server + " is not the server of that --identity; nothing was sent to it\n  given:  "
                                + root.identity() + "\n  shown:  " + e.shown());
            }
            if (e.changed()) {
                throw new CommandFailure(
                        ExitCode.NOT_ACCEPTED,
                        e.getMessage() + "\nIf you know why, remove its line from " + root.folder.knownServers() + ".");
            }
            acceptNew(server, e);
            return NetdiskClient.connect(server, e.shown());
        } catch (FileSystemException e) {
            throw e; // of the user's own disk: the server was reached
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NO_CONNECTION, "no connection to " + server + ": " + e.getMessage());
        }
    }

    private String givenIdentity() throws CommandFailure {
        if (!IDENTITY.matcher(root.identity()).matches()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--identity is SHA256: and 43 letters behind it, as `netdisk serve` printed it");
        }
        return root.identity();
    }

    private void acceptNew(HostPort server, IdentityException unknown) throws IOException, IdentityException {
        if (!root.acceptNew()) {
            if (!root.screen.canAsk()) {
                root.screen.say("netdisk: give --identity " + unknown.shown() + " or --accept-new");
                throw unknown;
            }
            root.screen.say("The identity of " + server + " is not known yet. It shows\n  " + unknown.shown()
                    + "\nCompare it with what the server printed when it started.");
            if (!List.of("yes", "y").contains(root.screen.ask("Accept it from now on (yes/no)? "))) {
                throw unknown;
            }
        }
        root.folder.pin(server, unknown.shown());
    }

    /** The connection on which the user is logged in. */
    NetdiskClient client() throws Exception {
        if (client == null) {
            client = logIn();
        }
        return client;
    }

    private NetdiskClient logIn() throws Exception {
        String user = user();
        NetdiskClient fresh = connect();
        boolean done = false;
        try {
            String token = root.folder.token(fresh.server(), user).orElse(null);
            if (token != null) {
                try {
                    fresh.loginWithToken(user, token);
                    done = true;
                    return fresh;
                } catch (RefusedException e) {
                    if (e.code() != ErrorCode.LOGIN_FAILED) {
                        throw e;
                    }
                    root.folder.dropToken(fresh.server(), user); // over, or revoked: the password decides
                }
            }
            char[] password = passwords().known("Password of " + user + ": ");
            try {
                fresh.login(user, password);
            } finally {
                Arrays.fill(password, '\0');
            }
            done = true;
            return fresh;
        } finally {
            if (!done) {
                fresh.close();
            }
        }
    }

    Passwords passwords() {
        return new Passwords(
                "--password-file", root.passwordFile(), "NETDISK_PASSWORD", System.getenv(), root.screen::askPassword);
    }

    /** A lost connection is opened anew at the next command. */
    void dropConnection() {
        NetdiskClient lost = client;
        client = null;
        if (lost != null) {
            try {
                lost.close();
            } catch (IOException e) {
                // it was lost; what matters was said
            }
        }
    }

    boolean isConnected() {
        return client != null;
    }

    void setInteractive() {
        interactive = true;
    }

    boolean isInteractive() {
        return interactive;
    }

    void close() {
        dropConnection();
    }

    /** What the user typed, seen from the remote folder. */
    RemotePath remote(String typed) throws RemotePath.BadPathException {
        return remote.resolve(typed);
    }

    /** What the user typed, seen from the local folder. */
    Path local(String typed) {
        return local.resolve(typed);
    }
}
