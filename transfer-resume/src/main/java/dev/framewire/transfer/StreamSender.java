package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Sends content that is read once, and whose size is not known before its end: chunk by chunk, each compared or sent, and told
 * of, before the next. Not thread-safe.
 */
final class StreamSender implements Sending {
    /** Nothing to send for so long is told, or the receiver would take us for dead. */
    private static final long SILENCE_NANOS = 1_000_000_000;

    private final long id;
    private final StreamSource source;
    private final LongSupplier nanos;
    private final ProgressMeter meter;
    private final int chunkBytes;
    private final List<byte[]> told = new ArrayList<>();

    /** What the receiver claims to hold, from the beginning on; null before it has said so. */
    private @Nullable List<byte[]> claimed;
    /** Whether it cannot take back what it has handed on. */
    private boolean ordered;

    private int attempt;
    private long epoch;
    private long credit;
    private long sent;
    private long silentSince;
    /** Whether an answer is awaited that says how much was written. */
    private boolean asked;

    private boolean sizeTold;
    private byte @Nullable [] root;

    /** The chunk on its way, and how much of it has left. */
    private byte @Nullable [] content;

    private int inChunk;

    StreamSender(long id, StreamSource source, LongSupplier nanos, ProgressMeter meter) {
        this.id = id;
        this.source = source;
        this.nanos = nanos;
        this.meter = meter;
        this.chunkBytes = source.chunkBytes();
        this.silentSince = nanos.getAsLong();
        meter.total(Geometry.UNKNOWN);
    }

    @Override
    public void begin(Runnable ready) throws IOException {
        attempt = source.begin(ready);
    }

    @Override
    public void onState(Message.State state) throws TransferException {
        if (claimed != null || state.first() != 0 || state.more()) {
            throw MessageCodec.protocol("a second x.state, of content of unknown size");
        }
        Bitmap held = Bitmap.of(0, state.count(), Geometry.MAX_CHUNKS, state.held());
        int at = held.byteLength();
        held.endsAt(at + state.count() * MerkleTree.DIGEST_BYTES);
        List<byte[]> digests = new ArrayList<>();
        for (int i = 0; i < state.count(); i++, at += MerkleTree.DIGEST_BYTES) {
            if (!held.get(i)) {
                throw MessageCodec.protocol("x.state of " + state.count() + " chunks, of which not all are held");
            }
            digests.add(Arrays.copyOfRange(state.held(), at, at + MerkleTree.DIGEST_BYTES));
        }
        claimed = digests;
        epoch = state.epoch();
        ordered = state.inOrder();
        credit = Math.max(credit, state.credit());
        meter.phase(Phase.TRANSFERRING);
    }

    @Override
    public void onAck(Message.Ack ack) throws TransferException {
        long most = Math.max((long) told.size(), claimed == null ? Geometry.MAX_CHUNKS : claimed.size()) * chunkBytes;
        if (outOfRange(ack.written(), most) || outOfRange(ack.durable(), most) || outOfRange(ack.verified(), most)) {
            throw MessageCodec.protocol("x.ack beyond what was sent");
        }
        asked = false;
        credit = Math.max(credit, ack.credit());
        if (claimed != null) {
            source.settled(attempt, (int) Math.min(told.size(), ack.written() / chunkBytes));
        }
    }

    private static boolean outOfRange(long bytes, long most) {
        return bytes < 0 || bytes > most;
    }

    @Override
    public void onNeed(Message.Need need) throws TransferException {
        throw MessageCodec.protocol("x.need of content of unknown size");
    }

    @Override
    public @Nullable Message next(Buffers buffers, int mostBytes) throws IOException {
        List<byte[]> claims = claimed;
        if (claims == null || root != null) {
            return null;
        }
        if (content != null) {
            return inChunk < content.length ? piece(content, buffers, mostBytes) : hashes();
        }
        int chunk = told.size();
        byte[] digest = source.digest(attempt, chunk);
        long size = source.size();
        if (size >= 0 && !sizeTold) {
            sizeTold = true;
            meter.total(size);
            return said(new Message.Size(id, epoch, size));
        } else if (size >= 0 && chunk == new Geometry(size, chunkBytes).chunks()) {
            return fin(size);
        } else if (digest == null) {
            return alive();
        } else if (chunk < claims.size() && Arrays.equals(digest, claims.get(chunk))) {
            meter.reused.addAndGet(length(chunk, size));
            source.settled(attempt, chunk + 1);
            return tell(digest);
        } else if (chunk < claims.size() && ordered) {
            throw StreamSink.changed();
        }
        content = source.bytes(attempt, chunk);
        inChunk = 0;
        return content == null ? alive() : piece(content, buffers, mostBytes);
    }

    private long length(int chunk, long size) {
        return size < 0 ? chunkBytes : new Geometry(size, chunkBytes).length(chunk);
    }

    private @Nullable Message piece(byte[] from, Buffers buffers, int mostBytes) throws IOException {
        int length = Math.min(mostBytes, from.length - inChunk);
        if (sent + length > credit) {
            return null;
        }
        ByteBuffer piece = buffers.take(length).put(from, inChunk, length).flip();
        CRC32C crc = new CRC32C();
        crc.update(piece.duplicate());
        long offset = (long) told.size() * chunkBytes + inChunk;
        inChunk += length;
        sent += length;
        return said(new Message.Data(id, epoch, offset, (int) crc.getValue(), piece));
    }

    private Message hashes() throws IOException {
        content = null;
        return tell(Objects.requireNonNull(source.digest(attempt, told.size())));
    }

    private Message tell(byte[] digest) {
        told.add(digest);
        return said(new Message.Hashes(id, epoch, told.size() - 1, digest));
    }

    private Message fin(long size) {
        byte[] whole = MerkleTree.root(new Geometry(size, chunkBytes), told);
        root = whole;
        return said(new Message.Fin(id, epoch, size, whole));
    }

    /** Nothing to send: the receiver hears of us now and then, and at once if it has to say what it has got before more is read. */
    private @Nullable Message alive() {
        boolean waits = source.full() && !told.isEmpty() && !asked;
        if (!waits && nanos.getAsLong() - silentSince < SILENCE_NANOS) {
            return null;
        }
        asked = true;
        return said(new Message.Alive(id, epoch));
    }

    private Message said(Message message) {
        silentSince = nanos.getAsLong();
        return message;
    }

    @Override
    public long idleMillis() {
        return SILENCE_NANOS / 1_000_000;
    }

    @Override
    public long checked(Message.Done done) throws TransferException {
        long size = source.size();
        if (root == null || !Arrays.equals(root, done.root()) || done.size() != size) {
            throw MessageCodec.protocol("x.done of something else");
        }
        return size;
    }

    @Override
    public void close() {
        source.end(attempt);
    }
}
