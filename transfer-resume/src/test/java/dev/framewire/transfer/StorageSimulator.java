package dev.framewire.transfer;

import dev.framewire.transfer.StorageCase.Like;
import dev.framewire.transfer.StorageCase.Older;
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
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Receiver} and its storage, run on one thread over a simulated disk: received, killed, restarted and received to the end, with
 * what it promised kept outside and compared after every restart, by a {@link StorageOracle}. A run is a function of its
 * {@link StorageCase}, its plans and its losses, and of nothing else.
 */
final class StorageSimulator {
    static final Path FOLDER = Path.of("/home/.xfer");
    /** In a folder of its own: opening a store forces the one above it. */
    static final Path TARGET = Path.of("/home/docs/file");

    /** The other file that may have the content. */
    static final Path LIKE = Path.of("/home/docs/other");

    private static final int ALL = Integer.MAX_VALUE;

    final StorageCase run;
    final Version content;
    final Version edited;
    /** The content of the sender's file after that has lost bits; the content itself where none can. */
    final Version rotten;

    private final Version stale;
    private final Optional<byte[]> older;
    /** What the other file is, by each tree of which a session may be. */
    private final List<Version> like;

    private final Sabotage sabotage;
    private final StorageOracle oracle;
    private final KnownDigests digests = new KnownDigests();
    final PartialName name;
    final SentFile sent;
    /** Sessions whose sender believed what was remembered. */
    final LongAdder recalled = new LongAdder();

    StorageSimulator(StorageCase run) {
        this(run, Sabotage.NONE);
    }

    StorageSimulator(StorageCase run, Sabotage sabotage) {
        this.run = run;
        this.content = run.content();
        this.edited = run.edited();
        this.rotten = run.manifests() ? run.rotten() : content;
        this.stale = run.staleContent();
        this.sent = new SentFile(run);
        this.older = run.olderContent();
        this.like = run.likeContent().stream()
                .flatMap(bytes -> Stream.of(Version.of(bytes, run.check()), Version.of(bytes, run.otherwise())))
                .toList();
        this.sabotage = sabotage;
        this.oracle = new StorageOracle(this, sabotage);
        for (Version version :
                run.manifests() ? List.of(content, edited, stale, rotten) : List.of(content, edited, stale)) {
            digests.learn(version);
        }
        older.ifPresent(bytes -> digests.learn(Version.of(bytes, run.otherwise())));
        like.forEach(digests::learn);
        this.name = PartialName.of(FOLDER, run.owner(), TARGET);
    }

    /** A disk before the first session. */
    SimulatedDisk fresh() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        Disk mounted = disk.mount();
        mounted.createDirectories(FOLDER);
        mounted.createDirectories(TARGET.getParent());
        if (run.older() == Older.OTHER || run.older() == Older.SHARING) {
            DiskFile file = mounted.open(TARGET, Disk.Mode.CREATE);
            file.write(ByteBuffer.wrap(older.orElseThrow()), 0);
            file.close();
        }
        if (run.manifests()) {
            sent.make(disk, content);
            if (run.seed() % 3 > 0) {
                sent.remember(open(disk), disk, content);
            }
        }
        if (!like.isEmpty()) {
            makeLike(disk, like.get(0).bytes());
        }
        disk.settle();
        if (run.older() == Older.PUBLISHED) {
            Version before = Version.of(older.orElseThrow(), run.otherwise());
            session(disk, before, new Promises(before.geometry().chunks(), Optional.empty()), ALL - 1);
            disk.restart(Loss.process()).settle();
        }
        if (run.stale()) {
            session(disk, stale, promises(), Math.max(1, content.geometry().chunks() - 1));
            disk.restart(Loss.process()).settle();
        }
        return disk;
    }

    private void makeLike(SimulatedDisk disk, byte[] bytes) throws IOException {
        Disk mounted = disk.mount();
        if (run.like() == Like.DAMAGED) {
            FileStore store = open(disk);
            Geometry geometry = content.geometry();
            try (Partial partial = store.acquire(run.owner(), LIKE, geometry)) {
                partial.write(ByteBuffer.wrap(content.bytes()), 0);
                for (int i = 0; i < geometry.chunks(); i++) {
                    partial.written(i, content.digests()[i]);
                }
                TransferSink there = TransferSink.file(store, run.owner(), LIKE).remembering();
                partial.commit(content.root(), there, -1);
            }
            disk.restart(Loss.process());
            mounted = disk.mount();
        }
        boolean made = run.like() != Like.DAMAGED;
        try (DiskFile file = mounted.open(LIKE, made ? Disk.Mode.CREATE : Disk.Mode.WRITE)) {
            file.write(ByteBuffer.wrap(bytes), 0);
        }
    }

    FileStore open(SimulatedDisk disk) throws IOException {
        StoreSettings settings = StoreSettings.defaults().at(() -> 0L).hashingBy(digests::hasher);
        return FileStore.open(
                FOLDER, sabotage.disk(disk.mount(), this), run.manifests() ? settings.rememberingFrom(0) : settings);
    }

    ChunkHasher hasher(Geometry cut) {
        return digests.hasher(cut);
    }

    /** What the other side knows before the first session. */
    Promises promises() {
        return new Promises(content.geometry().chunks(), older);
    }

    /** Where a receiver of that case puts what arrives. */
    static TransferSink sink(StorageCase run, FileStore store) {
        TransferSink sink = TransferSink.file(store, run.owner(), TARGET);
        sink = run.absent() ? sink.ifAbsent() : sink;
        sink = run.like() == Like.NONE ? sink : sink.like(LIKE);
        return run.remembered() ? sink.remembering() : sink;
    }

    /** The look that a session takes before it opens a partial. */
    static void admit(TransferSink sink) throws IOException {
        if (sink.condition == Condition.ABSENT && sink.place.taken(sink.owner)) {
            throw new TransferException(TransferException.Kind.EXISTS, "there is something else");
        }
    }

    /** One session to the end. Throws {@link SimulatedCrash} or an I/O error when the plan of the disk says so. */
    int session(SimulatedDisk disk, Version version, Promises promises) throws IOException {
        return session(disk, version, promises, ALL);
    }

    /** Sends at most so many chunks, and x.fin when all are there. Answers how many were sent. */
    private int session(SimulatedDisk disk, Version version, Promises promises, int most) throws IOException {
        Geometry geometry = version.geometry();
        promises.begin(version);
        FileStore store = open(disk);
        TransferSink sink = sink(run, store);
        admit(sink);
        Partial partial = store.acquire(run.owner(), TARGET, geometry);
        promises.sessionBegan = true;
        Receiver[] self = new Receiver[1];
        try (Conversation ends = run.manifests() && most == ALL ? converse(store, disk, version, promises) : null) {
            promises.paired(
                    disk.mount().stat(name.journal()).orElseThrow(),
                    disk.mount().stat(name.part()).orElseThrow());
            Receiver.Outbox outbox = message -> {
                if (message instanceof Message.Ack) {
                    promises.acknowledged(self[0], partial);
                } else if (message instanceof Message.Done done) {
                    promises.done(published(done, version));
                }
                if (ends != null) {
                    ends.answer(message);
                }
            };
            SplittableRandom random = new SplittableRandom(run.seed());
            int checkpoint = run.lazy() ? ALL : (1 + random.nextInt(2)) * StorageCase.CHUNK;
            Receiver receiver = new Receiver(
                    1,
                    partial,
                    geometry,
                    sink,
                    -1,
                    outbox,
                    () -> 0L,
                    new Receiver.Limits(checkpoint, Long.MAX_VALUE, Long.MAX_VALUE / 2, run.lazy() ? ALL : 1),
                    new ProgressMeter());
            self[0] = receiver;
            receiver.begin();
            return ends == null
                    ? send(receiver, partial, version, promises, most, random)
                    : ends.run(receiver, partial);
        } catch (IOException e) {
            endInPeace(self[0]);
            throw e;
        } finally {
            partial.close();
        }
    }

    /** What a session does whose process lives on: then it claims what it has copied. */
    private void endInPeace(@Nullable Receiver receiver) throws IOException {
        if (run.like() != Like.NONE && receiver != null && receiver.result() == null) {
            receiver.abandon(true);
        }
    }

    private Conversation converse(FileStore store, SimulatedDisk disk, Version version, Promises promises)
            throws IOException {
        RememberedSource source = sent.open(store, disk);
        if (source.known(version.geometry()).isPresent()) {
            recalled.increment();
        }
        return new Conversation(source, version, promises, sabotage);
    }

    /** Who holds all that a sender remembers is told that this is its content, also when its file has lost bits since. */
    private Version published(Message.Done done, Version version) {
        return version == rotten && Arrays.equals(done.root(), content.root()) ? content : version;
    }

    private int send(
            Receiver receiver, Partial partial, Version version, Promises promises, int most, SplittableRandom random)
            throws IOException {
        Geometry geometry = version.geometry();
        int sent = 0;
        int[] order = order(geometry.chunks(), random);
        for (int round = 0; round < 3 && !promises.done; round++) {
            for (int i : order) {
                told(receiver, i);
                if (Arrays.equals(receiver.claim(i), version.digests()[i])) {
                    continue;
                }
                if (sent == most) {
                    endInPeace(receiver);
                    return sent;
                }
                promises.withdraw(i);
                int from = (int) geometry.offset(i);
                byte[] piece = Arrays.copyOfRange(version.bytes(), from, from + geometry.length(i));
                CRC32C crc = new CRC32C();
                crc.update(piece, 0, piece.length);
                receiver.onData(sabotage.data(
                        new Message.Data(1, partial.epoch(), from, (int) crc.getValue(), ByteBuffer.wrap(piece))));
                promises.wrote(i, version.digests()[i]);
                sent++;
            }
            told(receiver, geometry.chunks() - 1);
            receiver.onHashes(
                    sabotage.hashes(new Message.Hashes(1, partial.epoch(), 0, version.flatDigests()), partial));
            receiver.onFin(sabotage.fin(
                    new Message.Fin(1, partial.epoch(), geometry.size(), version.root()), partial, geometry));
        }
        StorageOracle.require(promises.done, "I7: not published after three rounds");
        return sent;
    }

    private static void told(Receiver receiver, int chunk) throws IOException {
        while (!receiver.told(chunk) && receiver.idle()) {
            // it looks what is there, page by page
        }
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
            if (String.valueOf(e.getMessage()).contains("input/output")) {
                promises.forceFailed = true;
                oracle.requireWithdrawn(disk, promises);
            }
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
        oracle.requireKept(disk, promises, loss);
    }

    @Nullable Version versionOf(byte[] bytes) {
        for (Version version : List.of(content, edited, rotten)) {
            if (Arrays.equals(version.bytes(), bytes)) {
                return version;
            }
        }
        return null;
    }

    @Nullable Version versionWith(int chunk, byte[] digest) {
        for (Version version : List.of(content, edited, stale, rotten)) {
            if (Arrays.equals(version.digests()[chunk], digest)) {
                return version;
            }
        }
        return like.stream()
                .filter(of -> chunk < of.digests().length && Arrays.equals(of.digests()[chunk], digest))
                .findFirst()
                .orElse(null);
    }

    /** Runs one more session on a restarted disk, which must publish, and durably. */
    void finish(SimulatedDisk disk, Version version, Promises promises) throws IOException {
        Optional<byte[]> target = disk.content(TARGET);
        boolean published = target.map(this::versionOf).isPresent();
        boolean same =
                target.filter(bytes -> Arrays.equals(bytes, version.bytes())).isPresent();
        int most = version.geometry().chunks() - oracle.heldOrShared(disk, version, promises);
        int sent;
        try {
            sent = session(disk, version, promises);
        } catch (TransferException e) {
            // an earlier session had published; ours offers another content, and there is something now
            if (run.absent() && published && !same && e.kind() == TransferException.Kind.EXISTS) {
                return;
            }
            throw new StorageOracle.Broken("I7: nothing fails, and the next session does: " + e);
        } catch (IOException e) {
            throw new StorageOracle.Broken("I7: nothing fails, and the next session does: " + e);
        }
        StorageOracle.require(!same || sent == 0, "I7: what is published was sent again");
        StorageOracle.require(published || sent <= most, "I7: a chunk that survived was sent again");
        if (run.manifests()) {
            Remembered.requireAnEditSeen(disk, sabotage, this);
        }
        survive(disk, promises, Loss.all());
    }

    /** Between two sessions: the sender's file gets that content, and something happens to what is remembered of it. */
    void between(SimulatedDisk disk, Version version, SplittableRandom random) throws IOException {
        if (run.manifests()) {
            sent.put(disk, version, random);
            int harm = random.nextInt(2 * SentFile.Harm.values().length);
            if (harm < SentFile.Harm.values().length) {
                sent.befall(disk, SentFile.Harm.values()[harm], version, stale, random);
            }
        }
    }

    /** As {@link #finish}, of a file that has lost bits: at most one session fails of that, and the next one reads all of it. */
    void finishRotten(SimulatedDisk disk, Promises promises) throws IOException {
        boolean published = disk.content(TARGET).map(this::versionOf).isPresent();
        sent.rot(disk, rotten);
        try {
            session(disk, rotten, promises);
        } catch (TransferException first) {
            if (run.absent() && published && first.kind() == TransferException.Kind.EXISTS) {
                return;
            }
            StorageOracle.require(
                    first.kind() == TransferException.Kind.CHANGED || first.kind() == TransferException.Kind.CORRUPT,
                    "I7: bits are lost, and the session ends with " + first);
            try {
                session(disk, rotten, promises);
            } catch (TransferException again) {
                throw new StorageOracle.Broken("I7: what was found to be wrong is remembered still: " + again);
            }
            StorageOracle.require(
                    Arrays.equals(disk.content(TARGET).orElse(null), rotten.bytes()),
                    "I8: what is published is not what is in the file");
        }
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
}
