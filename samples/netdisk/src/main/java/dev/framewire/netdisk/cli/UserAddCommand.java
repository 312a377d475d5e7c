package dev.framewire.netdisk.cli;

import dev.framewire.auth.ScramVerifier;
import dev.framewire.netdisk.cli.Syntax.Arg;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.users.PrivateFiles;
import dev.framewire.netdisk.users.User;
import dev.framewire.netdisk.users.UserStore;
import dev.framewire.netdisk.wire.UserName;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;

final class UserAddCommand extends Subcommand {
    private final Arg<Path> dataOption = syntax.requiredOption("--data", Path.class, "DIR", "the server's folder");
    private final Arg<Path> usersOption =
            syntax.option("--users", Path.class, "FILE.xlsx", "the users' sheet (default: DIR/users.xlsx)");
    private final Arg<Long> quotaOption = syntax.option(
            "--quota", Long.class, new SizeConverter(), "SIZE", "the user's own quota (default: the server's)");
    private final Arg<String> userParameter = syntax.parameter(String.class, "USER");

    UserAddCommand(Root root) {
        super(root, "useradd", "Add a user, on the server's machine; the server may run or not.");
    }

    @Override
    public Integer call() throws Exception {
        String name = userParameter.value();
        Path data = dataOption.value();
        Path users = usersOption.or(data.resolve("users.xlsx"));
        long quota = quotaOption.or(User.DEFAULT_QUOTA);
        if (!UserName.isValid(name)) {
            throw new CommandFailure(ExitCode.USAGE, "a user name is " + UserName.RULE);
        }
        char[] password = root.workspace.passwords().fresh("Password for " + name + ": ");
        String verifier;
        try {
            verifier = ScramVerifier.derive(password, NetdiskClient.ITERATIONS).encoded();
        } finally {
            Arrays.fill(password, '\0');
        }
        PrivateFiles.createFolder(data);
        try (UserStore store = UserStore.open(users)) {
            if (!store.add(name, verifier, quota)) {
                throw new CommandFailure(ExitCode.REFUSED, "the name '" + name + "' is taken");
            }
        } catch (FileSystemException e) {
            throw e; // said in its own words
        } catch (IOException e) { // of a disk, where other commands' are of a network
            throw new CommandFailure(ExitCode.REFUSED, e.getMessage() == null ? e.toString() : e.getMessage());
        }
        PrivateFiles.createFolder(data.resolve("homes").resolve(name));
        root.screen.say("added " + name);
        return ExitCode.DONE;
    }
}
