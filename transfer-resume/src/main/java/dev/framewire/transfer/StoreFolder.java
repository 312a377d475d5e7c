package dev.framewire.transfer;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a {@link FileStore}: which files are in it, which belong together, and what their journals say. It knows
 * nothing of sessions. Thread-safe.
 */
final class StoreFolder {
    private static final int OPEN_ATTEMPTS = 10;

    final Path path;
    final Disk disk;

    /** Reads a journal, if it comes to that. */
    interface Records {
        List<JournalRecord> read() throws IOException;
    }

    private StoreFolder(Path path, Disk disk) {
        this.path = path;
        this.disk = disk;
    }

    static StoreFolder open(Path folder, Disk disk) throws IOException {
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
        return new StoreFolder(whole, disk);
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

    PartialName name(String owner, Path target) {
        return PartialName.of(path, owner, target);
    }

    PartialName name(String key) {
        return new PartialName(path, key);
    }

    /** Locks a new journal before it takes the old one's name. */
    static void lock(DiskFile fresh) throws IOException {
        if (!fresh.tryLock()) {
            fresh.close();
            throw new TransferException(TransferException.Kind.LOCKED, "another process is receiving the same target");
        }
    }

    /** The journal, locked, and whether it is a file that this has made. */
    record Locked(DiskFile file, boolean made) {}

    /** Opens and locks the journal that bears the name at that moment: one that was deleted meanwhile locks nothing. */
    Locked lockJournal(PartialName name) throws IOException {
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
    boolean finishCommit(PartialName name, Path target, List<JournalRecord> records) throws IOException {
        if (!names(records, disk.stat(target))) {
            return false;
        }
        Path parent = target.getParent();
        disk.forceDirectory(parent == null ? path : parent);
        disk.delete(name.part()); // never before its other name is durable
        return true;
    }

    /** Whether a journal ends in a commit of just that file. */
    private static boolean names(List<JournalRecord> records, Optional<DiskStat> file) {
        Optional<JournalRecord.Commit> commit = JournalRecord.Commit.last(records);
        return commit.isPresent()
                && file.isPresent()
                && file.get().fileKey().equals(commit.get().partKey());
    }

    /**
     * What was remembered of the file that stands under the target's name, if it came by way of this store.
     *
     * @param journal the partial's own, where a crash came before it got its other name
     */
    Optional<PartialState> published(PartialName name, Path target, Records journal) throws IOException {
        Optional<DiskStat> stat = disk.stat(target);
        if (stat.isEmpty()) {
            return Optional.empty();
        }
        List<JournalRecord> remembered = records(name.published());
        List<JournalRecord> records = names(remembered, stat) ? remembered : journal.read();
        return names(records, stat) ? Optional.ofNullable(PartialState.replay(records)) : Optional.empty();
    }

    /**
     * Reads a journal without locking it; nothing if there is none. Never one that a session of this process holds: POSIX drops a
     * process's lock on a file as soon as the process closes any descriptor of it, also one that was only read from.
     */
    List<JournalRecord> records(Path journal) throws IOException {
        try (DiskFile file = disk.open(journal, Disk.Mode.READ)) {
            return Journal.read(file).records();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** The names of all that has a journal. */
    List<PartialName> partials() throws IOException {
        List<PartialName> all = new ArrayList<>();
        for (Path file : disk.list(path)) {
            String key = PartialName.keyOf(file);
            if (!key.isEmpty() && file.equals(name(key).journal())) {
                all.add(name(key));
            }
        }
        return all;
    }

    /** Files that belong to no partial, of those keys that are wanted. */
    List<Path> leftovers(Predicate<String> wanted) throws IOException {
        List<Path> files = disk.list(path);
        List<Path> left = new ArrayList<>();
        for (Path file : files) {
            PartialName name = name(PartialName.keyOf(file));
            boolean alone = file.equals(name.part()) && !files.contains(name.journal())
                    || file.equals(name.journal()) && !files.contains(name.part())
                    || file.equals(name.fresh())
                    || PartialName.isSmall(file);
            if (alone && wanted.test(name.key())) {
                left.add(file);
            }
        }
        return left;
    }

    /**
     * Removes the files that stand by themselves and were last touched at that time or before, and answers the keys of the
     * partials that were, which may have a session.
     */
    List<String> sweep(long limitMillis) throws IOException {
        Map<String, Long> touched = new TreeMap<>();
        for (Path file : disk.list(path)) {
            Optional<DiskStat> stat = disk.stat(file);
            String key = PartialName.keyOf(file);
            if (stat.isEmpty() || key.isEmpty() || PartialName.isManifest(file)) {
                continue;
            }
            boolean small = PartialName.isSmall(file);
            // a small file has its source's time of modification before it has its name
            long nanos = small
                    ? Math.max(stat.get().modifiedNanos(), stat.get().changedNanos())
                    : stat.get().modifiedNanos();
            long millis = nanos / 1_000_000;
            boolean alone = small || file.equals(name(key).published());
            if (!alone) {
                touched.merge(key, millis, Math::max);
            } else if (millis <= limitMillis) {
                disk.delete(file);
            }
        }
        return touched.entrySet().stream()
                .filter(partial -> partial.getValue() <= limitMillis)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether anything is there of a partial. */
    boolean holds(PartialName name) throws IOException {
        return disk.stat(name.journal()).isPresent()
                || disk.stat(name.part()).isPresent()
                || disk.stat(name.fresh()).isPresent();
    }

    /** Removes all that is there of a partial. Whoever does it holds the journal's lock. */
    void remove(PartialName name) throws IOException {
        disk.delete(name.part());
        disk.delete(name.fresh());
        disk.delete(name.journal());
    }
}
