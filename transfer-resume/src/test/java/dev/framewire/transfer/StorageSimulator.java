package dev.framewire.transfer;

import dev.framewire.transfer.testkit.FaultPlan;
import dev.framewire.transfer.testkit.Loss;
import dev.framewire.transfer.testkit.SimulatedCrash;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

/**
 * A {@link Receiver} and its storage, run on one thread over a simulated disk: received, killed, restarted and received to the end, with
 * what it promised kept outside and compared after every restart. A run is a function of its {@link Case} and nothing else.
 *
 * <pre>
 *   I1  the target is the old content or the whole new one, never anything else
 *   I2  a chunk that was reported durable is on the disk after a loss of power, with the digest the journal has for it
 *   I3  nothing is read out of the journal that was not put into it
 *   I4  I2 holds also while a held chunk is being replaced by another content
 *   I5  I1 and I2 hold also when a force has failed
 *   I7  after any crash the next session finishes; it is not sent what survived
 *   I8  done means: the target has the content, also after the next loss of power
 * </pre>
 */
final class StorageSimulator {
    static final int CHUNK = MerkleTree.LEAF_BYTES;
    static final Path FOLDER = Path.of("/home/.xfer");
    static final Path TARGET = Path.of("/home/file");
    private static final String OWNER = "owner";

    /**
     * Where a run begins and what is special about it.
     *
     * @param size of the file, in bytes
     * @param seed of the order of chunks, of the sizes of writes, and of the checkpoints
     * @param older content at the target before
     * @param absent commit only if there is nothing
     * @param stale a part of another content was left by an earlier session
     */
    record Case(int size, long seed, boolean older, boolean absent, boolean stale) {
        byte[] content() {
            return random(seed * 31 + 7, size);
        }

        byte[] olderContent() {
            return random(seed * 31 + 8, 5000);
        }

        byte[] staleContent() {
            return random(seed * 31 + 9, size);
        }

        private static byte[] random(long seed, int length) {
            byte[] bytes = new byte[length];
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) random.nextInt();
            }
            return bytes;
        }
    }

    /** What was told to the other side. It outlives every crash. */
    static final class Promises {
        final BitSet written = new BitSet();
        final BitSet durable = new BitSet();
        boolean done;
        boolean forceFailed;

        Promises copy() {
            Promises twin = new Promises();
            twin.written.or(written);
            twin.durable.or(durable);
            twin.done = done;
            twin.forceFailed = forceFailed;
            return twin;
        }
    }

    /** A promise was broken. */
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1L;

        Broken(String text) {
            super(text);
        }
    }

    final Case run;
    final Geometry geometry;
    final byte[] content;
    final byte[] olderContent;
    final byte[][] digests;
    private final byte[][] staleDigests;
    private final UnaryOperator<Disk> fault;

    StorageSimulator(Case run) {
        this(run, UnaryOperator.identity());
    }

    StorageSimulator(Case run, UnaryOperator<Disk> fault) {
        this.run = run;
        this.geometry = new Geometry(run.size, CHUNK);
        this.content = run.content();
        this.olderContent = run.olderContent();
        this.digests = digests(content);
        this.staleDigests = digests(run.staleContent());
        this.fault = fault;
    }

    private byte[][] digests(byte[] of) {
        byte[][] all = new byte[geometry.chunks()][];
        for (int i = 0; i < all.length; i++) {
            all[i] = new MerkleTree.ChunkHasher(geometry)
                    .update(of, (int) geometry.offset(i), geometry.length(i))
                    .finish();
        }
        return all;
    }

    /** A disk before the first session. */
    SimulatedDisk fresh() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        Disk mounted = disk.mount();
        mounted.createDirectories(FOLDER);
        if (run.older) {
            DiskFile file = mounted.open(TARGET, Disk.Mode.CREATE);
            file.write(ByteBuffer.wrap(olderContent), 0);
            file.close();
        }
        disk.settle();
        if (run.stale) {
            session(disk, run.staleContent(), staleDigests, new Promises(), Math.max(1, geometry.chunks() - 1));
            disk.restart(Loss.process()).settle();
        }
        return disk;
    }

    /** One session to the end. Throws {@link SimulatedCrash} or an I/O error when the plan of the disk says so. */
    int session(SimulatedDisk disk, Promises promises) throws IOException {
        return session(disk, content, digests, promises, Integer.MAX_VALUE);
    }

    /** Sends at most so many chunks, and x.fin when all are there. Answers how many were sent. */
    private int session(SimulatedDisk disk, byte[] bytes, byte[][] wanted, Promises promises, int most)
            throws IOException {
        FileStore store = FileStore.open(FOLDER, fault.apply(disk.mount()), () -> 0L);
        TransferSink sink = TransferSink.file(store, OWNER, TARGET);
        Partial partial = store.acquire(OWNER, TARGET, geometry);
        try {
            Receiver.Outbox outbox = message -> {
                if (message instanceof Message.Ack) {
                    for (int i = 0; i < geometry.chunks(); i++) {
                        if (partial.durable(i)) {
                            promises.durable.set(i);
                        }
                    }
                } else if (message instanceof Message.Done) {
                    promises.done = true;
                }
            };
            SplittableRandom random = new SplittableRandom(run.seed);
            Receiver receiver = new Receiver(
                    1,
                    partial,
                    geometry,
                    run.absent ? sink.ifAbsent() : sink,
                    -1,
                    outbox,
                    () -> 0L,
                    new Receiver.Limits((1 + random.nextInt(2)) * CHUNK, Long.MAX_VALUE, Long.MAX_VALUE / 2),
                    new ProgressMeter());
            receiver.begin();
            return send(receiver, partial, bytes, wanted, promises, most, random);
        } finally {
            partial.close();
        }
    }

    private int send(
            Receiver receiver,
            Partial partial,
            byte[] bytes,
            byte[][] wanted,
            Promises promises,
            int most,
            SplittableRandom random)
            throws IOException {
        int sent = 0;
        int[] order = order(random);
        for (int round = 0; round < 3 && !promises.done; round++) {
            for (int i : order) {
                if (Arrays.equals(partial.claim(i), wanted[i])) {
                    continue;
                }
                if (sent == most) {
                    return sent;
                }
                promises.durable.clear(i); // from now on it is being replaced, and nothing is promised
                promises.written.clear(i);
                int from = (int) geometry.offset(i);
                byte[] piece = Arrays.copyOfRange(bytes, from, from + geometry.length(i));
                CRC32C crc = new CRC32C();
                crc.update(piece, 0, piece.length);
                receiver.onData(new Message.Data(1, partial.epoch(), from, (int) crc.getValue(), piece, piece.length));
                promises.written.set(i);
                sent++;
            }
            receiver.onHashes(new Message.Hashes(1, partial.epoch(), 0, flat(wanted)));
            byte[] root = MerkleTree.root(geometry, Arrays.asList(wanted));
            receiver.onFin(new Message.Fin(1, partial.epoch(), geometry.size(), root));
        }
        require(promises.done, "I7: not published after three rounds");
        return sent;
    }

    private static byte[] flat(byte[][] digests) {
        byte[] all = new byte[digests.length * MerkleTree.DIGEST_BYTES];
        for (int i = 0; i < digests.length; i++) {
            System.arraycopy(digests[i], 0, all, i * MerkleTree.DIGEST_BYTES, MerkleTree.DIGEST_BYTES);
        }
        return all;
    }

    private int[] order(SplittableRandom random) {
        int[] order = new int[geometry.chunks()];
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Compares a restarted disk with what had been promised before. */
    void check(SimulatedDisk disk, Promises promises, boolean powerLost) throws IOException {
        Optional<byte[]> target = disk.content(TARGET);
        boolean published = target.isPresent() && Arrays.equals(target.get(), content);
        boolean untouched =
                run.older ? target.isPresent() && Arrays.equals(target.get(), olderContent) : target.isEmpty();
        require(published || untouched, "I1: the target is neither the old content nor the new one");
        require(!promises.done || published, "I8: done was said, and the target is not the new content");
        if (published) {
            return;
        }
        Disk mounted = disk.mount();
        PartialName name = PartialName.of(FOLDER, OWNER, TARGET);
        PartialState state = mounted.stat(name.journal()).isPresent()
                ? PartialState.replay(Journal.read(mounted.open(name.journal(), Disk.Mode.READ))
                        .records())
                : null;
        if (promises.forceFailed) {
            // the disk has failed, not we: it may cost what was held, but what is still claimed must be there
            promises.durable.clear();
            promises.written.clear();
        }
        if (state == null) {
            require(promises.durable.isEmpty(), "I2: chunks were reported durable, and there is no journal");
            return;
        }
        byte[] part = disk.content(name.part()).orElse(new byte[0]);
        for (int i = 0; i < geometry.chunks(); i++) {
            byte[] claimed = state.digest(i);
            require(
                    claimed == null
                            || Arrays.equals(claimed, digests[i])
                            || run.stale && Arrays.equals(claimed, staleDigests[i]),
                    "I3: the journal has a digest that nobody wrote");
            if (promises.durable.get(i)) {
                require(claimed != null, "I2: chunk " + i + " was reported durable, and the journal has lost it");
            }
            if (promises.durable.get(i) || !powerLost && claimed != null && promises.written.get(i)) {
                require(holds(part, i, claimed), "I2/I4: chunk " + i + " is not what was reported");
            }
        }
    }

    private boolean holds(byte[] part, int chunk, byte[] digest) {
        int end = (int) geometry.offset(chunk) + geometry.length(chunk);
        return part.length >= end
                && Arrays.equals(
                        digest,
                        new MerkleTree.ChunkHasher(geometry)
                                .update(part, (int) geometry.offset(chunk), geometry.length(chunk))
                                .finish());
    }

    /** Runs one more session on a restarted disk, which must publish, and durably. */
    void finish(SimulatedDisk disk, Promises promises, boolean powerLost) throws IOException {
        boolean published = disk.content(TARGET)
                .filter(target -> Arrays.equals(target, content))
                .isPresent();
        int kept = powerLost ? promises.durable.cardinality() : promises.written.cardinality();
        int sent;
        try {
            sent = session(disk, promises);
        } catch (TransferException e) {
            // the session before had published; ours is a second put, and there is something now
            if (run.absent && published && e.kind() == TransferException.Kind.EXISTS) {
                return;
            }
            throw e;
        }
        require(published || sent <= geometry.chunks() - kept, "I7: a chunk that survived was sent again");
        check(disk.restart(Loss.all()), promises, true);
    }

    /** One session under a plan, a loss, and a session without faults: one state. */
    void examine(SimulatedDisk start, FaultPlan plan, Loss loss) throws IOException {
        SimulatedDisk disk = start.copy().plan(plan);
        Promises promises = new Promises();
        die(disk, promises);
        promises.forceFailed |= plan.failForceAtStep() != FaultPlan.NEVER && plan.failForceAtStep() < disk.steps();
        survive(disk, promises, loss);
        finish(disk, promises, loss.kind() != Loss.Kind.PROCESS);
    }

    /** Restarts a disk with a loss and compares it with the promises. */
    void survive(SimulatedDisk disk, Promises promises, Loss loss) throws IOException {
        boolean powerLost = loss.kind() != Loss.Kind.PROCESS;
        disk.restart(loss);
        check(disk, promises, powerLost);
        if (powerLost) {
            promises.written.and(promises.durable);
        }
    }

    /** Runs until the plan ends the session; or to its end, if the plan does not. */
    void die(SimulatedDisk disk, Promises promises) {
        try {
            session(disk, promises);
        } catch (SimulatedCrash crash) {
            // what the plan asked for
        } catch (IOException e) {
            // a disk that is full or fails ends the session; what was promised before a full disk holds
            promises.forceFailed = String.valueOf(e.getMessage()).contains("input/output");
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Broken(otherwise);
        }
    }
}
