package dev.framewire.transfer;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The partials of one folder: what is kept of transfers that have not arrived. The folder must be on the file system of the
 * targets. A partial is found by its owner and its target, and by nothing else.
 *
 * <p>Thread-safe. Several processes may open the same folder; one partial belongs to one process at a time.
 */
public final class FileStore implements AutoCloseable {
    private static final int OPEN_ATTEMPTS = 10;

    private final Path folder;
    private final Disk disk;
    private final LongSupplier nowMillis;
    private final Supplier<MessageDigest> sha256;
    /** Sessions of this process. A session leaves by itself, under its own lock: never wait for one while holding this map. */
    private final Map<String, Partial> active = new ConcurrentHashMap<>();

    private final AtomicLong lastTemporary = new AtomicLong();
    private final Object acquiring = new Object();
    private final Object naming = new Object();

    private FileStore(Path folder, Disk disk, LongSupplier nowMillis, Supplier<MessageDigest> sha256) {
        this.folder = folder;
        this.disk = disk;
        this.nowMillis = nowMillis;
        this.sha256 = sha256;
    }

    /**
     * Opens a folder of partials, and makes it if it is missing, for its owner only.
     *
     * @param folder on the same file system as the targets
     * @return the store
     * @throws IOException if the folder cannot be made, or its name not be made durable
     */
    public static FileStore open(Path folder) throws IOException {
        return open(folder, Disk.local(), System::currentTimeMillis);
    }

    static FileStore open(Path folder, Disk disk, LongSupplier nowMillis) throws IOException {
        return open(folder, disk, nowMillis, MerkleTree::sha256);
    }

    static FileStore open(Path folder, Disk disk, LongSupplier nowMillis, Supplier<MessageDigest> sha256)
            throws IOException {
        Path whole = folder.toAbsolutePath().normalize();
        List<Path> parents = new ArrayList<>();
        for (Path made = whole; made != null; made = made.getParent()) {
            parents.add(made.getParent());
            if (disk.stat(made).isPresent()) {
                break; // the names above it are its maker's affair
            }
        }
        disk.createDirectories(whole);
        // also when the folder was there: whoever made it may have died before it got to this
        for (Path parent : parents) {
            forceName(disk, parent);
        }
        return new FileStore(whole, disk, nowMillis, sha256);
    }

    /** What is durable in a folder that has lost its own name is lost with it. */
    private static void forceName(Disk disk, @Nullable Path parent) throws IOException {
        if (parent == null) {
            return;
        }
        try {
            disk.forceDirectory(parent);
        } catch (AccessDeniedException e) {
            // a folder that may be entered but not read cannot be opened, and so not be forced by us
        }
    }

    /**
     * Begins a session on the partial of that owner and target, old or new, and takes it over from an older session.
     *
     * @throws TransferException LOCKED if another process has it
     */
    Partial acquire(String owner, Path target, Geometry geometry) throws IOException {
        PartialName name = PartialName.of(folder, owner, target);
        synchronized (acquiring) {
            Partial predecessor = active.get(name.key());
            if (predecessor != null) {
                predecessor.fence();
            }
            Partial partial = acquire(name, owner, target, geometry);
            active.put(name.key(), partial);
            return partial;
        }
    }

    private Partial acquire(PartialName name, String owner, Path target, Geometry geometry) throws IOException {
        Locked locked = lockJournal(name);
        DiskFile journalFile = locked.file();
        DiskFile part = null;
        try {
            List<JournalRecord> records = Journal.read(journalFile).records();
            PartialState state = PartialState.replay(records);
            if (state != null && finishCommit(name, target, records)) {
                disk.rename(name.journal(), name.published());
                Partial.closeQuietly(journalFile);
                return acquire(name, owner, target, geometry);
            }
            JournalRecord.Header header = new JournalRecord.Header(
                    owner, target.toString(), geometry.size(), geometry.chunkBytes(), nowMillis.getAsLong());
            boolean continues = state != null
                    && state.header().owner().equals(owner)
                    && state.header().target().equals(target.toString())
                    && state.header().chunkBytes() == geometry.chunkBytes()
                    && disk.stat(name.part()).isPresent();
            if (state == null || !continues) {
                state = new PartialState(
                        header); // nothing here can be told from chance: a part without a journal, or the reverse
            } else if (state.header().size() != geometry.size()) {
                state = state.resized(header);
            }
            Journal journal;
            if (locked.made()) {
                journal = Journal.recover(journalFile).journal();
                state.rewrite(journal, header);
            } else {
                // A new file, and never the old one emptied: a force of that may have failed and left a hole before its
                // end, or
                // what it claimed may come back after a loss of power and vouch for a part that is made below
                disk.delete(name.fresh());
                DiskFile fresh = disk.open(name.fresh(), Disk.Mode.CREATE);
                lock(fresh);
                journalFile = fresh;
                journal = Journal.recover(fresh).journal();
                state.rewrite(journal, header);
                journal.append(new JournalRecord.Epoch(state.epoch()));
                journal.force();
                disk.rename(name.fresh(), name.journal());
                Partial.closeQuietly(locked.file()); // held until here: nobody opens the old one in between
                disk.forceDirectory(folder);
            }
            if (continues) {
                part = disk.open(name.part(), Disk.Mode.WRITE);
            } else {
                disk.delete(name.part());
                part = disk.open(name.part(), Disk.Mode.CREATE);
            }
            long epoch = state.epoch() + 1;
            journal.append(new JournalRecord.Epoch(epoch));
            state.begin(epoch);
            return new Partial(this, disk, name, target, journalFile, journal, state, geometry, epoch, part);
        } catch (IOException | RuntimeException e) {
            Partial.closeQuietly(part);
            Partial.closeQuietly(journalFile);
            Partial.closeQuietly(locked.file());
            throw e;
        }
    }

    /** Locks a new journal before it takes the old one's name. */
    private static void lock(DiskFile fresh) throws IOException {
        if (!fresh.tryLock()) {
            fresh.close();
            throw new TransferException(TransferException.Kind.LOCKED, "another process is receiving the same target");
        }
    }

    boolean exists(Path target) throws IOException {
        return disk.stat(target).isPresent();
    }

    /** The journal, locked, and whether it is a file that this has made. */
    private record Locked(DiskFile file, boolean made) {}

    /** Opens and locks the journal that bears the name at that moment: one that was deleted meanwhile locks nothing. */
    private Locked lockJournal(PartialName name) throws IOException {
        for (int i = 0; i < OPEN_ATTEMPTS; i++) {
            DiskFile file;
            boolean made = disk.stat(name.journal()).isEmpty();
            try {
                file = disk.open(name.journal(), made ? Disk.Mode.CREATE : Disk.Mode.WRITE);
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                continue;
            }
            if (!file.tryLock()) {
                file.close();
                throw new TransferException(
                        TransferException.Kind.LOCKED, "another process is receiving the same target");
            }
            Optional<DiskStat> stat = disk.stat(name.journal());
            if (stat.isPresent() && stat.get().fileKey().equals(file.fileKey())) {
                return new Locked(file, made);
            }
            file.close();
        }
        throw new TransferException(TransferException.Kind.LOCKED, "another process keeps replacing the journal");
    }

    /** A crash between COMMIT and the end: the target is the part already, so its second name goes and the names are forced. */
    private boolean finishCommit(PartialName name, Path target, List<JournalRecord> records) throws IOException {
        if (!names(records, disk.stat(target))) {
            return false;
        }
        Path parent = target.getParent();
        disk.forceDirectory(parent == null ? folder : parent);
        disk.delete(name.part()); // never before its other name is durable
        return true;
    }

    /** Whether a journal ends in a commit of just that file. */
    private static boolean names(List<JournalRecord> records, Optional<DiskStat> file) {
        Optional<JournalRecord.Commit> commit = Partial.lastCommit(records);
        return commit.isPresent()
                && file.isPresent()
                && file.get().fileKey().equals(commit.get().partKey());
    }

    /** What was remembered of the file that stands under the target's name, if it came by way of this store. */
    Optional<PartialState> published(PartialName name, Path target) throws IOException {
        Optional<DiskStat> stat = disk.stat(target);
        // the journal itself, where a crash came before it got its other name
        for (Path journal : stat.isEmpty() ? List.<Path>of() : List.of(name.published(), name.journal())) {
            List<JournalRecord> records = records(journal);
            if (names(records, stat)) {
                return Optional.ofNullable(PartialState.replay(records));
            }
        }
        return Optional.empty();
    }

    /** Whether what stands under the target's name was published there for that owner by way of this store. */
    boolean published(String owner, Path target) throws IOException {
        return published(PartialName.of(folder, owner, target), target).isPresent();
    }

    /** Reads a journal without locking it; nothing if there is none. */
    private List<JournalRecord> records(Path journal) throws IOException {
        try (DiskFile file = disk.open(journal, Disk.Mode.READ)) {
            return Journal.read(file).records();
        } catch (NoSuchFileException e) {
            return List.of();
        }
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

    MerkleTree.ChunkHasher hasher(Geometry cut) {
        return new MerkleTree.ChunkHasher(cut, sha256.get());
    }

    /** A name for a small file that is not published yet. */
    Path temporary(String owner, Path target) throws IOException {
        String key = PartialName.of(folder, owner, target).key();
        Path name;
        do {
            name = folder.resolve(key + '.' + lastTemporary.incrementAndGet() + PartialName.SMALL);
        } while (disk.stat(name).isPresent()); // another process counts too
        return name;
    }

    void released(Partial partial, PartialName name) {
        active.remove(name.key(), partial);
    }

    /**
     * All partials.
     *
     * @return in no order
     * @throws IOException if the folder cannot be read
     */
    public List<PartialInfo> list() throws IOException {
        List<PartialInfo> all = new ArrayList<>();
        for (Path file : disk.list(folder)) {
            String text = String.valueOf(file.getFileName());
            if (text.endsWith(PartialName.JOURNAL)) {
                String key = text.substring(0, text.length() - PartialName.JOURNAL.length());
                info(new PartialName(folder, key)).ifPresent(all::add);
            }
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
        List<Path> files = disk.list(folder);
        List<Path> left = new ArrayList<>();
        for (Path file : files) {
            PartialName name = new PartialName(folder, PartialName.keyOf(file));
            boolean alone = file.equals(name.part()) && !files.contains(name.journal())
                    || file.equals(name.journal()) && !files.contains(name.part())
                    || file.equals(name.fresh())
                    || PartialName.isSmall(file);
            if (alone && !active.containsKey(name.key())) {
                left.add(file);
            }
        }
        return left;
    }

    private Optional<PartialInfo> info(PartialName name) throws IOException {
        Optional<DiskStat> stat = disk.stat(name.journal());
        Optional<DiskStat> part = disk.stat(name.part());
        if (stat.isEmpty() || part.isEmpty()) {
            return Optional.empty();
        }
        PartialState state = PartialState.replay(records(name.journal()));
        if (state == null) {
            return Optional.empty();
        }
        boolean busy = active.containsKey(name.key());
        long touched = Math.max(stat.get().modifiedNanos(), part.get().modifiedNanos());
        JournalRecord.Header header = state.header();
        return Optional.of(new PartialInfo(
                header.owner(),
                Path.of(header.target()),
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
        return info(PartialName.of(folder, owner, target.toAbsolutePath().normalize()));
    }

    /**
     * Says in words what is kept.
     *
     * @param owner whose it is
     * @param target what it will become
     * @return one sentence
     * @throws IOException if the folder cannot be read
     */
    public String explain(String owner, Path target) throws IOException {
        return find(owner, target)
                .map(p -> String.format(
                        Locale.ROOT,
                        "%d of %d bytes are written and %d of them durable, in chunks of %d bytes; last touched %s; %s. "
                                + "They are compared with the source before they are used.",
                        p.writtenBytes(),
                        p.size(),
                        p.durableBytes(),
                        p.chunkBytes(),
                        p.touched(),
                        p.active() ? "a connection is filling it" : "no connection of this process is filling it"))
                .orElse("Nothing is kept: the next transfer starts from the beginning.");
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
        return drop(PartialName.of(folder, owner, target.toAbsolutePath().normalize()), true);
    }

    private boolean drop(PartialName name, boolean alsoActive) throws IOException {
        synchronized (acquiring) {
            Partial session = active.get(name.key());
            if (session != null && !alsoActive) {
                return false; // it began after we had looked
            }
            if (session != null) {
                session.fence();
            }
            if (disk.stat(name.journal()).isEmpty()
                    && disk.stat(name.part()).isEmpty()
                    && disk.stat(name.fresh()).isEmpty()) {
                return false;
            }
            DiskFile journal =
                    lockJournal(name).file(); // made if it is missing: without the lock a session may begin meanwhile
            try {
                List<JournalRecord> records = Journal.read(journal).records();
                PartialState state = PartialState.replay(records);
                if (state != null) {
                    finishCommit(name, Path.of(state.header().target()), records);
                }
                disk.delete(name.part());
                disk.delete(name.fresh());
                disk.delete(name.journal());
                return true;
            } finally {
                journal.close();
            }
        }
    }

    /**
     * Forgets what nobody has touched for so long and no session of any process is filling: partials, what a crash left of
     * one, and what is remembered of published files (a put that is repeated later than that starts anew). Call it now and
     * then, say once an hour; it is safe beside running transfers and other processes.
     *
     * @param olderThan zero or more
     * @return how many partials, whole or in pieces; remembered files are not counted
     * @throws IOException if the folder cannot be read
     */
    public int expire(Duration olderThan) throws IOException {
        Instant limit = Instant.ofEpochMilli(nowMillis.getAsLong()).minus(olderThan);
        Map<String, Instant> touched = new TreeMap<>();
        for (Path file : disk.list(folder)) {
            Optional<DiskStat> stat = disk.stat(file);
            String key = PartialName.keyOf(file);
            if (stat.isEmpty() || key.isEmpty()) {
                continue;
            }
            Instant modified = Instant.ofEpochMilli(stat.get().modifiedNanos() / 1_000_000);
            boolean alone = PartialName.isSmall(file) || file.equals(new PartialName(folder, key).published());
            if (!alone) {
                touched.merge(key, modified, (one, other) -> one.isAfter(other) ? one : other);
            } else if (!modified.isAfter(limit)) {
                disk.delete(file);
            }
        }
        int count = 0;
        for (Map.Entry<String, Instant> partial : touched.entrySet()) {
            if (!partial.getValue().isAfter(limit) && !active.containsKey(partial.getKey())) {
                count += expire(new PartialName(folder, partial.getKey())) ? 1 : 0;
            }
        }
        return count;
    }

    private boolean expire(PartialName name) throws IOException {
        try {
            return drop(name, false);
        } catch (TransferException e) {
            if (e.kind() == TransferException.Kind.LOCKED) {
                return false; // another process is filling it after all
            }
            throw e;
        }
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

    /** Ends the sessions of this store; their partials stay. */
    @Override
    public void close() {
        List.copyOf(active.values()).forEach(Partial::close);
    }
}
