package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.cli.Syntax.Arg;
import dev.framewire.netdisk.cli.Syntax.Flag;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.RefusedException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;

/** Register, log in and out, change the password. */
final class AccountCommands {
    private AccountCommands() {}

    static final class Register extends Subcommand {
        Register(Root root) {
            super(root, "register", "Make a user of yours on the server.");
        }

        @Override
        public Integer call() throws Exception {
            String user = root.workspace.user();
            char[] password = root.workspace.passwords().fresh("New password for " + user + ": ");
            try (NetdiskClient client = root.workspace.connect()) {
                client.register(user, password);
                client.login(user, password);
            } finally {
                Arrays.fill(password, '\0');
            }
            root.screen.say("registered " + user);
            return ExitCode.DONE;
        }
    }

    static final class Login extends Subcommand {
        Login(Root root) {
            super(
                    root,
                    "login",
                    "Log in once; a token in a file of mode 0600 then stands for the password, for 30 days.");
        }

        @Override
        public Integer call() throws Exception {
            String user = root.workspace.user();
            char[] password = root.workspace.passwords().known("Password of " + user + ": ");
            try (NetdiskClient client = root.workspace.connect()) {
                client.login(user, password);
                keep(client, user, client.issueToken());
            } finally {
                Arrays.fill(password, '\0');
            }
            root.screen.say("logged in as " + user);
            return ExitCode.DONE;
        }

        private void keep(NetdiskClient client, String user, String token) throws Exception {
            try {
                root.folder.keepToken(client.server(), user, token);
            } catch (FileSystemException e) {
                try {
                    client.revokeToken(token); // nobody has it, and for 30 days it would let somebody in
                } catch (IOException | RefusedException notRevoked) {
                    e.addSuppressed(notRevoked);
                }
                throw e;
            }
        }
    }

    static final class Logout extends Subcommand {
        private final Flag forget = syntax.flag("--forget", "do not tell the server");

        Logout(Root root) {
            super(
                    root,
                    "logout",
                    "Revoke the token and forget it.",
                    "While the server cannot be told, it would still accept the token: so that is kept, and logout"
                            + " fails; --forget forgets it without telling.");
        }

        @Override
        public Integer call() throws Exception {
            String user = root.workspace.user();
            var server = root.workspace.server();
            String token = root.folder.token(server, user).orElse(null);
            if (token == null) {
                throw new CommandFailure(ExitCode.REFUSED, user + " is not logged in at " + server);
            }
            if (!forget.isSet()) {
                revoke(user, token);
            }
            root.folder.dropToken(server, user);
            root.screen.say("logged out");
            return ExitCode.DONE;
        }

        private void revoke(String user, String token) throws Exception {
            try (NetdiskClient client = root.workspace.connect()) {
                client.loginWithToken(user, token);
                client.revokeToken(token);
            } catch (RefusedException e) {
                if (e.code() != ErrorCode.LOGIN_FAILED) {
                    throw e;
                }
                // it was over, or revoked already
            }
        }
    }

    static final class Passwd extends Subcommand {
        private final Arg<Path> newPasswordFile = syntax.option(
                "--new-password-file",
                Path.class,
                "FILE",
                "its first line is the new password (else NETDISK_NEW_PASSWORD, else asked)");

        Passwd(Root root) {
            super(root, "passwd", "Change the password. Every token of the user ends.");
        }

        @Override
        public Integer call() throws Exception {
            String user = root.workspace.user();
            char[] old = root.workspace.passwords().known("Old password of " + user + ": ");
            char[] fresh = new Passwords(
                            "--new-password-file",
                            newPasswordFile.value(),
                            "NETDISK_NEW_PASSWORD",
                            System.getenv(),
                            root.screen::askPassword)
                    .fresh("New password of " + user + ": ");
            try (NetdiskClient client = root.workspace.connect()) {
                client.login(user, old);
                client.changePassword(fresh);
                root.folder.dropToken(client.server(), user);
            } finally {
                Arrays.fill(old, '\0');
                Arrays.fill(fresh, '\0');
            }
            root.screen.say("password changed");
            return ExitCode.DONE;
        }
    }
}
