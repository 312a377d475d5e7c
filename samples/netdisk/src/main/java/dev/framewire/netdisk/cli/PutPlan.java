package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.client.Listed;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.wire.Entry;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import dev.framewire.netdisk.wire.Text;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a {@code put} is to make and to send. */
final class PutPlan {
    /** One file, or what was no regular file when it was looked at. It is there when a file of its size and time is. */
    record Job(Path local, RemotePath remote, long size, boolean regular, boolean there) {}

    private final Root root;
    private final NetdiskClient client;
    private final LocalListing listing;
    private final Batch batch;
    private final TransferOptions options;
    private final List<RemotePath> folders = new ArrayList<>();
    private final List<Job> jobs = new ArrayList<>();
    private Map<RemotePath, Entry> named = Map.of();

    PutPlan(Root root, NetdiskClient client, LocalListing listing, Batch batch, TransferOptions options) {
        this.root = root;
        this.client = client;
        this.listing = listing;
        this.batch = batch;
        this.options = options;
    }

    /** In the order in which they can be made. */
    List<RemotePath> folders() {
        return folders;
    }

    List<Job> jobs() {
        return jobs;
    }

    /** A pack is not resumed: of several files those that are there are passed over, as in a folder. */
    void passOverWhatIsIn(RemotePath folder) throws Exception {
        named = present(folder, false);
    }

    /**
     * Adds a file, or a folder with everything in it.
     *
     * @return whether it is a folder
     */
    boolean add(Path local, RemotePath remote) throws Exception {
        if (!Files.isDirectory(local)) {
            if (!Files.exists(local)) {
                throw new NoSuchFileException(local.toString());
            }
            BasicFileAttributes a = Files.readAttributes(local, BasicFileAttributes.class);
            jobs.add(new Job(local, remote, a.size(), a.isRegularFile(), LocalFiles.looksLike(a, named.get(remote))));
            return false;
        }
        if (!options.recursive()) {
            throw new CommandFailure(ExitCode.REFUSED, local + " is a folder; put it with -r");
        }
        listing.visit(local, new Below(local, remote, options.resume() ? present(remote, true) : Map.of()));
        return true;
    }

    private final class Below implements LocalTree.Visitor {
        private final Path local;
        private final RemotePath remote;
        private final Map<RemotePath, Entry> present;

        /** A folder's name is looked at once, and not again with each file below it. */
        private final Map<Path, RemotePath> entered = new HashMap<>();

        Below(Path local, RemotePath remote, Map<RemotePath, Entry> present) {
            this.local = local;
            this.remote = remote;
            this.present = present;
        }

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
    }

    private Map<RemotePath, Entry> present(RemotePath folder, boolean recursive) throws Exception {
        Map<RemotePath, Entry> present = new HashMap<>();
        try {
            for (Listed listed : client.list(folder, recursive)) {
                present.put(listed.path(), listed.entry());
            }
        } catch (RefusedException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
        return present;
    }
}
