package dev.framewire.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How a session gets its partial: out of what an earlier one, a crash or a loss of power has left, or from nothing. The order of
 * its steps is SPEC.md's, "The partial on R's disk" and "Recovery". Thread-safe where one thread at a time opens.
 */
final class PartialOpening {
    private final StoreFolder folder;
    private final Disk disk;
    private final LongSupplier nowMillis;

    PartialOpening(StoreFolder folder, LongSupplier nowMillis) {
        this.folder = folder;
        this.disk = folder.disk;
        this.nowMillis = nowMillis;
    }

    /**
     * Begins a session: the journal is locked, says what holds of older ones, and has the session's number; the part is there.
     *
     * @throws TransferException LOCKED if another process has it
     */
    Partial open(FileStore store, PartialName name, String owner, Path target, Geometry geometry) throws IOException {
        StoreFolder.Locked locked = folder.lockJournal(name);
        DiskFile journalFile = locked.file();
        DiskFile part = null;
        try {
            List<JournalRecord> records = Journal.read(journalFile).records();
            PartialState state = PartialState.replay(records);
            if (state != null && folder.finishCommit(name, target, records)) {
                disk.rename(name.journal(), name.published());
                Partial.closeQuietly(journalFile);
                return open(store, name, owner, target, geometry);
            }
            JournalRecord.Header header = new JournalRecord.Header(
                    owner,
                    target.toString(),
                    geometry.size(),
                    geometry.chunkBytes(),
                    nowMillis.getAsLong(),
                    geometry.check());
            boolean continues = state != null
                    && state.header().owner().equals(owner)
                    && state.header().target().equals(target.toString())
                    && state.header().chunkBytes() == geometry.chunkBytes()
                    && state.header().check() == geometry.check()
                    && disk.stat(name.part()).isPresent();
            if (state == null || !continues) {
                // nothing here can be told from chance: a part without a journal, or the reverse
                state = new PartialState(header);
            } else if (state.header().size() != geometry.size()) {
                state = state.resized(header);
            }
            Journal journal;
            if (locked.made()) {
                journal = Journal.recover(journalFile).journal();
                state.rewrite(journal, header);
            } else {
                // A new file, and never the old one emptied: a force of that may have failed and left a hole before its
                // end, or what it claimed may come back after a loss of power and vouch for a part that is made below
                disk.delete(name.fresh());
                DiskFile fresh = disk.open(name.fresh(), Disk.Mode.CREATE);
                StoreFolder.lock(fresh);
                journalFile = fresh;
                journal = Journal.recover(fresh).journal();
                state.rewrite(journal, header);
                journal.append(new JournalRecord.Epoch(state.epoch()));
                journal.force();
                disk.rename(name.fresh(), name.journal());
                Partial.closeQuietly(locked.file()); // held until here: nobody opens the old one in between
                disk.forceDirectory(folder.path);
            }
            if (continues) {
                disk.setPermissions(
                        name.part(), Permissions.PRIVATE); // a commit that was cut off may have given others
                part = disk.open(name.part(), Disk.Mode.WRITE);
            } else {
                disk.delete(name.part());
                part = disk.open(name.part(), Disk.Mode.CREATE);
            }
            long epoch = state.epoch() + 1;
            journal.append(new JournalRecord.Epoch(epoch));
            state.begin(epoch);
            return new Partial(store, disk, name, target, journalFile, journal, state, geometry, epoch, part);
        } catch (IOException | RuntimeException e) {
            Partial.closeQuietly(part);
            Partial.closeQuietly(journalFile);
            Partial.closeQuietly(locked.file());
            throw e;
        }
    }
}
