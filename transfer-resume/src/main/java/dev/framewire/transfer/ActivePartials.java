package dev.framewire.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The partials of a store that sessions of this process are filling. Whoever wants a partial for himself, a session or one who
 * checks or forgets it, goes by way of this: one at a time, and past the session that has it. Thread-safe.
 */
final class ActivePartials {
    private final StoreFolder folder;
    private final PartialOpening opening;
    private final OwnerAccounts accounts;
    /** By key. A session leaves by itself, under its own lock: never wait for one while holding this map. */
    private final Map<String, Partial> sessions = new ConcurrentHashMap<>();

    /** Held while a session begins, and never while waiting for one. */
    private final Object acquiring = new Object();

    ActivePartials(StoreFolder folder, PartialOpening opening, OwnerAccounts accounts) {
        this.folder = folder;
        this.opening = opening;
        this.accounts = accounts;
    }

    boolean holds(String key) {
        return sessions.containsKey(key);
    }

    /**
     * Begins a session on a partial, old or new, and takes it over from an older session.
     *
     * @throws TransferException LOCKED if another process has it; QUOTA if the owner may have no more
     */
    Partial acquire(FileStore store, PartialName name, String owner, Path target, Geometry geometry)
            throws IOException {
        while (true) {
            accounts.admit(name, owner, geometry.size()); // first: who is refused takes nothing over
            fence(name);
            synchronized (acquiring) {
                if (holds(name.key()) || !accounts.allows(name, owner, geometry.size())) {
                    continue; // another one has begun meanwhile
                }
                Partial partial = opening.open(store, name, owner, target, geometry);
                accounts.begun(name, owner, geometry.size());
                sessions.put(name.key(), partial);
                return partial;
            }
        }
    }

    /** Takes the partial away from its session, if it has one. Waits for what that is doing on the disk, so never while acquiring. */
    private void fence(PartialName name) {
        Partial session = sessions.get(name.key());
        if (session != null) {
            session.fence();
            sessions.remove(name.key(), session); // also where a file could not be closed
        }
    }

    void released(Partial partial, PartialName name) {
        sessions.remove(name.key(), partial);
    }

    /** What a journal says, read by way of its session if it has one: to open and close it would drop the session's lock. */
    List<JournalRecord> records(PartialName name) throws IOException {
        while (true) {
            Partial session = sessions.get(name.key());
            Optional<List<JournalRecord>> own = session == null ? Optional.empty() : session.records();
            if (own.isPresent()) {
                return own.get();
            }
            synchronized (acquiring) { // so that none begins meanwhile
                if (sessions.get(name.key()) == session || !holds(name.key())) {
                    return folder.records(name.journal());
                }
            }
        }
    }

    /**
     * Reads a partial back that no session has.
     *
     * @return empty if there is none
     * @throws TransferException LOCKED if a session has it, of this process or another
     */
    Optional<PartialCheck> check(PartialName name) throws IOException {
        DiskFile journal;
        synchronized (acquiring) {
            if (holds(name.key())) {
                throw new TransferException(TransferException.Kind.LOCKED, "a connection is filling it");
            }
            if (folder.disk.stat(name.journal()).isEmpty()
                    || folder.disk.stat(name.part()).isEmpty()) {
                return Optional.empty();
            }
            journal = folder.lockJournal(name).file();
        }
        try (journal;
                DiskFile part = folder.disk.open(name.part(), Disk.Mode.READ)) {
            PartialState state = PartialState.replay(Journal.read(journal).records());
            return state == null ? Optional.empty() : Optional.of(PartialCheck.of(state, part));
        }
    }

    /**
     * Forgets a partial, also one that a session of this process has: that ends with {@code STALE_EPOCH}.
     *
     * @return false if there is none
     * @throws TransferException LOCKED if another process has it
     */
    boolean drop(PartialName name) throws IOException {
        while (true) {
            fence(name);
            synchronized (acquiring) {
                if (!holds(name.key())) {
                    return remove(name);
                }
            }
        }
    }

    /** Forgets a partial, unless a session has it, of this process or another. */
    boolean dropIdle(PartialName name) throws IOException {
        try {
            synchronized (acquiring) {
                return !holds(name.key()) && remove(name);
            }
        } catch (TransferException e) {
            if (e.kind() == TransferException.Kind.LOCKED) {
                return false;
            }
            throw e;
        }
    }

    private boolean remove(PartialName name) throws IOException {
        if (!folder.holds(name)) {
            return false;
        }
        // made if it is missing: without the lock a session may begin meanwhile
        try (DiskFile journal = folder.lockJournal(name).file()) {
            List<JournalRecord> records = Journal.read(journal).records();
            PartialState state = PartialState.replay(records);
            if (state != null) {
                Optional<Path> target = state.header().file();
                if (target.isPresent()) {
                    folder.finishCommit(name, target.get(), records);
                } else if (JournalRecord.Commit.last(records).isPresent()) {
                    return false; // the part may be the target too, whose name may not be durable, and cannot be forced
                    // here
                }
            }
            folder.remove(name);
            accounts.gone(name);
            return true;
        }
    }

    /** Ends the sessions, each when what it is doing on the disk is done; their partials stay. */
    void close() {
        List.copyOf(sessions.values()).forEach(Partial::close);
    }
}
