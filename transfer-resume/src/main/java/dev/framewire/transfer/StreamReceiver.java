package dev.framewire.transfer;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Receives content in order and hands it on chunk by chunk, each when its digest is the sender's. What was handed on by earlier
 * sessions is compared before anything more is: an old head never gets a new tail. Not thread-safe.
 */
final class StreamReceiver implements Receiving {
    private final long id;
    private final StreamSink sink;
    private final Geometry geometry;
    private final Receiver.Outbox out;
    private final Acks acks;
    private final ProgressMeter meter;
    private final Pages hashes;

    private @Nullable WholeDigest whole;
    private @Nullable TransferResult result;
    private List<byte[]> held = List.of();
    private long session;
    /** The chunk that is to be compared or received. */
    private int next;
    /** Its bytes, as they come: no more is allocated than twice of what is here. */
    private byte[] buffer = new byte[0];

    private int inChunk;
    private MerkleTree.ChunkHasher hasher;

    StreamReceiver(
            long id,
            StreamSink sink,
            Geometry geometry,
            Receiver.Outbox out,
            LongSupplier nanos,
            Receiver.Credit credit,
            ProgressMeter meter) {
        this.id = id;
        this.sink = sink;
        this.geometry = geometry;
        this.out = out;
        this.acks = new Acks(out, nanos, credit, this::progress);
        this.meter = meter;
        this.hashes = new Pages("x.hashes", geometry.chunks(), Pages.Kind.ANY);
        this.hasher = new MerkleTree.ChunkHasher(geometry);
    }

    @Override
    public void digestWhole(@Nullable WholeDigest digest) {
        whole = digest;
    }

    @Override
    public void begin() throws IOException {
        session = sink.begin(geometry);
        if (whole != null) {
            sink.whole(whole);
        }
        held = sink.digests();
        meter.total(geometry.size());
        long bytes = Math.min(geometry.size(), (long) held.size() * geometry.chunkBytes());
        meter.written.set(bytes);
        meter.reused.set(bytes);
        int bitmap = Bitmap.byteLength(geometry.chunks());
        byte[] body = new byte[bitmap + held.size() * MerkleTree.DIGEST_BYTES];
        Bitmap bits = new Bitmap(geometry.chunks(), body);
        for (int i = 0; i < held.size(); i++) {
            bits.set(i);
            int at = bitmap + i * MerkleTree.DIGEST_BYTES;
            System.arraycopy(held.get(i), 0, body, at, MerkleTree.DIGEST_BYTES);
        }
        out.send(new Message.State(id, session, 0, geometry.chunks(), false, acks.credit(), body, true));
        meter.phase(held.isEmpty() ? Phase.TRANSFERRING : Phase.VERIFYING);
    }

    private void current(long epoch) throws TransferException {
        if (epoch != session) {
            throw new TransferException(
                    TransferException.Kind.STALE_EPOCH, "epoch " + epoch + ", but this is " + session);
        }
    }

    @Override
    public boolean idle() {
        return false;
    }

    @Override
    public void onData(Message.Data data) throws IOException {
        current(data.epoch());
        int length = data.length();
        long expected = geometry.offset(next) + inChunk;
        if (data.offset() != expected || next == geometry.chunks() || length > geometry.length(next) - inChunk) {
            throw MessageCodec.protocol("x.data of " + length + " bytes at " + data.offset() + ", but " + expected
                    + " is next, and its chunk is told of before another begins");
        }
        if (next < held.size()) {
            throw StreamSink.changed();
        }
        data.checkCrc();
        if (inChunk + length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(geometry.length(next), 2 * (inChunk + length)));
        }
        data.view().get(buffer, inChunk, length);
        if (inChunk == 0) {
            hasher.begin(next);
        }
        hasher.update(buffer, inChunk, length);
        inChunk += length;
        acks.count(length);
        meter.wire.addAndGet(length);
        acks.whenDue();
        meter.tick();
    }

    /** The digest of one chunk: behind its pieces, or in place of them. */
    @Override
    public void onHashes(Message.Hashes page) throws IOException {
        current(page.epoch());
        if (page.digests().length != MerkleTree.DIGEST_BYTES) {
            throw MessageCodec.protocol("x.hashes of more than one chunk, of content in order");
        }
        hashes.take(page.first(), 1);
        if (next < held.size()) {
            if (!Arrays.equals(held.get(next), page.digests())) {
                throw StreamSink.changed();
            }
        } else if (inChunk < geometry.length(next)) {
            throw MessageCodec.protocol("x.hashes of chunk " + next + " before its last piece");
        } else if (!Arrays.equals(hasher.finish(), page.digests())) {
            throw new TransferException(TransferException.Kind.CORRUPT, "chunk " + next + " does not match its digest");
        } else {
            sink.deliver(session, page.digests(), buffer, inChunk);
            meter.written.addAndGet(inChunk);
            inChunk = 0;
        }
        meter.verified.addAndGet(geometry.length(next));
        next++;
        if (next == held.size()) {
            meter.phase(Phase.TRANSFERRING);
        }
        acks.whenSilent();
        meter.tick();
    }

    /** Whether a stream keeps what it has taken nobody knows: nothing of it is durable before the end. */
    private Message.Ack progress(long credit) {
        return new Message.Ack(id, session, meter.written.get(), 0, meter.verified.get(), credit);
    }

    @Override
    public void onAlive(Message.Alive alive) throws IOException {
        current(alive.epoch());
        acks.send();
    }

    @Override
    public void onFin(Message.Fin fin) throws IOException {
        current(fin.epoch());
        if (fin.size() != geometry.size() || next < geometry.chunks()) {
            throw MessageCodec.protocol("x.fin of " + fin.size() + " bytes before the end");
        }
        byte[] root = MerkleTree.root(geometry, sink.digests());
        if (!Arrays.equals(root, fin.root())) {
            throw MessageCodec.protocol("the root is not that of the digests");
        }
        meter.phase(Phase.COMMITTING);
        String sha256Hex = sink.finish(session);
        out.send(new Message.Done(id, geometry.size(), root, sha256Hex));
        result = new TransferResult(
                "",
                geometry.size(),
                root,
                acks.received(),
                geometry.size() - acks.received(),
                Optional.ofNullable(sha256Hex));
    }

    @Override
    public @Nullable TransferResult result() {
        return result;
    }

    @Override
    public void abandon(boolean keep) {
        // what was handed on cannot be taken back, and its digests are the sink's
    }
}
