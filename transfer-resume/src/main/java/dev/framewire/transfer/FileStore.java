package dev.framewire.transfer;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

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
    /** Sessions of this process. A session leaves by itself, under its own lock: never wait for one while holding this map. */
    private final Map<String, Partial> active = new ConcurrentHashMap<>();

    private final Object acquiring = new Object();

    private FileStore(Path folder, Disk disk, LongSupplier nowMillis) {
        this.folder = folder;
        this.disk = disk;
        this.nowMillis = nowMillis;
    }

    /**
     * Opens a folder of partials, and makes it if it is missing, for its owner only.
     *
     * @param folder on the same file system as the targets
     * @return the store
     * @throws IOException if the folder cannot be made
     */
    public static FileStore open(Path folder) throws IOException {
        return open(folder, Disk.local(), System::currentTimeMillis);
    }

    static FileStore open(Path folder, Disk disk, LongSupplier nowMillis) throws IOException {
        disk.createDirectories(folder);
        return new FileStore(folder.toAbsolutePath().normalize(), disk, nowMillis);
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
        DiskFile first = lockJournal(name);
        DiskFile journalFile = first;
        DiskFile part = null;
        try {
            boolean used = journalFile.size() > 0;
            Journal.Recovered recovered = Journal.recover(journalFile);
            PartialState state = PartialState.replay(recovered.records());
            Journal journal = recovered.journal();
            if (state != null) {
                finishCommit(name, target, recovered.records());
            }
            boolean sameCut = state != null
                    && state.header().owner().equals(owner)
                    && state.header().target().equals(target.toString())
                    && state.header().chunkBytes() == geometry.chunkBytes();
            JournalRecord.Header header = new JournalRecord.Header(
                    owner, target.toString(), geometry.size(), geometry.chunkBytes(), nowMillis.getAsLong());
            if (state != null && sameCut && disk.stat(name.part()).isPresent()) {
                part = disk.open(name.part(), Disk.Mode.WRITE);
                if (state.header().size() != geometry.size()) {
                    state = state.resized(header);
                }
                // written anew: a force of the old one may have failed and left a hole before its end
                disk.delete(name.fresh());
                DiskFile fresh = disk.open(name.fresh(), Disk.Mode.CREATE);
                lock(fresh);
                journalFile = fresh;
                journal = Journal.recover(fresh).journal();
                state.rewrite(journal, header);
                journal.append(new JournalRecord.Epoch(state.epoch()));
                journal.force();
                disk.rename(name.fresh(), name.journal());
                Partial.closeQuietly(first); // held until here: nobody opens the old one in between
                disk.forceDirectory(folder);
            } else {
                // nothing here can be told from chance: a part without a journal, or a journal without its part
                if (used) {
                    // its old claims must not come back after a loss of power, and vouch for the new part
                    journalFile.truncate(0);
                    journalFile.force();
                }
                disk.delete(name.part());
                journal = Journal.recover(journalFile).journal();
                journal.append(header);
                state = new PartialState(header);
                part = disk.open(name.part(), Disk.Mode.CREATE);
            }
            long epoch = state.epoch() + 1;
            journal.append(new JournalRecord.Epoch(epoch));
            state.begin(epoch);
            return new Partial(this, disk, name, target, journalFile, journal, state, geometry, epoch, part);
        } catch (IOException | RuntimeException e) {
            Partial.closeQuietly(part);
            Partial.closeQuietly(journalFile);
            Partial.closeQuietly(first);
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

    /** Opens and locks the journal that bears the name at that moment: one that was deleted meanwhile locks nothing. */
    private DiskFile lockJournal(PartialName name) throws IOException {
        for (int i = 0; i < OPEN_ATTEMPTS; i++) {
            DiskFile file;
            try {
                file = disk.stat(name.journal()).isPresent()
                        ? disk.open(name.journal(), Disk.Mode.WRITE)
                        : disk.open(name.journal(), Disk.Mode.CREATE);
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
                return file;
            }
            file.close();
        }
        throw new TransferException(TransferException.Kind.LOCKED, "another process keeps replacing the journal");
    }

    /** A crash between COMMIT and the end: the target is the part already, so its second name goes and the names are forced. */
    private void finishCommit(PartialName name, Path target, List<JournalRecord> records) throws IOException {
        Optional<JournalRecord.Commit> commit = Partial.lastCommit(records);
        Optional<DiskStat> published = disk.stat(target);
        if (commit.isPresent()
                && published.isPresent()
                && published.get().fileKey().equals(commit.get().partKey())) {
            Path parent = target.getParent();
            disk.forceDirectory(parent == null ? folder : parent);
            disk.delete(name.part()); // never before its other name is durable
        }
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

    private Optional<PartialInfo> info(PartialName name) throws IOException {
        Optional<DiskStat> stat = disk.stat(name.journal());
        Optional<DiskStat> part = disk.stat(name.part());
        if (stat.isEmpty() || part.isEmpty()) {
            return Optional.empty();
        }
        PartialState state;
        DiskFile file;
        try {
            file = disk.open(name.journal(), Disk.Mode.READ);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            state = PartialState.replay(Journal.read(file).records());
        } finally {
            file.close();
        }
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
        return drop(PartialName.of(folder, owner, target.toAbsolutePath().normalize()));
    }

    private boolean drop(PartialName name) throws IOException {
        synchronized (acquiring) {
            Partial session = active.get(name.key());
            if (session != null) {
                session.fence();
            }
            if (disk.stat(name.journal()).isEmpty()) {
                return disk.delete(name.part());
            }
            DiskFile journal = lockJournal(name);
            try {
                disk.delete(name.part());
                disk.delete(name.fresh());
                return disk.delete(name.journal());
            } finally {
                journal.close();
            }
        }
    }

    /**
     * Forgets the partials that nobody has touched for so long and that no session of any process is filling.
     *
     * @param olderThan zero or more
     * @return how many
     * @throws IOException if the folder cannot be read
     */
    public int expire(Duration olderThan) throws IOException {
        Instant limit = Instant.ofEpochMilli(nowMillis.getAsLong()).minus(olderThan);
        int count = 0;
        for (PartialInfo partial : list()) {
            if (partial.active() || partial.touched().isAfter(limit)) {
                continue;
            }
            try {
                count += drop(PartialName.of(folder, partial.owner(), partial.target())) ? 1 : 0;
            } catch (TransferException e) {
                if (e.kind() != TransferException.Kind.LOCKED) {
                    throw e;
                }
            }
        }
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

    /** Ends the sessions of this store; their partials stay. */
    @Override
    public void close() {
        List.copyOf(active.values()).forEach(Partial::close);
    }
}
