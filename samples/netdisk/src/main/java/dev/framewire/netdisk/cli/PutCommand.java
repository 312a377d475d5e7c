package dev.framewire.netdisk.cli;

import dev.framewire.framing.HeaderBuilder;
import dev.framewire.netdisk.cli.Syntax.Arg;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.client.UnfinishedTrees;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import dev.framewire.transfer.SmallFile;
import dev.framewire.transfer.TransferEngine;
import dev.framewire.transfer.TransferResult;
import dev.framewire.transfer.TransferSource;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

final class PutCommand extends Subcommand {
    private final TransferOptions options = new TransferOptions(syntax);
    private final Arg<List<String>> typedPaths =
            syntax.parameters("PATH", "LOCAL… [REMOTE]: with two or more, the last is the target");

    private UnfinishedTrees.Tree tree;

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
        int locals = Math.max(1, paths.size() - 1);
        try (LocalListing listing =
                LocalListing.begin(options.recursive() ? folders(paths.subList(0, locals)) : List.of())) {
            return put(
                    root.workspace.client(),
                    listing,
                    paths.subList(0, locals),
                    paths.size() > 1 ? paths.get(locals) : "");
        }
    }

    private List<Path> folders(List<String> typed) {
        return typed.stream()
                .map(root.workspace::local)
                .filter(Files::isDirectory)
                .toList();
    }

    private int put(NetdiskClient client, LocalListing listing, List<String> locals, String targetText)
            throws Exception {
        Batch batch = new Batch(root);
        RemotePath target = root.workspace.remote(targetText);
        tree = root.folder
                .unfinishedTrees()
                .tree(
                        root.workspace
                                .local(locals.get(0))
                                .toAbsolutePath()
                                .normalize()
                                .toString(),
                        client.ownerOf(target));
        boolean into = targetText.isEmpty()
                || targetText.endsWith("/")
                || FileCommands.isFolder(client, target) && !(locals.size() == 1 && tree.isUnfinished());
        if (locals.size() > 1 && !into) {
            throw new CommandFailure(ExitCode.REFUSED, "'" + targetText + "' is not a remote folder");
        }
        PutPlan plan = new PutPlan(root, client, listing, batch, options);
        if (options.resume() && locals.size() > 1) {
            plan.passOverWhatIsIn(target);
        }
        for (String typed : locals) {
            batch.run(root.workspace.local(typed), local -> {
                RemotePath remote = into ? under(target, local) : target;
                if (plan.add(local, remote) && !into) {
                    tree.begun();
                }
            });
        }
        List<RemotePath> folders = plan.folders();
        List<PutPlan.Job> jobs = plan.jobs();
        // one that is refused keeps no other from being made
        batch.run(
                folders,
                all -> client.makeFolders(
                        all,
                        refusal -> batch.run(refusal, r -> {
                            throw r;
                        })));
        try (TransferView view = new TransferView(
                root, jobs.size(), jobs.stream().mapToLong(PutPlan.Job::size).sum())) {
            view.goesOnWith(jobs.size() == 1 && folders.isEmpty() ? options.goesOnWith() : options.foldersGoOnWith());
            List<PutPlan.Job> missing = new ArrayList<>();
            for (PutPlan.Job job : jobs) {
                if (job.there()) {
                    view.held(job.size());
                } else {
                    missing.add(job);
                }
            }
            for (PutPlan.Job job : withoutPacked(client, batch, view, missing)) {
                batch.run(job, j -> put(client, view, j));
            }
        }
        if (batch.exitCode() == ExitCode.DONE) {
            tree.whole();
        }
        return batch.exitCode();
    }

    private static RemotePath under(RemotePath target, Path local) throws BadPathException {
        Path name = local.toAbsolutePath().normalize().getFileName();
        return name == null ? target : target.resolve(name.toString());
    }

    /**
     * Sends small files in packs, and answers what is left: the large ones, and those that a pack did not take. Put by itself
     * such a file goes on with what was kept of it, or is refused with the reason.
     */
    private List<PutPlan.Job> withoutPacked(
            NetdiskClient client, Batch batch, TransferView view, List<PutPlan.Job> jobs) throws Exception {
        Map<SmallFile, PutPlan.Job> small = new LinkedHashMap<>();
        for (PutPlan.Job job : jobs) {
            if (job.size() <= TransferEngine.MAX_PACKED_BYTES && job.regular()) {
                small.putIfAbsent(new SmallFile(job.remote().toString(), job.local()), job);
            }
        }
        if (small.size() < 2 || options.rateBytesPerSecond() > 0) { // a pack knows no rate
            return jobs;
        }
        Set<PutPlan.Job> done = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        batch.run(
                small,
                files -> view.followPacks(client.putAll(files.keySet().iterator(), options.permissions(), result -> {
                    if (result.failure() == null) {
                        PutPlan.Job job = files.get(result.file());
                        done.add(job);
                        view.arrived(job.remote().toString(), result.size());
                        if (root.json()) {
                            root.screen.out.println(Json.line(
                                    report("put", job.local(), job.remote(), result.size(), result.rootHex())));
                        }
                    }
                })));
        return jobs.stream().filter(job -> !done.contains(job)).toList();
    }

    private void put(NetdiskClient client, TransferView view, PutPlan.Job job) throws Exception {
        if (!Files.isRegularFile(job.local())) {
            throw new FileSystemException(job.local().toString(), null, "not a file");
        }
        if (options.restart()) {
            try {
                client.dropPartial(job.remote());
            } catch (RefusedException e) {
                if (e.code() != ErrorCode.NOT_FOUND) {
                    throw e;
                }
            }
        }
        long wireBefore = client.wireBytes();
        try (TransferSource source = options.permissions()
                ? TransferSource.fileWithPermissions(job.local())
                : TransferSource.file(job.local())) {
            TransferResult result = view.follow(
                    job.remote().toString(), client.put(source, job.remote(), options.rateBytesPerSecond()));
            if (root.json()) {
                root.screen.out.println(Json.line(report("put", job.local(), job.remote(), result)
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
