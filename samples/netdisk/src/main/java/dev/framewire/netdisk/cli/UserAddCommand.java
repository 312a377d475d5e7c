package dev.framewire.netdisk.cli;

import dev.framewire.auth.ScramVerifier;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.users.PrivateFiles;
import dev.framewire.netdisk.users.User;
import dev.framewire.netdisk.users.UserStore;
import dev.framewire.netdisk.wire.UserName;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "useradd", description = "Add a user, on the server's machine; the server may run or not.")
final class UserAddCommand implements Callable<Integer> {
    @ParentCommand
    Root root;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "the server's folder")
    Path data;

    @Option(names = "--users", paramLabel = "FILE.xlsx", description = "the users' sheet (default: DIR/users.xlsx)")
    Path users;

    @Option(names = "--quota", paramLabel = "SIZE", description = "the user's own quota (default: the server's)")
    Root.Size quota = new Root.Size(User.DEFAULT_QUOTA);

    @Parameters(paramLabel = "USER")
    String name;

    @Override
    public Integer call() throws Exception {
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
        try (UserStore store = UserStore.open(users == null ? data.resolve("users.xlsx") : users)) {
            if (!store.add(name, verifier, quota.bytes())) {
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
