package dev.framewire.transfer.testkit;

import dev.framewire.transfer.Disk;
import dev.framewire.transfer.DiskFile;
import dev.framewire.transfer.DiskStat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A disk in memory that keeps only the promises a real one makes.
 *
 * <ul>
 *   <li>Content is lost by pages of 4 KiB: any subset of the pages written since the last {@link DiskFile#force}, each in
 *       any form it had since then, or torn between sectors of 512 bytes. A file may have grown without its content: zeros.
 *   <li>A name is lost until {@link Disk#forceDirectory}: any subset of the changes. Forcing a file does not save its
 *       name. A rename happens whole or not at all, also between two directories.
 *   <li>A force that fails ({@link FaultPlan#failForceAt}) leaves what Linux leaves: reads still return the new content, the
 *       next force succeeds, and the content is gone after a loss of power.
 *   <li>A full disk takes the part of a write that fits.
 * </ul>
 *
 * <p>Every operation that changes something is a numbered step, at which {@link FaultPlan#crashAt} can kill the process.
 * A crash throws {@link SimulatedCrash}; after {@link #restart} a new process {@link #mount}s the disk, and all that
 * the old one still does throws again.
 *
 * <pre>
 *   SimulatedDisk disk = new SimulatedDisk();
 *   disk.plan(FaultPlan.none().crashAt(17));
 *   try { store(disk.mount()); } catch (SimulatedCrash dead) { disk.restart(Loss.seeded(42)); }
 *   check(disk.mount());
 * </pre>
 *
 * What it does not model: permissions, links to directories, the loss of more than one disk's cache. Files are below 2 GiB
 * and held in memory about three times. Thread-safe, by one lock; a run is repeatable only if one thread at a time uses it.
 */
public final class SimulatedDisk {
    /** The unit in which unforced content is lost. */
    public static final int PAGE_BYTES = 4096;
    /** The unit within which a page never tears. */
    public static final int SECTOR_BYTES = 512;

    private static final long NANOS_PER_STEP = 1_000_000;

    /** One change of names: {@code removed}, {@code added} or both are there. */
    private record NameChange(Optional<Path> removed, Optional<Path> added, SimulatedFile file) {
        boolean touches(Path directory) {
            return removed.map(Path::getParent).filter(directory::equals).isPresent()
                    || added.map(Path::getParent).filter(directory::equals).isPresent();
        }

        boolean sharesNameWith(NameChange other) {
            return names(removed, other) || names(added, other);
        }

        private static boolean names(Optional<Path> name, NameChange other) {
            return name.isPresent() && (name.equals(other.removed) || name.equals(other.added));
        }

        void apply(Map<Path, SimulatedFile> names) {
            removed.ifPresent(names::remove);
            added.ifPresent(name -> names.put(name, file));
        }
    }

    private Map<Path, SimulatedFile> names = new HashMap<>();
    private Map<Path, SimulatedFile> stableNames = new HashMap<>();
    private final List<NameChange> unsavedNames = new ArrayList<>();
    private long nextFile = 1;
    private long steps;
    private long bytesWritten;
    private long process;
    private boolean down;
    private FaultPlan plan = FaultPlan.none();

    /** An empty disk on which nothing goes wrong. */
    public SimulatedDisk() {}

    /** Another disk of the same state: files, unforced changes, steps and plan. No process has it mounted. */
    public synchronized SimulatedDisk copy() {
        SimulatedDisk twin = new SimulatedDisk();
        Map<SimulatedFile, SimulatedFile> twins = new HashMap<>();
        names.forEach((name, file) -> twin.names.put(name, twins.computeIfAbsent(file, SimulatedFile::copy)));
        stableNames.forEach(
                (name, file) -> twin.stableNames.put(name, twins.computeIfAbsent(file, SimulatedFile::copy)));
        for (NameChange change : unsavedNames) {
            twin.unsavedNames.add(new NameChange(
                    change.removed, change.added, twins.computeIfAbsent(change.file, SimulatedFile::copy)));
        }
        twin.nextFile = nextFile;
        twin.steps = steps;
        twin.bytesWritten = bytesWritten;
        twin.down = down;
        twin.plan = plan;
        return twin;
    }

    /** What goes wrong from now on, in place of the plan before. */
    public synchronized SimulatedDisk plan(FaultPlan next) {
        this.plan = next;
        return this;
    }

    /** Steps so far, over all restarts. The next one has this number. */
    public synchronized long steps() {
        return steps;
    }

    /** The disk as the running process sees it; useless after the next {@link #restart}. */
    public synchronized Disk mount() {
        if (down) {
            throw new IllegalStateException("the process died; restart first");
        }
        return new Mounted(process);
    }

    /**
     * Ends the process, dead or alive, and with it its locks and open files; then loses what {@code loss} says. The plan is
     * forgotten: nothing goes wrong until the next {@link #plan}.
     */
    public synchronized SimulatedDisk restart(Loss loss) {
        process++;
        down = false;
        plan = FaultPlan.none();
        files().values().forEach(file -> file.locked = false);
        if (loss.kind() != Loss.Kind.PROCESS) {
            losePower(loss.new Chooser());
        }
        return this;
    }

    /** Makes everything durable, as a running system does in its own time. */
    public synchronized SimulatedDisk settle() {
        losePower(Loss.kept().new Chooser());
        return this;
    }

    /** Every change that a loss of power may take now, in the order in which {@link Loss#mask} numbers them. */
    public synchronized List<String> unsynced() {
        List<String> changes = new ArrayList<>();
        files().values().forEach(file -> file.describeUnsynced("file " + file.id, changes));
        for (NameChange change : unsavedNames) {
            changes.add("name " + change.removed.map(Path::toString).orElse("") + " -> "
                    + change.added.map(Path::toString).orElse(""));
        }
        return changes;
    }

    /** Flips one bit of a file behind everyone's back, in the cache and on the disk, and leaves its times alone. */
    public synchronized void flipBit(Path name, long bit) throws IOException {
        SimulatedFile file = existing(name);
        if (bit < 0 || bit >= 8L * file.size()) {
            throw new IllegalArgumentException("no bit " + bit + " in " + file.size() + " bytes");
        }
        file.flipBit(bit);
    }

    /** The content as programs see it; empty if there is no such file. Counts as no step and is never refused. */
    public synchronized Optional<byte[]> content(Path name) {
        SimulatedFile file = names.get(name);
        if (file == null || file.directory) {
            return Optional.empty();
        }
        byte[] content = new byte[file.size()];
        file.read(ByteBuffer.wrap(content), 0, Integer.MAX_VALUE);
        return Optional.of(content);
    }

    private void losePower(Loss.Chooser chooser) {
        files().values().forEach(file -> file.crash(chooser));
        for (NameChange change : unsavedNames) {
            if (chooser.survivor(1) == 1) {
                change.apply(stableNames);
            }
        }
        unsavedNames.clear();
        // a name below a directory that was lost is lost with it
        stableNames.keySet().removeIf(name -> !reachable(name));
        names = new HashMap<>(stableNames);
    }

    private boolean reachable(Path name) {
        for (Path above = name.getParent(); above != null && above.getParent() != null; above = above.getParent()) {
            if (!stableNames.containsKey(above)) {
                return false;
            }
        }
        return true;
    }

    /** All files that a name leads to, now or after a crash, oldest first. */
    private TreeMap<Long, SimulatedFile> files() {
        TreeMap<Long, SimulatedFile> files = new TreeMap<>();
        names.values().forEach(file -> files.put(file.id, file));
        stableNames.values().forEach(file -> files.put(file.id, file));
        unsavedNames.forEach(change -> files.put(change.file.id, change.file));
        return files;
    }

    private SimulatedFile existing(Path name) throws NoSuchFileException {
        SimulatedFile file = names.get(name);
        if (file == null) {
            throw new NoSuchFileException(name.toString());
        }
        return file;
    }

    private void requireDirectory(Path name) throws NoSuchFileException {
        Path parent = name.getParent();
        if (parent != null && parent.getParent() != null && !names.containsKey(parent)) {
            throw new NoSuchFileException(parent.toString());
        }
    }

    private long now() {
        return (steps + 1) * NANOS_PER_STEP;
    }

    /** Counts a step, and dies in it if the plan says so. */
    private void step() {
        if (dies()) {
            throw die();
        }
        steps++;
    }

    private boolean dies() {
        return steps == plan.crashAtStep();
    }

    private SimulatedCrash die() {
        down = true;
        return new SimulatedCrash(steps);
    }

    private void change(Optional<Path> removed, Optional<Path> added, SimulatedFile file) {
        NameChange change = new NameChange(removed, added, file);
        change.apply(names);
        unsavedNames.add(change);
    }

    private final class Mounted implements Disk {
        private final long mountedBy;

        Mounted(long mountedBy) {
            this.mountedBy = mountedBy;
        }

        private void requireAlive() {
            if (down || mountedBy != process) {
                throw new SimulatedCrash(steps);
            }
        }

        @Override
        public DiskFile open(Path name, Mode mode) throws IOException {
            synchronized (SimulatedDisk.this) {
                requireAlive();
                if (mode != Mode.CREATE) {
                    return new OpenFile(this, existing(name), mode != Mode.READ);
                }
                if (names.containsKey(name)) {
                    throw new FileAlreadyExistsException(name.toString());
                }
                requireDirectory(name);
                step();
                SimulatedFile file = new SimulatedFile(nextFile++, false, now());
                change(Optional.empty(), Optional.of(name), file);
                return new OpenFile(this, file, true);
            }
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            synchronized (SimulatedDisk.this) {
                requireAlive();
                SimulatedFile file = existing(from);
                requireDirectory(to);
                step();
                file.changedNanos = now();
                change(Optional.of(from), Optional.of(to), file);
            }
        }

        @Override
        public void link(Path existing, Path name) throws IOException {
            synchronized (SimulatedDisk.this) {
                requireAlive();
                SimulatedFile file = existing(existing);
                if (names.containsKey(name)) {
                    throw new FileAlreadyExistsException(name.toString());
                }
                requireDirectory(name);
                step();
                file.changedNanos = now();
                change(Optional.empty(), Optional.of(name), file);
            }
        }

        @Override
        public boolean delete(Path name) {
            synchronized (SimulatedDisk.this) {
                requireAlive();
                SimulatedFile file = names.get(name);
                if (file == null) {
                    return false;
                }
                step();
                change(Optional.of(name), Optional.empty(), file);
                return true;
            }
        }

        @Override
        public void forceDirectory(Path directory) throws IOException {
            synchronized (SimulatedDisk.this) {
                requireAlive();
                requireForce();
                // earlier changes of the same names go with them: a journal never saves the later one alone
                boolean[] saved = new boolean[unsavedNames.size()];
                for (int i = saved.length - 1; i >= 0; i--) {
                    NameChange change = unsavedNames.get(i);
                    saved[i] = change.touches(directory);
                    for (int later = i + 1; later < saved.length && !saved[i]; later++) {
                        saved[i] = saved[later] && change.sharesNameWith(unsavedNames.get(later));
                    }
                }
                List<NameChange> left = new ArrayList<>();
                for (int i = 0; i < saved.length; i++) {
                    if (saved[i]) {
                        unsavedNames.get(i).apply(stableNames);
                    } else {
                        left.add(unsavedNames.get(i));
                    }
                }
                unsavedNames.clear();
                unsavedNames.addAll(left);
            }
        }

        private void requireForce() throws IOException {
            boolean fails = steps == plan.failForceAtStep();
            step();
            if (fails) {
                throw new FileSystemException("simulated input/output error");
            }
        }

        @Override
        public List<Path> list(Path directory) {
            synchronized (SimulatedDisk.this) {
                requireAlive();
                return names.keySet().stream()
                        .filter(name -> directory.equals(name.getParent()))
                        .sorted()
                        .toList();
            }
        }

        @Override
        public Optional<DiskStat> stat(Path name) {
            synchronized (SimulatedDisk.this) {
                requireAlive();
                return Optional.ofNullable(names.get(name))
                        .map(file -> new DiskStat(
                                file.size(),
                                file.modifiedNanos,
                                file.changedNanos,
                                Long.toString(file.id),
                                !file.directory));
            }
        }

        @Override
        public void createDirectories(Path directory) {
            synchronized (SimulatedDisk.this) {
                requireAlive();
                Path parent = directory.getParent();
                if (parent == null || names.containsKey(directory)) {
                    return;
                }
                createDirectories(parent);
                step();
                change(Optional.empty(), Optional.of(directory), new SimulatedFile(nextFile++, true, now()));
            }
        }

        @Override
        public void setModified(Path name, long millis) throws IOException {
            synchronized (SimulatedDisk.this) {
                requireAlive();
                SimulatedFile file = existing(name);
                step();
                file.modifiedNanos = millis * 1_000_000;
                file.changedNanos = now();
            }
        }
    }

    private final class OpenFile implements DiskFile {
        private final Mounted disk;
        private final SimulatedFile file;
        private final boolean writable;
        private boolean holdsLock;
        private boolean closed;

        OpenFile(Mounted disk, SimulatedFile file, boolean writable) {
            this.disk = disk;
            this.file = file;
            this.writable = writable;
        }

        private void requireOpen() throws IOException {
            disk.requireAlive();
            if (closed) {
                throw new java.nio.channels.ClosedChannelException();
            }
        }

        private void requireWritable() throws IOException {
            requireOpen();
            if (!writable) {
                throw new java.nio.channels.NonWritableChannelException();
            }
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            synchronized (SimulatedDisk.this) {
                requireOpen();
                return file.read(target, position, plan.maxReadBytes());
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            synchronized (SimulatedDisk.this) {
                requireWritable();
                long room = plan.spaceBytes() - bytesWritten;
                int length = (int) Math.min(source.remaining(), Math.max(0, room));
                boolean full = length < source.remaining();
                if (dies()) {
                    file.write(source, position, Math.min(length, plan.bytesBeforeCrash()), now());
                    throw die();
                }
                steps++;
                file.write(source, position, length, now());
                bytesWritten += length;
                if (full) {
                    throw new FileSystemException("simulated: no space left on device");
                }
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (SimulatedDisk.this) {
                requireOpen();
                return file.size();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (SimulatedDisk.this) {
                requireWritable();
                step();
                file.truncate(size, now());
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (SimulatedDisk.this) {
                requireOpen();
                try {
                    disk.requireForce();
                } catch (FileSystemException e) {
                    file.failForce();
                    throw e;
                }
                file.force();
            }
        }

        @Override
        public boolean tryLock() throws IOException {
            synchronized (SimulatedDisk.this) {
                requireWritable();
                if (file.locked) {
                    return false;
                }
                file.locked = true;
                holdsLock = true;
                return true;
            }
        }

        @Override
        public String fileKey() throws IOException {
            synchronized (SimulatedDisk.this) {
                requireOpen();
                return Long.toString(file.id);
            }
        }

        /** Also of a dead process: try-with-resources closes while the crash passes through. */
        @Override
        public void close() {
            synchronized (SimulatedDisk.this) {
                if (holdsLock && !closed && disk.mountedBy == process) {
                    file.locked = false;
                }
                closed = true;
            }
        }
    }
}
