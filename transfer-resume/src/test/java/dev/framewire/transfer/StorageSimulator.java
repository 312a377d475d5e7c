package dev.framewire.transfer;

import dev.framewire.transfer.StorageCase.Version;
import dev.framewire.transfer.testkit.FaultPlan;
import dev.framewire.transfer.testkit.Loss;
import dev.framewire.transfer.testkit.SimulatedCrash;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Receiver} and its storage, run on one thread over a simulated disk: received, killed, restarted and received to the end, with
 * what it promised kept outside and compared after every restart. A run is a function of its {@link StorageCase}, its plans and
 * its losses, and of nothing else.
 *
 * <pre>
 *   I1  the target is the old content or a whole new one, never anything else
 *   I2  a chunk that was reported durable, or that the journal says is, is on the disk after a loss of power
 *   I3  nothing is read out of the journal that was not put into it; of a process that was killed, all of it is true
 *   I4  I2 holds also while a held chunk is being replaced by another content
 *   I5  I1 and I2 hold also when a force has failed
 *   I7  after any crash the next session finishes; it is not sent what survived
 *   I8  done means: the target has the content, also after the next loss of power
 * </pre>
 */
final class StorageSimulator {
    static final Path FOLDER = Path.of("/home/.xfer");
    static final Path TARGET = Path.of("/home/file");
    static final String OWNER = "owner";
    static final PartialName NAME = PartialName.of(FOLDER, OWNER, TARGET);
    private static final int ALL = Integer.MAX_VALUE;

    /** A promise was broken. */
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1L;

        Broken(String text) {
            super(text);
        }
    }

    final StorageCase run;
    final Version content;
    final Version edited;
    private final Version stale;
    private final byte[] older;
    private final Sabotage sabotage;

    StorageSimulator(StorageCase run) {
        this(run, Sabotage.NONE);
    }

    StorageSimulator(StorageCase run, Sabotage sabotage) {
        this.run = run;
        this.content = run.content();
        this.edited = run.edited();
        this.stale = run.staleContent();
        this.older = run.olderContent();
        this.sabotage = sabotage;
    }

    /** A disk before the first session. */
    SimulatedDisk fresh() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        Disk mounted = disk.mount();
        mounted.createDirectories(FOLDER);
        if (run.older()) {
            DiskFile file = mounted.open(TARGET, Disk.Mode.CREATE);
            file.write(ByteBuffer.wrap(older), 0);
            file.close();
        }
        disk.settle();
        if (run.stale()) {
            session(disk, stale, promises(), Math.max(1, content.geometry().chunks() - 1));
            disk.restart(Loss.process()).settle();
        }
        return disk;
    }

    /** What the other side knows before the first session. */
    Promises promises() {
        return new Promises(content.geometry().chunks(), run.older() ? Optional.of(older) : Optional.empty());
    }

    /** One session to the end. Throws {@link SimulatedCrash} or an I/O error when the plan of the disk says so. */
    int session(SimulatedDisk disk, Version version, Promises promises) throws IOException {
        return session(disk, version, promises, ALL);
    }

    /** Sends at most so many chunks, and x.fin when all are there. Answers how many were sent. */
    private int session(SimulatedDisk disk, Version version, Promises promises, int most) throws IOException {
        Geometry geometry = version.geometry();
        FileStore store = FileStore.open(FOLDER, sabotage.disk(disk.mount(), this), () -> 0L);
        TransferSink sink = TransferSink.file(store, OWNER, TARGET);
        promises.begin(version);
        Partial partial = store.acquire(OWNER, TARGET, geometry);
        try {
            promises.paired(
                    disk.mount().stat(NAME.journal()).orElseThrow(),
                    disk.mount().stat(NAME.part()).orElseThrow());
            Receiver[] self = new Receiver[1];
            Receiver.Outbox outbox = message -> {
                if (message instanceof Message.Ack) {
                    promises.acknowledged(self[0], partial);
                } else if (message instanceof Message.Done) {
                    promises.done(version);
                }
            };
            SplittableRandom random = new SplittableRandom(run.seed());
            int checkpoint = run.lazy() ? ALL : (1 + random.nextInt(2)) * StorageCase.CHUNK;
            Receiver receiver = new Receiver(
                    1,
                    partial,
                    geometry,
                    run.absent() ? sink.ifAbsent() : sink,
                    -1,
                    outbox,
                    () -> 0L,
                    new Receiver.Limits(checkpoint, Long.MAX_VALUE, Long.MAX_VALUE / 2),
                    new ProgressMeter());
            self[0] = receiver;
            receiver.begin();
            return send(receiver, partial, version, promises, most, random);
        } finally {
            partial.close();
        }
    }

    private int send(
            Receiver receiver, Partial partial, Version version, Promises promises, int most, SplittableRandom random)
            throws IOException {
        Geometry geometry = version.geometry();
        int sent = 0;
        int[] order = order(geometry.chunks(), random);
        for (int round = 0; round < 3 && !promises.done; round++) {
            for (int i : order) {
                if (Arrays.equals(receiver.claim(i), version.digests()[i])) {
                    continue;
                }
                if (sent == most) {
                    return sent;
                }
                promises.withdraw(i);
                int from = (int) geometry.offset(i);
                byte[] piece = Arrays.copyOfRange(version.bytes(), from, from + geometry.length(i));
                CRC32C crc = new CRC32C();
                crc.update(piece, 0, piece.length);
                receiver.onData(sabotage.data(
                        new Message.Data(1, partial.epoch(), from, (int) crc.getValue(), piece, piece.length)));
                promises.wrote(i, version.digests()[i]);
                sent++;
            }
            receiver.onHashes(
                    sabotage.hashes(new Message.Hashes(1, partial.epoch(), 0, version.flatDigests()), partial));
            receiver.onFin(sabotage.fin(new Message.Fin(1, partial.epoch(), geometry.size(), version.root()), partial));
        }
        require(promises.done, "I7: not published after three rounds");
        return sent;
    }

    private static int[] order(int chunks, SplittableRandom random) {
        int[] order = new int[chunks];
        for (int i = 0; i < chunks; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Runs until the plan ends the session; or to its end, if the plan does not. */
    void die(SimulatedDisk disk, Version version, Promises promises) {
        try {
            session(disk, version, promises);
        } catch (SimulatedCrash crash) {
            // what the plan asked for
        } catch (IOException e) {
            // a disk that is full or fails ends the session; what was promised before a full disk holds
            promises.forceFailed |= String.valueOf(e.getMessage()).contains("input/output");
        }
    }

    /** As above, of a plan that may let a force fail in a place where the program swallows it. */
    void die(SimulatedDisk disk, Version version, Promises promises, FaultPlan plan) {
        die(disk, version, promises);
        promises.forceFailed |= plan.failForceAtStep() != FaultPlan.NEVER && plan.failForceAtStep() < disk.steps();
    }

    /** Restarts a disk with a loss and compares it with the promises. */
    void survive(SimulatedDisk disk, Promises promises, Loss loss) throws IOException {
        disk.restart(loss);
        Optional<byte[]> target = disk.content(TARGET);
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
        }
        checkClaims(disk, promises, target.map(this::versionOf).orElse(null));
    }

    private void checkClaims(SimulatedDisk disk, Promises promises, @Nullable Version published) throws IOException {
        byte[] part = disk.content(NAME.part()).orElse(new byte[0]);
        Optional<DiskStat> journal = disk.mount().stat(NAME.journal());
        PartialState state = journal.isEmpty()
                ? null
                : PartialState.replay(Journal.read(disk.mount().open(NAME.journal(), Disk.Mode.READ))
                        .records());
        // of a part that went its way, published or lost, a journal may say what it likes
        boolean paired = journal.isPresent()
                && disk.mount()
                        .stat(NAME.part())
                        .filter(of -> promises.knows(journal.get(), of))
                        .isPresent();
        for (int i = 0; i < promises.written.length; i++) {
            byte[] claimed = state == null ? null : state.digest(i);
            Version claimedVersion = claimed == null ? null : versionWith(i, claimed);
            require(claimed == null || claimedVersion != null, "I3: the journal has a digest that nobody wrote");
            boolean holds = claimedVersion != null && claimedVersion.isHeldBy(part, i);
            if (state != null && paired && state.durable(i)) {
                require(holds, "I2/I4: the journal says that chunk " + i + " is durable, and it is not there");
            }
            if (claimed != null && paired && !promises.powerLost && !promises.forceFailed) {
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

    private @Nullable Version versionOf(byte[] bytes) {
        for (Version version : List.of(content, edited)) {
            if (Arrays.equals(version.bytes(), bytes)) {
                return version;
            }
        }
        return null;
    }

    @Nullable Version versionWith(int chunk, byte[] digest) {
        for (Version version : List.of(content, edited, stale)) {
            if (Arrays.equals(version.digests()[chunk], digest)) {
                return version;
            }
        }
        return null;
    }

    /** Runs one more session on a restarted disk, which must publish, and durably. */
    void finish(SimulatedDisk disk, Version version, Promises promises) throws IOException {
        Optional<byte[]> target = disk.content(TARGET);
        boolean published = target.map(this::versionOf).isPresent();
        boolean same =
                target.filter(bytes -> Arrays.equals(bytes, version.bytes())).isPresent();
        int kept = promises.kept(version);
        int sent;
        try {
            sent = session(disk, version, promises);
        } catch (TransferException e) {
            // an earlier session had published; ours offers another content, and there is something now
            if (run.absent() && published && !same && e.kind() == TransferException.Kind.EXISTS) {
                return;
            }
            throw e;
        }
        require(!same || sent == 0, "I7: what is published was sent again");
        require(published || sent <= version.geometry().chunks() - kept, "I7: a chunk that survived was sent again");
        survive(disk, promises, Loss.all());
    }

    /** One session under a plan, a loss, and a session without faults: one state. */
    void examine(SimulatedDisk start, FaultPlan plan, Loss loss) throws IOException {
        SimulatedDisk disk = start.copy().plan(plan);
        Promises promises = promises();
        die(disk, content, promises, plan);
        survive(disk, promises, loss);
        finish(disk, content, promises);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Broken(otherwise);
        }
    }
}
