package dev.framewire.transfer.testkit;

import dev.framewire.transfer.Disk;
import dev.framewire.transfer.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A disk in memory that keeps only the promises a real one makes.
 *
 * <ul>
 *   <li>Content is lost by pages of 4 KiB: any subset of the pages written since the last {@link DiskFile#force}, each in
 *       any form it had since then, or torn between sectors of 512 bytes. A file may have grown without its content: zeros.
 *   <li>A name is lost until {@link Disk#forceDirectory}: any subset of the changes, but a later change of a name never survives
 *       an earlier one that is lost. Forcing a file does not save its name. A rename happens whole or not at all,
 *       also between two directories.
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

    SimulatedNames names = new SimulatedNames();
    FaultPlan plan = FaultPlan.none();
    private long nextFile = 1;
    private long steps;
    private long elapsedNanos;
    private long tickNanos = 1;
    private long bytesWritten;
    private long process;
    private boolean down;

    /** An empty disk on which nothing goes wrong. */
    public SimulatedDisk() {}

    /** Another disk of the same state: files, unforced changes, steps and plan. No process has it mounted. */
    public synchronized SimulatedDisk copy() {
        SimulatedDisk twin = new SimulatedDisk();
        Map<SimulatedFile, SimulatedFile> twins = new HashMap<>();
        twin.names = names.copy(file -> twins.computeIfAbsent(file, SimulatedFile::copy));
        twin.nextFile = nextFile;
        twin.steps = steps;
        twin.elapsedNanos = elapsedNanos;
        twin.tickNanos = tickNanos;
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

    /**
     * Time passes in which nothing happens; a step takes a millisecond.
     *
     * @param nanos zero or more
     */
    public synchronized SimulatedDisk elapse(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("time goes back by " + -nanos + " ns");
        }
        elapsedNanos += nanos;
        return this;
    }

    /**
     * The clock by which files get their times stands still, and then goes on by so much at once, as those of file systems do.
     *
     * @param nanos at least 1, which is the default
     */
    public synchronized SimulatedDisk clockTick(long nanos) {
        if (nanos < 1) {
            throw new IllegalArgumentException("a tick of " + nanos + " ns");
        }
        tickNanos = nanos;
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
        return new Mount(this, process);
    }

    /**
     * Ends the process, dead or alive, and with it its locks and open files; then loses what {@code loss} says. The plan is
     * forgotten: nothing goes wrong until the next {@link #plan}.
     */
    public synchronized SimulatedDisk restart(Loss loss) {
        process++;
        down = false;
        plan = FaultPlan.none();
        names.files().values().forEach(file -> file.locked = false);
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
        names.files().values().forEach(file -> file.describeUnsynced("file " + file.id, changes));
        names.describeUnsaved(changes);
        return changes;
    }

    /** Flips one bit of a file behind everyone's back, in the cache and on the disk, and leaves its times alone. */
    public synchronized void flipBit(Path name, long bit) throws IOException {
        SimulatedFile file = names.existing(name);
        if (bit < 0 || bit >= 8L * file.size()) {
            throw new IllegalArgumentException("no bit " + bit + " in " + file.size() + " bytes");
        }
        file.flipBit(bit);
    }

    /** The content as programs see it; empty if there is no such file. Counts as no step and is never refused. */
    public synchronized Optional<byte[]> content(Path name) {
        return names.find(name).filter(file -> !file.directory).map(file -> {
            byte[] content = new byte[file.size()];
            file.read(ByteBuffer.wrap(content), 0, Integer.MAX_VALUE);
            return content;
        });
    }

    private void losePower(Loss.Chooser chooser) {
        names.files().values().forEach(file -> file.crash(chooser));
        names.losePower(chooser);
    }

    // ---- for a mount, which holds this disk's lock

    boolean alive(long mountedBy) {
        return !down && mountedBy == process;
    }

    long now() {
        long now = (steps + 1) * NANOS_PER_STEP + elapsedNanos;
        return now - now % tickNanos;
    }

    SimulatedFile newFile(boolean directory) {
        return new SimulatedFile(nextFile++, directory, now());
    }

    /** Counts a step, and dies in it if the plan says so. */
    void step() {
        if (steps == plan.crashAtStep()) {
            throw die();
        }
        steps++;
    }

    SimulatedCrash die() {
        down = true;
        return new SimulatedCrash(steps);
    }

    /** A step that makes something durable. */
    void stepOfForce() throws IOException {
        boolean fails = steps == plan.failForceAtStep();
        step();
        if (fails) {
            throw new FileSystemException("simulated input/output error");
        }
    }

    /** A step that writes so much of the source as fits; of the step that kills, so much as the plan says. */
    void write(SimulatedFile file, ByteBuffer source, long position) throws IOException {
        int length = (int) Math.min(source.remaining(), Math.max(0, plan.spaceBytes() - bytesWritten));
        boolean full = length < source.remaining();
        if (steps == plan.crashAtStep()) {
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
