package dev.framewire.netdisk.cli;

import dev.framewire.framing.HeaderBuilder;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import dev.framewire.transfer.TransferResult;
import dev.framewire.transfer.TransferSource;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "put",
        description = {
            "Upload files. A file that is there is replaced, when the new one is whole.",
            "An upload that broke off goes on where it stopped."
        })
final class PutCommand implements Callable<Integer> {
    @ParentCommand
    Root root;

    @Mixin
    TransferOptions options;

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "LOCAL… [REMOTE]: with two or more, the last is the target")
    List<String> paths;

    private record Job(Path local, RemotePath remote, long size) {}

    @Override
    public Integer call() throws Exception {
        NetdiskClient client = root.workspace.client();
        Batch batch = new Batch(root);
        List<Job> jobs = new ArrayList<>();
        List<RemotePath> folders = new ArrayList<>();
        int locals = Math.max(1, paths.size() - 1);
        String targetText = paths.size() > 1 ? paths.get(paths.size() - 1) : "";
        RemotePath target = root.workspace.remote(targetText);
        boolean into = paths.size() == 1 || targetText.endsWith("/") || FileCommands.isFolder(client, target);
        if (locals > 1 && !into) {
            throw new CommandFailure(ExitCode.REFUSED, "'" + targetText + "' is not a remote folder");
        }
        for (String typed : paths.subList(0, locals)) {
            batch.run(typed, t -> collect(root.workspace.local(t), target, into, folders, jobs));
        }
        for (RemotePath folder : folders) {
            batch.run(folder, f -> client.makeFolder(f, true));
        }
        try (TransferView view = new TransferView(
                root, jobs.size(), jobs.stream().mapToLong(Job::size).sum())) {
            for (Job job : jobs) {
                batch.run(job, j -> put(client, view, j));
            }
        }
        return batch.exitCode();
    }

    private void collect(Path local, RemotePath target, boolean into, List<RemotePath> folders, List<Job> jobs)
            throws Exception {
        Path name = local.toAbsolutePath().normalize().getFileName();
        RemotePath remote = into && name != null ? target.resolve(name.toString()) : target;
        if (!Files.isDirectory(local)) {
            if (!Files.exists(local)) {
                throw new NoSuchFileException(local.toString());
            }
            jobs.add(new Job(local, remote, Files.size(local)));
            return;
        }
        if (!options.recursive) {
            throw new CommandFailure(ExitCode.REFUSED, local + " is a folder; put it with -r");
        }
        try (Stream<Path> tree = Files.walk(local)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                try {
                    RemotePath at = below(remote, local.relativize(path));
                    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                        folders.add(at);
                    } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                        jobs.add(new Job(path, at, Files.size(path)));
                    } else {
                        root.screen.say("netdisk: " + path + " is left out: not a file or folder");
                    }
                } catch (BadPathException e) {
                    root.screen.say("netdisk: " + path + " is left out: " + e.getMessage());
                }
            }
        }
    }

    private static RemotePath below(RemotePath remote, Path relative) throws BadPathException {
        RemotePath at = remote;
        for (Path name : relative) {
            at = name.toString().isEmpty() ? at : at.resolve(name.toString());
        }
        return at;
    }

    private void put(NetdiskClient client, TransferView view, Job job) throws Exception {
        if (!Files.isRegularFile(job.local)) {
            throw new FileSystemException(job.local.toString(), null, "not a file");
        }
        if (options.ifPartial.restart) {
            try {
                client.dropPartial(job.remote);
            } catch (RefusedException e) {
                if (e.code() != ErrorCode.NOT_FOUND) {
                    throw e;
                }
            }
        }
        long wireBefore = client.wireBytes();
        try (TransferSource source = TransferSource.file(job.local)) {
            TransferResult result =
                    view.follow(job.remote.toString(), client.put(source, job.remote, options.rate.bytes()));
            if (root.json) {
                root.screen.out.println(
                        Json.line(report("put", job.local, job.remote, result, client.wireBytes() - wireBefore)));
            }
        }
    }

    static HeaderBuilder report(String command, Path local, RemotePath remote, TransferResult result, long wire)
            throws IOException {
        return new HeaderBuilder()
                .put(Json.COMMAND, command)
                .put(Json.LOCAL, local.toString())
                .put(Json.REMOTE, remote.toString())
                .put(Messages.SIZE, result.size())
                .put(Json.SENT, result.wireBodyBytes())
                .put(Json.REUSED, result.reusedBytes())
                .put(Json.SOCKET, wire)
                .put(Json.ROOT, result.rootHex());
    }
}
