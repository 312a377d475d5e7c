package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.cli.Syntax.Arg;
import dev.framewire.netdisk.client.Listed;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.client.UnfinishedTrees;
import dev.framewire.netdisk.wire.Entry;
import dev.framewire.netdisk.wire.PackedLeftovers;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.transfer.FileStore;
import dev.framewire.transfer.TransferEngine;
import dev.framewire.transfer.TransferResult;
import dev.framewire.transfer.TransferSink;
import dev.framewire.transfer.WantedFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

final class GetCommand extends Subcommand {
    private final TransferOptions options = new TransferOptions(syntax);
    private final Arg<List<String>> typedPaths =
            syntax.parameters("PATH", "REMOTE… [LOCAL]: with two or more, the last is the target");

    // the partials of each local folder; beside the target, because a rename does not cross file systems
    private final Map<Path, FileStore> stores = new HashMap<>();

    /** Local folders of files for packs, and whether there was nothing in them when they were first looked at. */
    private final Map<Path, Boolean> newFolders = new HashMap<>();

    private UnfinishedTrees.Tree tree;

    // as it was typed: a slash at its end says that it is a folder, and a Path has none
    private String targetText;

    /** @param target {@code local}, whatever the folder is in which it was typed */
    private record Job(RemotePath remote, Path local, Path target, Entry entry) {
        Job(RemotePath remote, Path local, Entry entry) {
            this(remote, local, local.toAbsolutePath().normalize(), entry);
        }

        long size() {
            return entry.size();
        }
    }

    /** One for a pack, and the store of its folder: what is made of it is made on another thread, which sees no more than this. */
    private record Free(Job job, FileStore store) {}

    GetCommand(Root root) {
        super(
                root,
                "get",
                "Download files. A download that broke off goes on where it stopped.",
                "About a local file that is there already you are asked; without a terminal: nothing is "
                        + "done when it is the same, and it is an error when it is another one, unless --resume or "
                        + "--restart is given. Of a folder --resume passes over files of the same size and time.");
    }

    @Override
    public Integer call() throws Exception {
        List<String> paths = typedPaths.value();
        NetdiskClient client = root.workspace.client();
        Batch batch = new Batch(root);
        List<Job> jobs = new ArrayList<>();
        int remotes = Math.max(1, paths.size() - 1);
        targetText = paths.size() > 1 ? paths.get(paths.size() - 1) : "";
        Path target = root.workspace.local(targetText);
        tree = root.folder
                .unfinishedTrees()
                .tree(
                        client.ownerOf(root.workspace.remote(paths.get(0))),
                        target.toAbsolutePath().normalize().toString());
        boolean into = paths.size() == 1 || Files.isDirectory(target) && !(remotes == 1 && tree.isUnfinished());
        if (remotes > 1 && !into) {
            throw new CommandFailure(ExitCode.REFUSED, target + " is not a folder");
        }
        for (String typed : paths.subList(0, remotes)) {
            batch.run(typed, t -> collect(client, root.workspace.remote(t), target, into, jobs));
        }
        try (TransferView view = new TransferView(
                root, jobs.size(), jobs.stream().mapToLong(Job::size).sum())) {
            view.goesOnWith(options.goesOnWith());
            for (Job job : withoutPacked(client, batch, view, jobs)) {
                batch.run(job, j -> get(client, view, j));
            }
        } finally {
            closeStores();
        }
        if (batch.exitCode() == ExitCode.DONE) {
            tree.whole();
        }
        return batch.exitCode();
    }

    private void collect(NetdiskClient client, RemotePath remote, Path target, boolean into, List<Job> jobs)
            throws Exception {
        Path local = into && !remote.isHome() ? target.resolve(remote.name()) : target;
        Entry entry = remote.isHome() ? new Entry("", true, 0, 0) : client.stat(remote);
        if (!entry.folder()) {
            if (!into && targetText.endsWith("/")) {
                throw new CommandFailure(ExitCode.REFUSED, target + " is not a folder");
            }
            jobs.add(new Job(remote, local, entry));
            return;
        }
        if (!options.recursive()) {
            throw new CommandFailure(ExitCode.REFUSED, "'" + remote + "' is a folder; get it with -r");
        }
        if (!into) {
            tree.begun();
        }
        Files.createDirectories(local);
        List<Listed> below = client.list(remote, true);
        below.sort(Comparator.comparing(listed -> listed.entry().path()));
        for (Listed listed : below) {
            // of names that RemotePath allows: no dots, no other separators
            Path at = local.resolve(listed.entry().path());
            if (listed.entry().folder()) {
                Files.createDirectories(at);
            } else {
                jobs.add(new Job(listed.path(), at, listed.entry()));
            }
        }
    }

    /**
     * Fetches small files of which nothing is here in packs, and answers what is left. A file that did not come that way is
     * got by itself, which says why.
     */
    private List<Job> withoutPacked(NetdiskClient client, Batch batch, TransferView view, List<Job> jobs)
            throws Exception {
        List<Free> free = new ArrayList<>();
        for (Job job : options.rateBytesPerSecond() > 0 ? List.<Job>of() : jobs) { // a pack knows no rate
            Path folder = job.target().getParent();
            if (job.size() <= TransferEngine.MAX_PACKED_BYTES && folder != null && isFree(client, job, folder)) {
                free.add(new Free(job, store(folder)));
            }
        }
        if (free.size() < 2) {
            return jobs;
        }
        // made as they are asked for: while the first of them are on their way
        Map<WantedFile, Job> small = Collections.synchronizedMap(new IdentityHashMap<>());
        Iterator<WantedFile> wanted = free.stream()
                .map(one -> {
                    WantedFile file = new WantedFile(one.job.remote.toString(), sink(client, one.job, one.store));
                    small.put(file, one.job);
                    return file;
                })
                .iterator();
        Set<Job> done = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        batch.run(
                wanted,
                files -> view.followPacks(client.getAll(files, options.permissions(), result -> {
                    if (result.failure() == null) {
                        Job job = small.get(result.file());
                        done.add(job);
                        view.arrived(job.remote.toString(), result.size());
                        if (root.json()) {
                            root.screen.out.println(Json.line(
                                    PutCommand.report("get", job.local, job.remote, result.size(), result.rootHex())));
                        }
                    }
                })));
        return jobs.stream().filter(job -> !done.contains(job)).toList();
    }

    /** Whether nothing stands under the target's name, and nothing is kept of it. In a new folder that is so of every name. */
    private boolean isFree(NetdiskClient client, Job job, Path folder) throws IOException {
        if (!newFolders.containsKey(folder)) {
            if (!Files.isDirectory(folder)) {
                return false;
            }
            newFolders.put(folder, isEmpty(folder)); // before it gets a store
        }
        return newFolders.get(folder)
                || Files.notExists(job.target())
                        && store(folder)
                                .find(client.ownerOf(job.remote), job.target())
                                .isEmpty();
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        } catch (AccessDeniedException e) {
            return false; // may be entered, but not read: each name is asked for
        }
    }

    private void get(NetdiskClient client, TransferView view, Job job) throws Exception {
        Path target = job.target;
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new NoSuchFileException(String.valueOf(folder));
        }
        if (Files.isDirectory(target)) {
            throw new CommandFailure(ExitCode.REFUSED, target + " is a folder");
        }
        FileStore store = store(folder);
        String owner = client.ownerOf(job.remote);
        boolean partial = store.find(owner, target).isPresent();
        Decision decision = Files.exists(target) ? decide(client, job, partial) : unasked();
        if (decision == Decision.LEAVE) {
            view.held(job.size());
            return;
        }
        if (decision == Decision.START_OVER && partial) {
            store.drop(owner, target);
        }
        long wireBefore = client.wireBytes();
        TransferResult result = view.follow(
                job.remote.toString(), client.get(job.remote, sink(client, job, store), options.rateBytesPerSecond()));
        if (root.json()) {
            root.screen.out.println(Json.line(PutCommand.report("get", job.local, job.remote, result)
                    .put(Json.SOCKET, client.wireBytes() - wireBefore)));
        }
    }

    /** What to do about one file. An answer is about that file only, never about the ones behind it. */
    private enum Decision {
        GO_ON,
        START_OVER,
        LEAVE
    }

    private Decision unasked() {
        return options.restart() ? Decision.START_OVER : Decision.GO_ON;
    }

    private Decision decide(NetdiskClient client, Job job, boolean partial) throws Exception {
        if (options.restart() || options.resume() && partial) {
            return unasked();
        }
        BasicFileAttributes here = Files.readAttributes(job.local, BasicFileAttributes.class);
        if (options.resume() && options.recursive() && LocalFiles.looksLike(here, job.entry)) {
            return Decision.LEAVE;
        }
        if (here.size() == job.size()
                && LocalFiles.sha256(job.local).equals(client.digest(job.remote).sha256())) {
            if (options.permissions()) {
                return Decision.GO_ON; // nothing is sent, and the permissions are set
            }
            if (!options.recursive()) { // of a folder the sum is told, and not a line for each of ten thousand
                root.screen.say(job.local + " is the same already");
            }
            return Decision.LEAVE;
        }
        if (options.resume() || partial && !root.screen.canAsk()) {
            return Decision.GO_ON;
        }
        if (!root.screen.canAsk() || root.progress() != Root.ProgressMode.auto) {
            throw new CommandFailure(
                    ExitCode.REFUSED, job.local + " is there and is another file; give --restart to replace it");
        }
        while (true) {
            String answer = root.screen.ask(job.local + " is there already. "
                    + (partial ? "(r)esume the download, " : "") + "(s)tart over, (c)ancel? ");
            switch (answer) {
                case "r", "resume" -> {
                    return Decision.GO_ON;
                }
                case "s", "start", "start over" -> {
                    return Decision.START_OVER;
                }
                case "", "c", "cancel" -> throw new CommandFailure(ExitCode.REFUSED, "cancelled");
                default -> {}
            }
        }
    }

    private TransferSink sink(NetdiskClient client, Job job, FileStore store) {
        TransferSink sink = TransferSink.file(store, client.ownerOf(job.remote), job.target);
        return options.permissions() ? sink.keepExactPermissions(0) : sink;
    }

    private FileStore store(Path folder) throws IOException {
        FileStore store = stores.get(folder);
        if (store == null) {
            store = FileStore.open(folder.resolve(RemotePath.PARTIALS));
            stores.put(folder, store);
        }
        return store;
    }

    private void closeStores() throws IOException {
        for (Map.Entry<Path, FileStore> store : stores.entrySet()) {
            PackedLeftovers.remove(store.getValue());
            store.getValue().close();
            try {
                Files.deleteIfExists(store.getKey().resolve(RemotePath.PARTIALS));
            } catch (DirectoryNotEmptyException e) {
                // partials to go on with
            }
        }
        stores.clear();
    }
}
