package dev.framewire.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Receives content in order and hands it on chunk by chunk, each when its digest is the sender's. What is here of earlier
 * sessions is compared before anything more is: an old head never gets a new tail. Not thread-safe.
 */
final class StreamReceiver implements Receiving {
    /** What is offered: its size may be told later, and then is not to be more than that. */
    record Offered(Geometry geometry, boolean sizeKnown, long maxBytes) {}

    private final long id;
    private final Delivery delivery;
    private final long maxBytes;
    private final Receiver.Outbox out;
    private final Acks acks;
    private final ProgressMeter meter;
    private final Pages hashes;
    /** Of the chunks that were compared or received. */
    private final List<byte[]> digests = new ArrayList<>();

    private Geometry geometry;
    private boolean sizeKnown;
    private @Nullable WholeDigest whole;
    private @Nullable TransferResult result;
    private List<byte[]> held = List.of();
    private long session;
    /** The chunk that is to be compared or received. */
    private int next;
    /** Its bytes, as they come: no more is allocated than twice of what is here. */
    private byte[] buffer = new byte[0];

    private int inChunk;
    private ChunkHasher hasher;
    /** Whether a held chunk was replaced: of those behind it nobody knows whether they stay. */
    private boolean replaced;

    StreamReceiver(
            long id,
            Delivery delivery,
            Offered offered,
            Receiver.Outbox out,
            LongSupplier nanos,
            Receiver.Credit credit,
            ProgressMeter meter) {
        this.id = id;
        this.delivery = delivery;
        this.geometry = offered.geometry();
        this.sizeKnown = offered.sizeKnown();
        this.maxBytes = offered.maxBytes();
        this.out = out;
        this.acks = new Acks(out, nanos, credit, this::progress);
        this.meter = meter;
        this.hashes = new Pages("x.hashes", geometry.chunks(), Pages.Kind.ANY);
        this.hasher = ChunkHasher.of(geometry);
    }

    @Override
    public void digestWhole(@Nullable WholeDigest digest) {
        whole = digest;
    }

    @Override
    public void begin() throws IOException {
        meter.total(sizeKnown ? geometry.size() : Geometry.UNKNOWN);
        session = delivery.open();
        delivery.begin(whole, acks);
        held = delivery.held();
        meter.written.set(delivery.heldBytes());
        meter.reused.set(delivery.heldBytes());
        int count = sizeKnown ? geometry.chunks() : held.size();
        int bitmap = Bitmap.byteLength(count);
        byte[] body = new byte[bitmap + held.size() * MerkleTree.DIGEST_BYTES];
        Bitmap bits = new Bitmap(count, body);
        for (int i = 0; i < held.size(); i++) {
            bits.set(i);
            int at = bitmap + i * MerkleTree.DIGEST_BYTES;
            System.arraycopy(held.get(i), 0, body, at, MerkleTree.DIGEST_BYTES);
        }
        boolean inOrder = !delivery.replaces();
        out.send(new Message.State(id, session, 0, count, false, acks.credit(), body, inOrder));
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
        if (expected + length > maxBytes) {
            throw new TransferException(
                    TransferException.Kind.TOO_BIG,
                    (expected + length) + " bytes and perhaps more are more than the limit of " + maxBytes);
        }
        if (next < held.size()) {
            replace();
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

    private void replace() throws TransferException {
        if (!delivery.replaces()) {
            throw StreamSink.changed();
        }
        replaced = true;
    }

    /** The digest of one chunk: behind its pieces, or in place of them. */
    @Override
    public void onHashes(Message.Hashes page) throws IOException {
        current(page.epoch());
        if (page.digests().length != MerkleTree.DIGEST_BYTES) {
            throw MessageCodec.protocol("x.hashes of more than one chunk, of content in order");
        }
        hashes.take(page.first(), 1);
        if (next < held.size() && inChunk == 0) {
            if (!Arrays.equals(held.get(next), page.digests())) {
                throw StreamSink.changed();
            }
        } else if (inChunk < geometry.length(next)) {
            throw MessageCodec.protocol("x.hashes of chunk " + next + " before its last piece");
        } else if (!Arrays.equals(hasher.finish(), page.digests())) {
            throw new TransferException(TransferException.Kind.CORRUPT, "chunk " + next + " does not match its digest");
        } else {
            delivery.deliver(next, page.digests(), buffer, inChunk);
            inChunk = 0;
        }
        digests.add(page.digests());
        meter.verified.addAndGet(geometry.length(next));
        next++;
        meter.written.set(writtenBytes());
        if (next == held.size()) {
            meter.phase(Phase.TRANSFERRING);
        }
        acks.whenSilent();
        meter.tick();
    }

    /** How much of the content is here, from its beginning on: what the sender may forget. */
    private long writtenBytes() {
        long compared = Math.min(geometry.size(), geometry.offset(next));
        return replaced ? compared : Math.max(compared, Math.min(geometry.size(), geometry.offset(held.size())));
    }

    private Message.Ack progress(long credit) {
        long durable = delivery.durableBytes();
        meter.durable.set(durable);
        return new Message.Ack(id, session, meter.written.get(), durable, meter.verified.get(), credit);
    }

    @Override
    public void onAlive(Message.Alive alive) throws IOException {
        current(alive.epoch());
        acks.send();
    }

    @Override
    public void onSize(Message.Size size) throws IOException {
        current(size.epoch());
        if (sizeKnown || inChunk > 0 || !Geometry.valid(size.size(), geometry.chunkBytes())) {
            throw MessageCodec.protocol("x.size of " + size.size() + " in chunk " + next + ", or a second one");
        }
        if (size.size() < geometry.offset(next)) {
            throw MessageCodec.protocol("x.size of " + size.size() + " behind " + geometry.offset(next));
        }
        if (size.size() > maxBytes) {
            throw new TransferException(
                    TransferException.Kind.TOO_BIG, size.size() + " bytes are more than the limit of " + maxBytes);
        }
        Geometry cut = new Geometry(size.size(), geometry.chunkBytes(), geometry.check());
        delivery.sized(cut);
        sizeKnown = true;
        geometry = cut;
        hashes.end(cut.chunks());
        hasher = ChunkHasher.of(cut);
        held = delivery.held();
        meter.total(cut.size());
    }

    @Override
    public void onFin(Message.Fin fin) throws IOException {
        current(fin.epoch());
        if (!sizeKnown || fin.size() != geometry.size() || next < geometry.chunks()) {
            throw MessageCodec.protocol("x.fin of " + fin.size() + " bytes before the end");
        }
        byte[] root = MerkleTree.root(geometry, digests);
        if (!Arrays.equals(root, fin.root())) {
            throw MessageCodec.protocol("the root is not that of the digests");
        }
        meter.phase(Phase.COMMITTING);
        String sha256Hex = delivery.finish(root);
        result = new TransferResult(
                "",
                geometry.size(),
                root,
                acks.received(),
                geometry.size() - acks.received(),
                Optional.ofNullable(sha256Hex));
        out.send(new Message.Done(id, geometry.size(), root, sha256Hex));
    }

    @Override
    public @Nullable TransferResult result() {
        return result;
    }

    @Override
    public void abandon(boolean keep) throws IOException {
        delivery.abandon(keep);
    }
}
