package dev.framewire.transfer;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The receiving end, without threads and without a stream: messages go in by {@code on…} and leave by {@link Outbox}. Between
 * messages {@link #idle} does one step of what can wait: reading back what an earlier process wrote. Not thread-safe.
 */
final class Receiver implements Receiving {
    /** Where its messages go. */
    interface Outbox {
        void send(Message message) throws IOException;
    }

    /** How many bytes of content the peer may have sent in all, when so many have been written. Never less than before. */
    interface Credit {
        long after(long receivedBytes);
    }

    /**
     * How much may be lost to a power cut, how long may pass, how much may be under way, and how much of an old file is read for
     * one page of {@code x.state}: the sender compares a page while the next is read.
     */
    record Limits(long checkpointBytes, long checkpointNanos, long windowBytes, long stateBytes) {
        static final long STATE_BYTES = 8 << 20;
    }

    private static final int MAX_ROUNDS = 3;
    /** What is read back is read in such pieces. */
    static final int READ_BYTES = 256 << 10;

    private final long id;
    private final PartialSession partial;
    private final Geometry geometry;
    private final Outbox out;
    /** One of which may help to read old content; null: none. */
    private final @Nullable Executor threads;

    private final ProgressMeter meter;
    private final byte[] scratch;
    private final HeldChunks held;
    private final Acks acks;
    private final StatePages state;
    private final Checkpoints checkpoints;
    private final ReadBack readBack;
    private final Target target;
    private final Announced announced;
    private int rounds;
    /** The chunk that is being received, or −1. */
    private int chunk = -1;

    private int inChunk;
    private final ChunkHasher hasher;
    private @Nullable TransferResult result;

    Receiver(
            long id,
            PartialSession partial,
            Geometry geometry,
            TransferSink sink,
            long modifiedMillis,
            Outbox out,
            LongSupplier nanos,
            Limits limits,
            ProgressMeter meter) {
        this(
                id,
                partial,
                geometry,
                sink,
                modifiedMillis,
                out,
                nanos,
                limits,
                received -> received + limits.windowBytes(),
                null,
                meter);
    }

    Receiver(
            long id,
            PartialSession partial,
            Geometry geometry,
            TransferSink sink,
            long modifiedMillis,
            Outbox out,
            LongSupplier nanos,
            Limits limits,
            Credit credit,
            @Nullable Executor threads,
            ProgressMeter meter) {
        this.id = id;
        this.partial = partial;
        this.geometry = geometry;
        this.hasher = partial.hasher(geometry);
        this.out = out;
        this.threads = threads;
        this.meter = meter;
        this.scratch = new byte[Math.min(READ_BYTES, geometry.chunkBytes())];
        this.held = new HeldChunks(partial, geometry, meter);
        this.acks = new Acks(out, nanos, credit, this::progress);
        this.state = new StatePages(held, geometry, meter, limits.stateBytes(), this::tell);
        this.checkpoints = new Checkpoints(partial, limits, nanos);
        this.readBack = new ReadBack(partial, geometry, held, acks, meter, scratch);
        this.target = new Target(partial, geometry, sink, modifiedMillis, held, readBack, meter);
        this.announced = new Announced(geometry);
    }

    /** Computes SHA-256 of the whole too, and demands one if there is one to be demanded. Before {@link #begin}. */
    @Override
    public void digestWhole(@Nullable WholeDigest digest) {
        held.digestWhole(digest);
    }

    /** Says what is held, or begins to look for it. */
    @Override
    public void begin() throws IOException {
        meter.total(geometry.size());
        held.begin();
        state.begin(target.open(scratch, acks::whenSilent, threads));
    }

    private void tell(int first, int count, boolean more) throws IOException {
        out.send(new Message.State(id, partial.epoch(), first, count, more, acks.credit(), held.page(first, count)));
    }

    private Message.Ack progress(long credit) {
        meter.verified.set(held.verifiedBytes());
        return new Message.Ack(id, partial.epoch(), held.bytes(), meter.durable.get(), meter.verified.get(), credit);
    }

    /** Whether the sender knows whether a chunk is held. */
    boolean told(int of) {
        return state.told(of);
    }

    /** What is claimed of a chunk: by the part, or by what stands under the target's name. */
    byte @Nullable [] claim(int of) {
        return held.claim(of);
    }

    /** Whether the chunk would survive a loss of power, as far as this session knows. */
    boolean durable(int of) {
        return held.durable(of);
    }

    private void current(long epoch) throws TransferException {
        if (epoch != partial.epoch()) {
            throw new TransferException(
                    TransferException.Kind.STALE_EPOCH, "epoch " + epoch + ", but this is " + partial.epoch());
        }
    }

    @Override
    public void onData(Message.Data data) throws IOException {
        current(data.epoch());
        if (chunk < 0) {
            startChunk(data.offset());
        }
        long expected = geometry.offset(chunk) + inChunk;
        int length = data.length();
        if (data.offset() != expected || length > geometry.length(chunk) - inChunk) {
            throw MessageCodec.protocol("x.data of " + length + " bytes at " + data.offset() + ", but " + expected
                    + " is next and its chunk ends at " + (geometry.offset(chunk) + geometry.length(chunk)));
        }
        data.checkCrc();
        partial.write(data.view(), data.offset());
        hasher.update(data.view());
        held.digested(data.view(), data.offset());
        acks.count(length);
        inChunk += length;
        meter.wire.addAndGet(length);
        if (inChunk == geometry.length(chunk)) {
            held.arrived(chunk, hasher.finish());
            chunk = -1;
        }
        if (checkpoints.whenDue(acks.received())) {
            held.checkpointed();
            acks.send();
        }
        acks.whenDue();
        acks.whenSilent();
        meter.tick();
    }

    private void startChunk(long offset) throws IOException {
        if (offset < 0 || offset >= geometry.size() || offset % geometry.chunkBytes() != 0) {
            throw MessageCodec.protocol("x.data at " + offset + " does not begin a chunk of " + geometry);
        }
        int next = (int) (offset / geometry.chunkBytes());
        if (!told(next)) {
            throw MessageCodec.protocol("x.data of chunk " + next + " before x.state told of it");
        }
        chunk = next;
        inChunk = 0;
        hasher.begin(chunk);
        held.replaced(chunk);
        target.differs();
    }

    /** Looks at one chunk of what is there; false if there is none left. */
    @Override
    public boolean idle() throws IOException {
        return state.step() || readBack.step(chunk);
    }

    /** Both sides read, and hear of each other. */
    @Override
    public void onAlive(Message.Alive alive) throws IOException {
        current(alive.epoch());
        acks.send();
    }

    @Override
    public void onHashes(Message.Hashes page) throws TransferException {
        current(page.epoch());
        if (!state.complete()) {
            throw MessageCodec.protocol("x.hashes before the last x.state");
        }
        announced.take(page);
    }

    /** Compares everything, and publishes it or asks for what differs. */
    @Override
    public void onFin(Message.Fin fin) throws IOException {
        current(fin.epoch());
        if (fin.size() != geometry.size() || chunk >= 0) {
            throw MessageCodec.protocol("x.fin of " + fin.size() + " bytes before the end");
        }
        announced.end();
        meter.phase(Phase.VERIFYING);
        while (idle()) {
            // every claim of an earlier process is read back before anything is published
        }
        BitSet needed = announced.differing(held);
        if (!needed.isEmpty()) {
            ask(needed);
            return;
        }
        byte[] root = announced.root(geometry);
        if (!Arrays.equals(root, fin.root())) {
            throw MessageCodec.protocol("the root is not that of the digests");
        }
        if (!target.publish(root)) {
            ask(held.missing());
            return;
        }
        meter.durable.set(geometry.size());
        String sha256Hex = target.sha256Hex();
        result = new TransferResult(
                "",
                geometry.size(),
                root,
                acks.received(),
                Math.max(0, meter.reused.get()),
                Optional.ofNullable(sha256Hex));
        try {
            out.send(new Message.Done(id, geometry.size(), root, sha256Hex));
        } finally {
            partial.close();
        }
    }

    private void ask(BitSet needed) throws IOException {
        if (++rounds > MAX_ROUNDS) {
            throw new TransferException(
                    TransferException.Kind.CORRUPT,
                    needed.cardinality() + " chunks differ after " + rounds + " rounds");
        }
        meter.phase(Phase.TRANSFERRING);
        for (int first = 0; first < geometry.chunks(); first += MessageCodec.PAGE_CHUNKS) {
            int count = Math.min(MessageCodec.PAGE_CHUNKS, geometry.chunks() - first);
            Bitmap bits = new Bitmap(count, new byte[Bitmap.byteLength(count)]);
            for (int i = 0; i < count; i++) {
                if (needed.get(first + i)) {
                    bits.set(i);
                }
            }
            boolean more = first + count < geometry.chunks();
            out.send(new Message.Need(id, partial.epoch(), first, count, more, bits.bytes()));
        }
        acks.send();
    }

    /** What arrived, once it is published, whether the other side could be told or not. */
    @Override
    public @Nullable TransferResult result() {
        return result;
    }

    /** Ends without a result: what is held stays for the next session, if anything is and is wanted. */
    @Override
    public void abandon(boolean keep) throws IOException {
        held.end(keep);
    }
}
