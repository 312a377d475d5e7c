package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.client.NetdiskClient;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Register, log in and out, change the password. */
final class AccountCommands {
    private AccountCommands() {}

    @Command(name = "register", description = "Make a user of yours on the server.")
    static final class Register implements Callable<Integer> {
        @ParentCommand
        Root root;

        @Override
        public Integer call() throws Exception {
            String user = root.workspace.user();
            char[] password = root.workspace.newPassword("New password for " + user + ": ");
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

    @Command(
            name = "login",
            description = "Log in once; a token in a file of mode 0600 then stands for the password, for 30 days.")
    static final class Login implements Callable<Integer> {
        @ParentCommand
        Root root;

        @Override
        public Integer call() throws Exception {
            String user = root.workspace.user();
            char[] password = root.workspace.password("Password of " + user + ": ");
            try (NetdiskClient client = root.workspace.connect()) {
                client.login(user, password);
                root.folder.keepToken(client.server(), user, client.issueToken());
            } finally {
                Arrays.fill(password, '\0');
            }
            root.screen.say("logged in as " + user);
            return ExitCode.DONE;
        }
    }

    @Command(name = "logout", description = "Revoke the token and forget it.")
    static final class Logout implements Callable<Integer> {
        @ParentCommand
        Root root;

        @Override
        public Integer call() throws Exception {
            String user = root.workspace.user();
            var server = root.workspace.server();
            String token = root.folder.token(server, user).orElse(null);
            if (token == null) {
                throw new CommandFailure(ExitCode.REFUSED, user + " is not logged in at " + server);
            }
            root.folder.dropToken(server, user);
            try (NetdiskClient client = root.workspace.connect()) {
                client.loginWithToken(user, token);
                client.revokeToken(token);
            }
            root.screen.say("logged out");
            return ExitCode.DONE;
        }
    }

    @Command(name = "passwd", description = "Change the password. Every token of the user ends.")
    static final class Passwd implements Callable<Integer> {
        @ParentCommand
        Root root;

        @Option(
                names = "--new-password-file",
                paramLabel = "FILE",
                description = "its first line is the new password (else NETDISK_NEW_PASSWORD, else asked)")
        java.nio.file.Path newPasswordFile;

        @Override
        public Integer call() throws Exception {
            String user = root.workspace.user();
            char[] old = root.workspace.password("Old password of " + user + ": ");
            char[] fresh = newPassword(user);
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

        private char[] newPassword(String user) throws Exception {
            if (newPasswordFile != null) {
                var lines = java.nio.file.Files.readAllLines(newPasswordFile);
                if (!lines.isEmpty() && !lines.get(0).isEmpty()) {
                    return lines.get(0).toCharArray();
                }
                throw new CommandFailure(ExitCode.USAGE, newPasswordFile + ": its first line is empty");
            }
            String environment = System.getenv("NETDISK_NEW_PASSWORD");
            if (environment != null && !environment.isEmpty()) {
                return environment.toCharArray();
            }
            char[] first = root.screen.askPassword("New password of " + user + ": ");
            char[] second = first == null ? null : root.screen.askPassword("Again: ");
            if (first == null || first.length == 0 || !Arrays.equals(first, second)) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        first == null
                                ? "no new password: give --new-password-file FILE or set NETDISK_NEW_PASSWORD"
                                : "the two passwords differ, or are empty");
            }
            return first;
        }
    }
}
