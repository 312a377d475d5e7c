package dev.framewire.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * One partial, held by one session: the part file, its journal, and the order of writes between them.
 *
 * <p>A later session of the same owner and target takes it away by {@link #fence}; every operation looks for that under the
 * lock that raises it, so that nothing a late connection sends is written after its successor has begun to read. Thread-safe.
 */
final class Partial implements PartialSession {
    private final FileStore store;
    private final Disk disk;
    private final PartialName name;
    private final Path target;
    private final DiskFile journalFile;
    private final Journal journal;
    private final long epoch;
    private final Reservation reservation;

    /** Read-locked by each write that is under way, write-locked by the end of the session, for good. */
    private final ReadWriteLock writes = new ReentrantReadWriteLock();

    private PartialState state;
    private Geometry geometry;
    private @Nullable DiskFile part;
    private final StandingFiles standing;
    /** Of the file when it is published; −1 leaves it as it is. */
    private int mode = -1;

    private boolean namesDurable;
    private boolean fenced;
    private boolean closed;

    Partial(
            FileStore store,
            Disk disk,
            PartialName name,
            Path target,
            DiskFile journalFile,
            Journal journal,
            PartialState state,
            Geometry geometry,
            long epoch,
            DiskFile part) {
        this.store = store;
        this.disk = disk;
        this.name = name;
        this.target = target;
        this.journalFile = journalFile;
        this.journal = journal;
        this.state = state;
        this.geometry = geometry;
        this.epoch = epoch;
        this.reservation = new Reservation(store.reservedSpace());
        this.part = part;
        this.standing = new StandingFiles(store, disk, name, target);
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public ChunkHasher hasher(Geometry cut) {
        return store.hasher(cut);
    }

    @Override
    public synchronized byte @Nullable [] claim(int chunk) {
        return state.digest(chunk);
    }

    /** What the journal says are claims, whoever wrote it. */
    @Override
    public synchronized boolean toBeReadBack(int chunk) {
        return state.digest(chunk) != null;
    }

    @Override
    public synchronized boolean durable(int chunk) {
        return state.durable(chunk);
    }

    synchronized long durableBytes() {
        return state.durableBytes();
    }

    /** What the journal says now; empty if the session is over, and the file is not open any more. */
    synchronized Optional<List<JournalRecord>> records() throws IOException {
        return closed ? Optional.empty() : Optional.of(Journal.read(journalFile).records());
    }

    /** Takes the partial away from its session. When this returns nothing of that session touches the disk any more. */
    synchronized void fence() {
        fenced = true;
        close();
    }

    private DiskFile open() throws TransferException {
        if (fenced) {
            throw new TransferException(
                    TransferException.Kind.STALE_EPOCH, "a newer connection has taken this transfer over");
        }
        if (closed || part == null) {
            throw new TransferException(TransferException.Kind.CLOSED, "the partial is closed");
        }
        return part;
    }

    @Override
    public synchronized int read(ByteBuffer buffer, long position) throws IOException {
        return open().read(buffer, position);
    }

    /** Beside others: two threads that wait for each other at each piece, because of a lock of ours, sleep more than they copy. */
    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
        DiskFile file = beginWrite();
        try {
            file.write(bytes, position);
        } finally {
            writes.readLock().unlock();
        }
    }

    private synchronized DiskFile beginWrite() throws TransferException {
        DiskFile file = open();
        writes.readLock().lock(); // before a fence can be raised: that waits for it
        return file;
    }

    /**
     * After a force that failed, the cache still answers with bytes that no later force will write: makes them dirty again, so
     * that the force before the commit covers them.
     */
    @Override
    public synchronized void refresh(int chunk, ByteBuffer bytes, long position) throws IOException {
        if (!state.durable(chunk)) {
            write(bytes, position);
        }
    }

    @Override
    public synchronized void reserve() throws IOException {
        open();
        reservation.make(geometry, state);
    }

    /** Its bytes are in the part; it is claimed with the others, when all are. */
    @Override
    public synchronized void copied(int chunk, byte[] digest) {
        reservation.taken(chunk, geometry.length(chunk));
    }

    @Override
    public synchronized void written(int chunk, byte[] digest) throws IOException {
        open();
        long sequence = journal.append(new JournalRecord.Chunks(chunk, digest));
        state.claim(chunk, digest, sequence);
        reservation.taken(chunk, geometry.length(chunk));
    }

    @Override
    public synchronized void drop(int chunk) throws IOException {
        open();
        journal.append(new JournalRecord.Drop(chunk, 1));
        state.drop(chunk);
        force(journalFile);
    }

    @Override
    public synchronized void checkpoint() throws IOException {
        DiskFile file = open();
        long upTo = journal.lastSequence();
        force(file);
        forceNames(); // before the record: it may survive by itself, and would then vouch for an older part of the same
        // name
        journal.append(new JournalRecord.Checkpoint(upTo));
        force(journalFile);
        state.checkpoint(upTo);
    }

    private void forceNames() throws IOException {
        if (!namesDurable) {
            force(() -> disk.forceDirectory(name.folder()), false);
            namesDurable = true;
        }
    }

    /** Forced: it withdraws claims of chunks that may be written over next. */
    @Override
    public synchronized void sized(Geometry whole) throws IOException {
        open();
        JournalRecord.Header header = state.header().sized(whole.size());
        journal.append(header);
        force(journalFile);
        state = state.resized(header);
        geometry = whole;
    }

    @Override
    public synchronized @Nullable Basis basis() throws IOException {
        open();
        return standing.target(geometry, () -> Journal.read(journalFile).records());
    }

    @Override
    public synchronized @Nullable Basis like(Path other) throws IOException {
        open();
        return standing.other(other, state.header().owner(), geometry);
    }

    @Override
    public boolean readsBeside() {
        return disk.readsBeside();
    }

    @Override
    public synchronized void permissions(TransferSink how) throws IOException {
        mode = how.modeOn(disk);
    }

    /** Before the file is forced and gets its name: nobody sees it with others. */
    private void setPermissions(Path file) throws IOException {
        if (mode >= 0) {
            disk.setPermissions(file, mode);
        }
    }

    @Override
    public synchronized void commit(byte[] root, TransferSink how, long modifiedMillis) throws IOException {
        DiskFile file = open();
        if (file.size() > geometry.size()) {
            file.truncate(geometry.size());
        }
        if (modifiedMillis >= 0) {
            disk.setModified(name.part(), modifiedMillis);
        }
        setPermissions(name.part());
        force(file);
        journal.append(new JournalRecord.Commit(root, file.fileKey()));
        force(journalFile);
        Optional<DiskStat> sealed = how.remember ? store.manifests().sealed(name, geometry.size()) : Optional.empty();
        if (how.condition == Condition.ABSENT) {
            forceNames(); // a target that outlives this journal would look like somebody else's when the put is
            // repeated
        }
        try {
            store.naming(() -> publish(how.condition));
        } catch (TransferException e) {
            discard(); // its content is complete, and nobody will ever want it
            throw e;
        }
        disk.forceDirectory(targetFolder());
        // only now: were the new name lost and the removal of the old one not, the file would have none
        disk.delete(name.part());
        sealed.ifPresent(stat -> store.manifests().published(target, stat, geometry, digests()));
        if (how.remember && (how.condition == Condition.ABSENT || geometry.chunks() > 1)) {
            disk.rename(name.journal(), name.published());
        } else {
            disk.delete(name.published());
            disk.delete(name.journal());
        }
        store.gone(name);
        end();
    }

    /** Of all chunks, each claimed by this session or read back by it. */
    private List<byte[]> digests() {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < geometry.chunks(); i++) {
            all.add(Objects.requireNonNull(state.digest(i)));
        }
        return all;
    }

    private void publish(Condition condition) throws IOException {
        if (condition == Condition.ABSENT) {
            try {
                disk.link(name.part(), target); // a rename would replace what appeared meanwhile
            } catch (FileAlreadyExistsException e) {
                throw new TransferException(
                        TransferException.Kind.EXISTS, "there is something under that name already");
            }
            return;
        }
        Basis old = standing.target();
        if (condition == Condition.ROOT && (old == null || !old.named())) {
            throw conflict();
        }
        disk.rename(name.part(), target);
    }

    static TransferException conflict() {
        return new TransferException(
                TransferException.Kind.CONFLICT, "what is under that name is not what it was expected to be");
    }

    @Override
    public synchronized boolean confirm(long modifiedMillis) throws IOException {
        open();
        Basis found = standing.target();
        if (found == null || !found.named()) {
            return false;
        }
        if (modifiedMillis >= 0) {
            disk.setModified(target, modifiedMillis);
        }
        setPermissions(target);
        found.force();
        disk.forceDirectory(targetFolder());
        discard();
        return true;
    }

    private Path targetFolder() {
        Path folder = target.getParent();
        return folder == null ? name.folder() : folder;
    }

    private interface Force {
        void run() throws IOException;
    }

    private void force(DiskFile file) throws IOException {
        force(file::force, file == journalFile);
    }

    /**
     * A failed force leaves what was unforced in a state nobody knows, and a second one would answer that all is well: what
     * was not checkpointed before it is withdrawn, and the session ends. The next session reads back and writes again what it
     * finds claimed, so this is the second line: nobody is told meanwhile of bytes that may be gone.
     */
    private void force(Force force, boolean ofJournal) throws IOException {
        try {
            force.run();
        } catch (IOException e) {
            try {
                for (int chunk : state.notDurable()) {
                    journal.append(new JournalRecord.Drop(chunk, 1));
                }
                if (ofJournal) {
                    disk.delete(name.journal()); // and a journal that may have holes is not to be believed at all
                }
            } catch (IOException second) {
                e.addSuppressed(second);
                disk.delete(name.journal());
            }
            close();
            throw e;
        }
    }

    @Override
    public synchronized void discard() throws IOException {
        if (!fenced && !closed) {
            disk.delete(name.part());
            disk.delete(name.journal());
            store.gone(name);
            close();
        }
    }

    @Override
    public synchronized void close() {
        end();
        standing.close();
    }

    private void end() {
        if (!closed) {
            closed = true;
            writes.writeLock().lock(); // held to the end, as nobody begins to write any more
            closeQuietly(part);
            closeQuietly(journalFile); // with it goes the lock
            reservation.release();
            store.released(this, name);
        }
    }

    static void closeQuietly(@Nullable Closeable file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // nothing depends on a close: what must be durable was forced
        }
    }
}
