package dev.framewire.transfer;

import dev.framewire.transfer.StorageCase.Version;
import dev.framewire.transfer.testkit.Loss;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says of a disk of the {@link StorageSimulator} whether what was promised of it holds.
 *
 * <pre>
 *   I1  the target is the old content or a whole new one, never anything else
 *   I2  a chunk that was reported durable, or that the journal says is, is on the disk after a loss of power
 *   I3  nothing is read out of the journal that was not put into it; of a process that was killed, all of it is true
 *   I4  I2 holds also while a held chunk is being replaced by another content
 *   I5  I1 and I2 hold also when a force has failed, and nothing is claimed any more that it should have saved
 *   I7  after any crash the next session finishes; it is not sent what survived
 *   I8  done means: the target has the content, also after the next loss of power
 * </pre>
 */
final class StorageOracle {
    private final StorageSimulator simulator;
    private final Sabotage sabotage;

    /** A promise was broken. */
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1L;

        Broken(String text) {
            super(text);
        }
    }

    StorageOracle(StorageSimulator simulator, Sabotage sabotage) {
        this.simulator = simulator;
        this.sabotage = sabotage;
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Broken(otherwise);
        }
    }

    /** I1 to I4, and I8: of a disk that was restarted with a loss. What is promised from then on is what is there. */
    void requireKept(SimulatedDisk disk, Promises promises, Loss loss) throws IOException {
        Optional<byte[]> target = disk.content(StorageSimulator.TARGET);
        require(
                promises.allows(target),
                promises.done
                        ? "I8: done was said, and the target is not the new content"
                        : "I1: the target is neither the old content nor a new one");
        if (loss.kind() != Loss.Kind.PROCESS) {
            promises.afterLossOfPower(target);
        }
        if (promises.forceFailed) {
            Arrays.fill(promises.durable, null);
            Arrays.fill(promises.written, null);
            promises.forceFailed = false; // what is promised from now on is to be kept
            promises.forceEverFailed = true;
        }
        if (simulator.run.manifests()) {
            Remembered.requireTrue(disk, sabotage, simulator);
        }
        requireTrueClaims(disk, promises, target.map(simulator::versionOf).orElse(null));
    }

    private void requireTrueClaims(SimulatedDisk disk, Promises promises, @Nullable Version published)
            throws IOException {
        PartialName name = simulator.name;
        byte[] part = disk.content(name.part()).orElse(new byte[0]);
        Optional<DiskStat> journal = disk.mount().stat(name.journal());
        PartialState state = PartialState.replay(records(disk));
        // of a part that went its way, published or lost, a journal may say what it likes
        boolean paired = journal.isPresent()
                && disk.mount()
                        .stat(name.part())
                        .filter(of -> promises.knows(journal.get(), of))
                        .isPresent();
        for (int i = 0; i < promises.written.length; i++) {
            byte[] claimed = state == null ? null : state.digest(i);
            Version claimedVersion = claimed == null ? null : simulator.versionWith(i, claimed);
            require(claimed == null || claimedVersion != null, "I3: the journal has a digest that nobody wrote");
            boolean holds = claimedVersion != null && claimedVersion.isHeldBy(part, i);
            if (state != null && paired && state.durable(i)) {
                require(holds, "I2/I4: the journal says that chunk " + i + " is durable, and it is not there");
            }
            if (claimed != null && paired && !promises.powerLost && !promises.forceEverFailed) {
                require(holds, "I3: chunk " + i + " was claimed before it was written");
            }
            for (byte[] promised : new byte[] @Nullable [] {promises.durable[i], promises.written[i]}) {
                require(
                        promised == null
                                || published != null && Arrays.equals(published.digests()[i], promised)
                                || holds && Arrays.equals(claimed, promised),
                        "I2: chunk " + i + " is not what was reported");
            }
        }
    }

    /** I5: of what a session claimed, its journal says nothing any more but what a checkpoint covers. */
    void requireWithdrawn(SimulatedDisk disk, Promises promises) {
        Set<Integer> claimed = new HashSet<>();
        for (JournalRecord record : promises.sessionBegan ? records(disk) : List.<JournalRecord>of()) {
            if (record instanceof JournalRecord.Epoch || record instanceof JournalRecord.Checkpoint) {
                claimed.clear();
            } else if (record instanceof JournalRecord.Chunks chunks) {
                claimed.add(chunks.first());
            } else if (record instanceof JournalRecord.Drop drop) {
                claimed.remove(drop.first());
            } else if (record instanceof JournalRecord.Commit) {
                return; // all of it was forced before this was written
            }
        }
        require(claimed.isEmpty(), "I5: a force failed, and chunks " + claimed + " are claimed still");
    }

    /**
     * I7: how many chunks may not be asked for: those that were promised, and those that stand at the target, or in the other file
     * where there is no target, and nobody else claims.
     */
    int heldOrShared(SimulatedDisk disk, Version version, Promises promises) {
        PartialState claims = PartialState.replay(records(disk));
        Optional<byte[]> target = disk.content(StorageSimulator.TARGET);
        byte[] there = target.or(() -> disk.content(StorageSimulator.LIKE)).orElse(new byte[0]);
        int count = 0;
        for (int i = 0; i < version.digests().length; i++) {
            boolean lastThere = (i + 1) * StorageCase.CHUNK >= there.length;
            boolean comparable = !lastThere || version.bytes().length == there.length;
            boolean unclaimed = claims == null || target.isEmpty() && claims.digest(i) == null;
            boolean shared = unclaimed && comparable && version.isHeldBy(there, i);
            count += shared || promises.kept(version, i) ? 1 : 0;
        }
        return count;
    }

    private List<JournalRecord> records(SimulatedDisk disk) {
        try {
            Disk mounted = sabotage.disk(disk.mount(), simulator); // as the next session would read them
            PartialName name = simulator.name;
            return mounted.stat(name.journal()).isEmpty()
                    ? List.of()
                    : Journal.read(mounted.open(name.journal(), Disk.Mode.READ)).records();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
