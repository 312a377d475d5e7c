package dev.framewire.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The partials of one folder: what is kept of transfers that have not arrived. The folder must be on the file system of the
 * targets. A partial is found by its owner and its target, and by nothing else. What a transfer has still to write is reserved
 * while it runs: one for which the file system has no room beside the others of this store fails with {@code NO_SPACE} at once.
 *
 * <p>Thread-safe. Several processes may open the same folder, each of them once; one partial belongs to one process at a time.
 */
public final class FileStore implements AutoCloseable {
    /** The smallest file whose digests are remembered, in bytes: a smaller one is read in no time. */
    public static final long MIN_MANIFEST_FILE_BYTES = 4L << 20;
    /** So many files' digests are remembered; the oldest are forgotten first. */
    public static final int MAX_MANIFESTS = 1024;
    /** So many bytes do those take in the store's folder; the oldest are forgotten first. */
    public static final long MAX_MANIFESTS_BYTES = 64L << 20;

    private final StoreFolder folder;
    private final Disk disk;
    private final StoreSettings settings;
    private final ActivePartials active;
    private final AtomicLong lastTemporary = new AtomicLong();
    private final ReservedSpace reservedSpace;
    private final OwnerAccounts accounts;
    private final Manifests manifests;
    private final Object naming = new Object();

    private FileStore(StoreFolder folder, StoreSettings settings) {
        this.folder = folder;
        this.disk = folder.disk;
        this.accounts = new OwnerAccounts(settings.limits(), folder, this::list);
        this.manifests = new Manifests(folder, settings.leastRememberedBytes());
        this.reservedSpace = new ReservedSpace(disk, folder.path);
        this.settings = settings;
        this.active = new ActivePartials(folder, new PartialOpening(folder, settings.nowMillis()), accounts);
    }

    /**
     * Opens a folder of partials, and makes it if it is missing, for its owner only.
     *
     * @param folder on the same file system as the targets
     * @return the store
     * @throws IOException if the folder cannot be made, or its name not be made durable
     */
    public static FileStore open(Path folder) throws IOException {
        return open(folder, Disk.local());
    }

    /**
     * Opens a folder of partials as {@link #open(Path)} does, with other limits for each owner.
     *
     * @param folder on the same file system as the targets
     * @param limits default {@link OwnerLimits#defaults}
     * @return the store
     * @throws IOException if the folder cannot be made, or its name not be made durable
     */
    public static FileStore open(Path folder, OwnerLimits limits) throws IOException {
        return open(folder, Disk.local(), StoreSettings.defaults().with(limits));
    }

    /**
     * Opens a folder of partials that lies elsewhere than in this machine's files. Folder and targets are names that the disk
     * understands; what is promised of a partial is worth what the disk's {@code force} is.
     *
     * @param folder as its paths are
     * @param disk the storage; try it with the simulator's tests and the fault kit (classifier {@code testkit}) first
     * @return the store
     * @throws IOException if the folder cannot be made, or its name not be made durable
     */
    public static FileStore open(Path folder, Disk disk) throws IOException {
        return open(folder, disk, StoreSettings.defaults());
    }

    static FileStore open(Path folder, Disk disk, StoreSettings settings) throws IOException {
        return new FileStore(StoreFolder.open(folder, disk), settings);
    }

    /**
     * A file to send, as {@link TransferSource#file} opens it, whose digests this store may remember: then it is sent without
     * being read for them again. They are remembered of a file of {@link #MIN_MANIFEST_FILE_BYTES} or more when a peer's put of
     * it by way of this store is published, and when such a source has been sent whole, and they are believed as long as the
     * file's name, identity, size, time of modification and time of change are what they were. A receiver verifies the content
     * against them as against any others; if they are not those of what it gets, the transfer fails with {@code CHANGED},
     * nothing is published, and the next attempt reads the file. Nothing is remembered where files have no time of
     * change, and nothing of a file that was last written less than two seconds before it was read. Source: SPEC.md, "What a
     * sender remembers".
     *
     * @param file a regular file of this machine, on the file system of this store's folder
     * @return the source; whoever runs the transfer closes it
     * @throws IOException if it cannot be opened or is no regular file
     */
    public TransferSource source(Path file) throws IOException {
        return source(file, false);
    }

    /**
     * A file to send as {@link #source} opens it, whose permissions are told to the other side as
     * {@link TransferSource#fileWithPermissions} does.
     *
     * @param file a regular file of this machine, on the file system of this store's folder
     * @return the source; whoever runs the transfer closes it
     * @throws IOException if it cannot be opened or is no regular file
     */
    public TransferSource sourceWithPermissions(Path file) throws IOException {
        return source(file, true);
    }

    TransferSource source(Path file, boolean tellsPermissions) throws IOException {
        FileSource source = FileSource.open(file, tellsPermissions);
        Path whole = file.toAbsolutePath().normalize();
        return manifests.pays(source.size())
                ? new RememberedSource(source, source.fileKey(), whole, manifests, disk, System::nanoTime)
                : source;
    }

    Manifests manifests() {
        return manifests;
    }

    /**
     * Begins a session on the partial of that owner and target, old or new, and takes it over from an older session.
     *
     * @throws TransferException LOCKED if another process has it; QUOTA if the owner may have no more
     */
    Partial acquire(String owner, Path target, Geometry geometry) throws IOException {
        return active.acquire(this, folder.name(owner, target), owner, target, geometry);
    }

    boolean exists(Path target) throws IOException {
        return disk.stat(target).isPresent();
    }

    StoreFolder folder() {
        return folder;
    }

    /** Whether what stands under the target's name was published there for that owner by way of this store. */
    boolean published(String owner, Path target) throws IOException {
        PartialName name = folder.name(owner, target);
        return folder.published(name, target, () -> active.records(name)).isPresent();
    }

    /** A change of names. */
    interface Naming {
        void run() throws IOException;
    }

    /** Looks at a target and gives it another file, with no other commit of this store in between. */
    void naming(Naming change) throws IOException {
        synchronized (naming) {
            change.run();
        }
    }

    Disk disk() {
        return disk;
    }

    ChunkHasher hasher(Geometry cut) {
        return settings.hashers().apply(cut);
    }

    /** A name for a small file that is not published yet, each time another. A file of another process may have it. */
    Path temporary(String owner, Path target) throws IOException {
        String key = folder.name(owner, target).key();
        return folder.path.resolve(key + '.' + lastTemporary.incrementAndGet() + PartialName.SMALL);
    }

    ReservedSpace reservedSpace() {
        return reservedSpace;
    }

    /** Nothing is left of the partial: what it was is published, or forgotten. */
    void gone(PartialName name) {
        accounts.gone(name);
    }

    void released(Partial partial, PartialName name) {
        active.released(partial, name);
    }

    /**
     * All partials, but for those whose target this JVM has no name for: other JVMs of the same folder may use other letters.
     *
     * @return in no order
     * @throws IOException if the folder cannot be read
     */
    public List<PartialInfo> list() throws IOException {
        List<PartialInfo> all = new ArrayList<>();
        for (PartialName name : folder.partials()) {
            info(name).ifPresent(all::add);
        }
        return all;
    }

    /**
     * Files of the folder that belong to no partial: what a crash left of one. A later transfer of the same target takes
     * them over or removes them, and {@link #expire} does in the end.
     *
     * @return part files without a journal, journals without a part file, journals that were being written anew, small
     *     files that had not got their names (also those of a pack that is being written now)
     * @throws IOException if the folder cannot be read
     */
    public List<Path> leftovers() throws IOException {
        return folder.leftovers(key -> !active.holds(key));
    }

    private Optional<PartialInfo> info(PartialName name) throws IOException {
        Optional<DiskStat> stat = disk.stat(name.journal());
        Optional<DiskStat> part = disk.stat(name.part());
        if (stat.isEmpty() || part.isEmpty()) {
            return Optional.empty();
        }
        PartialState state = PartialState.replay(active.records(name));
        if (state == null) {
            return Optional.empty();
        }
        boolean busy = active.holds(name.key());
        long touched = Math.max(stat.get().modifiedNanos(), part.get().modifiedNanos());
        JournalRecord.Header header = state.header();
        return header.file()
                .map(target -> new PartialInfo(
                        header.owner(),
                        target,
                        header.size(),
                        header.chunkBytes(),
                        state.writtenBytes(),
                        state.durableBytes(),
                        Instant.ofEpochMilli(touched / 1_000_000),
                        busy));
    }

    /**
     * The partial of that owner and target.
     *
     * @param owner whose it is
     * @param target what it will become
     * @return empty if nothing is kept
     * @throws IOException if the folder cannot be read
     */
    public Optional<PartialInfo> find(String owner, Path target) throws IOException {
        return info(folder.name(owner, target.toAbsolutePath().normalize()));
    }

    /**
     * Says in words what is kept, and what the next transfer makes of it.
     *
     * @param owner whose it is
     * @param target what it will become
     * @return one sentence
     * @throws IOException if the folder cannot be read
     */
    public String explain(String owner, Path target) throws IOException {
        Optional<PartialInfo> found = find(owner, target);
        if (found.isPresent()) {
            return found.get().explain();
        }
        return exists(target.toAbsolutePath().normalize())
                ? "Nothing is kept but what stands under that name: the next transfer compares it, and sends what differs."
                : "Nothing is kept: the next transfer starts from the beginning.";
    }

    /**
     * Reads a partial back and says which of its claims are true, changing nothing. No transfer needs this: each reads back what an
     * earlier one wrote. It is for people who doubt a disk. A transfer of the same target that begins meanwhile is refused
     * with {@code LOCKED}.
     *
     * @param owner whose it is
     * @param target what it will become
     * @return what was found; empty if nothing is kept
     * @throws TransferException LOCKED if a connection is filling it
     * @throws IOException if it cannot be read
     */
    public Optional<PartialCheck> fsck(String owner, Path target) throws IOException {
        return active.check(folder.name(owner, target.toAbsolutePath().normalize()));
    }

    /**
     * Forgets a partial. A session that is filling it ends with {@code STALE_EPOCH}.
     *
     * @param owner whose it is
     * @param target what it would have become
     * @return false if there was none
     * @throws IOException if it cannot be removed
     * @throws TransferException LOCKED if another process is filling it
     */
    public boolean drop(String owner, Path target) throws IOException {
        return active.drop(folder.name(owner, target.toAbsolutePath().normalize()));
    }

    /**
     * Forgets what nobody has touched for so long and no session of any process is filling: partials, what a crash left of
     * one, and what is remembered of published files (a put that is repeated later than that starts anew); whatever their age, also
     * the digests of files that are gone or have changed. Call it now and then, say once an hour; it is safe beside running
     * transfers and other processes.
     *
     * @param olderThan zero or more
     * @return how many partials, whole or in pieces; remembered files are not counted
     * @throws IOException if the folder cannot be read
     */
    public int expire(Duration olderThan) throws IOException {
        Instant limit = Instant.ofEpochMilli(settings.nowMillis().getAsLong()).minus(olderThan);
        int count = 0;
        for (String key : folder.sweep(limit.toEpochMilli())) {
            count += active.dropIdle(folder.name(key)) ? 1 : 0;
        }
        manifests.sweep();
        return count;
    }

    /**
     * What an owner's partials will take when they are whole: for a quota.
     *
     * @param owner whose
     * @return bytes
     * @throws IOException if the folder cannot be read
     */
    public long reservedBytes(String owner) throws IOException {
        return list().stream()
                .filter(p -> p.owner().equals(owner))
                .mapToLong(PartialInfo::size)
                .sum();
    }

    /** Ends the sessions of this store, each when what it is doing on the disk is done; their partials stay. */
    @Override
    public void close() {
        active.close();
    }
}
