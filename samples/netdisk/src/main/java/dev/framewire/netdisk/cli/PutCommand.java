package dev.framewire.netdisk.cli;

import dev.framewire.framing.HeaderBuilder;
import dev.framewire.netdisk.cli.Syntax.Arg;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.client.UnfinishedTrees;
import dev.framewire.netdisk.wire.Entry;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import dev.framewire.netdisk.wire.Text;
import dev.framewire.transfer.SmallFile;
import dev.framewire.transfer.TransferEngine;
import dev.framewire.transfer.TransferResult;
import dev.framewire.transfer.TransferSource;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

final class PutCommand extends Subcommand {
    private final TransferOptions options = new TransferOptions(syntax);
    private final Arg<List<String>> typedPaths =
            syntax.parameters("PATH", "LOCAL… [REMOTE]: with two or more, the last is the target");

    private UnfinishedTrees.Tree tree;

    /** One file, or what was no regular file when it was looked at. It is there when a file of its size and time is. */
    private record Job(Path local, RemotePath remote, long size, boolean regular, boolean there) {}

    PutCommand(Root root) {
        super(
                root,
                "put",
                "Upload files. A file that is there is replaced, when the new one is whole.",
                "An upload that broke off goes on where it stopped; of a folder or several files with --resume, "
                        + "which passes over files of the same size and time.");
    }

    @Override
    public Integer call() throws Exception {
        List<String> paths = typedPaths.value();
        NetdiskClient client = root.workspace.client();
        Batch batch = new Batch(root);
        List<Job> jobs = new ArrayList<>();
        List<RemotePath> folders = new ArrayList<>();
        int locals = Math.max(1, paths.size() - 1);
        String targetText = paths.size() > 1 ? paths.get(paths.size() - 1) : "";
        RemotePath target = root.workspace.remote(targetText);
        tree = root.folder
                .unfinishedTrees()
                .tree(
                        root.workspace
                                .local(paths.get(0))
                                .toAbsolutePath()
                                .normalize()
                                .toString(),
                        client.ownerOf(target));
        boolean into = paths.size() == 1
                || targetText.endsWith("/")
                || FileCommands.isFolder(client, target) && !(locals == 1 && tree.isUnfinished());
        if (locals > 1 && !into) {
            throw new CommandFailure(ExitCode.REFUSED, "'" + targetText + "' is not a remote folder");
        }
        // a pack is not resumed: of several files those that are there are passed over, as in a folder
        Map<RemotePath, Entry> present = options.resume() && locals > 1 ? present(client, target, false) : Map.of();
        for (String typed : paths.subList(0, locals)) {
            batch.run(
                    typed, t -> collect(client, batch, root.workspace.local(t), target, into, present, folders, jobs));
        }
        for (RemotePath folder : folders) {
            batch.run(folder, f -> client.makeFolder(f, true));
        }
        try (TransferView view = new TransferView(
                root, jobs.size(), jobs.stream().mapToLong(Job::size).sum())) {
            view.goesOnWith(jobs.size() == 1 && folders.isEmpty() ? options.goesOnWith() : options.foldersGoOnWith());
            List<Job> missing = new ArrayList<>();
            for (Job job : jobs) {
                if (job.there) {
                    view.held(job.size);
                } else {
                    missing.add(job);
                }
            }
            for (Job job : withoutPacked(client, batch, view, missing)) {
                batch.run(job, j -> put(client, view, j));
            }
        }
        if (batch.exitCode() == ExitCode.DONE) {
            tree.whole();
        }
        return batch.exitCode();
    }

    private void collect(
            NetdiskClient client,
            Batch batch,
            Path local,
            RemotePath target,
            boolean into,
            Map<RemotePath, Entry> named,
            List<RemotePath> folders,
            List<Job> jobs)
            throws Exception {
        Path name = local.toAbsolutePath().normalize().getFileName();
        RemotePath remote = into && name != null ? target.resolve(name.toString()) : target;
        if (!Files.isDirectory(local)) {
            if (!Files.exists(local)) {
                throw new NoSuchFileException(local.toString());
            }
            BasicFileAttributes a = Files.readAttributes(local, BasicFileAttributes.class);
            jobs.add(new Job(local, remote, a.size(), a.isRegularFile(), LocalFiles.looksLike(a, named.get(remote))));
            return;
        }
        if (!options.recursive()) {
            throw new CommandFailure(ExitCode.REFUSED, local + " is a folder; put it with -r");
        }
        if (!into) {
            tree.begun();
        }
        Map<RemotePath, Entry> present = options.resume() ? present(client, remote, true) : Map.of();
        // a folder's name is looked at once, and not again with each file below it
        Map<Path, RemotePath> entered = new HashMap<>();
        LocalTree.walk(local, new LocalTree.Visitor() {
            @Override
            public void folder(Path path) throws BadPathException {
                RemotePath at = path.equals(local) ? remote : below(path);
                entered.put(path, at);
                folders.add(at);
            }

            @Override
            public void file(Path path, BasicFileAttributes a) throws BadPathException {
                RemotePath at = below(path);
                jobs.add(new Job(path, at, a.size(), true, LocalFiles.looksLike(a, present.get(at))));
            }

            private RemotePath below(Path path) throws BadPathException {
                Path folder = path.getParent();
                RemotePath at = folder == null ? remote : Objects.requireNonNull(entered.get(folder));
                return at.entry(path.getFileName().toString());
            }

            @Override
            public void other(Path path) {
                root.screen.say("netdisk: " + Text.printable(path.toString()) + " is left out: not a file or folder");
            }

            @Override
            public void failed(Path path, Exception e) {
                batch.failed(
                        e instanceof BadPathException
                                ? new CommandFailure(
                                        ExitCode.REFUSED,
                                        Text.printable(path.toString()) + " is left out: " + e.getMessage())
                                : e);
            }
        });
    }

    private static Map<RemotePath, Entry> present(NetdiskClient client, RemotePath folder, boolean recursive)
            throws Exception {
        Map<RemotePath, Entry> present = new HashMap<>();
        try {
            for (Entry entry : client.list(folder, recursive)) {
                present.put(folder.child(entry.path()), entry);
            }
        } catch (RefusedException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
        return present;
    }

    /**
     * Sends small files in packs, and answers what is left: the large ones, and those that a pack did not take. Put by itself
     * such a file goes on with what was kept of it, or is refused with the reason.
     */
    private List<Job> withoutPacked(NetdiskClient client, Batch batch, TransferView view, List<Job> jobs)
            throws Exception {
        Map<SmallFile, Job> small = new LinkedHashMap<>();
        for (Job job : jobs) {
            if (job.size <= TransferEngine.MAX_PACKED_BYTES && job.regular) {
                small.putIfAbsent(new SmallFile(job.remote.toString(), job.local), job);
            }
        }
        if (small.size() < 2 || options.rateBytesPerSecond() > 0) { // a pack knows no rate
            return jobs;
        }
        Set<Job> done = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        batch.run(
                small,
                files -> view.followPacks(client.putAll(files.keySet().iterator(), options.permissions(), result -> {
                    if (result.failure() == null) {
                        Job job = files.get(result.file());
                        done.add(job);
                        view.arrived(job.remote.toString(), result.size());
                        if (root.json()) {
                            root.screen.out.println(
                                    Json.line(report("put", job.local, job.remote, result.size(), result.rootHex())));
                        }
                    }
                })));
        return jobs.stream().filter(job -> !done.contains(job)).toList();
    }

    private void put(NetdiskClient client, TransferView view, Job job) throws Exception {
        if (!Files.isRegularFile(job.local)) {
            throw new FileSystemException(job.local.toString(), null, "not a file");
        }
        if (options.restart()) {
            try {
                client.dropPartial(job.remote);
            } catch (RefusedException e) {
                if (e.code() != ErrorCode.NOT_FOUND) {
                    throw e;
                }
            }
        }
        long wireBefore = client.wireBytes();
        try (TransferSource source = options.permissions()
                ? TransferSource.fileWithPermissions(job.local)
                : TransferSource.file(job.local)) {
            TransferResult result =
                    view.follow(job.remote.toString(), client.put(source, job.remote, options.rateBytesPerSecond()));
            if (root.json()) {
                root.screen.out.println(Json.line(report("put", job.local, job.remote, result)
                        .put(Json.SOCKET, client.wireBytes() - wireBefore)));
            }
        }
    }

    static HeaderBuilder report(String command, Path local, RemotePath remote, TransferResult result) {
        return report(
                command, local, remote, result.size(), result.wireBodyBytes(), result.reusedBytes(), result.rootHex());
    }

    /** Of a file that travelled in a pack. */
    static HeaderBuilder report(String command, Path local, RemotePath remote, long size, String rootHex) {
        return report(command, local, remote, size, size, 0, rootHex);
    }

    private static HeaderBuilder report(
            String command, Path local, RemotePath remote, long size, long sent, long reused, String rootHex) {
        return new HeaderBuilder()
                .put(Json.COMMAND, command)
                .put(Json.LOCAL, local.toString())
                .put(Json.REMOTE, remote.toString())
                .put(Messages.SIZE, size)
                .put(Json.SENT, sent)
                .put(Json.REUSED, reused)
                .put(Json.ROOT, rootHex)
                .put(Json.TREE, "blake3");
    }
}
