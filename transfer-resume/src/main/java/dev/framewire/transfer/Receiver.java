package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
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
    private static final long ACK_BYTES = 8 << 20;
    /** What is read back is read in such pieces. */
    static final int READ_BYTES = 256 << 10;

    static final long ACK_NANOS = 50_000_000;

    private final long id;
    private final PartialSession partial;
    private final Geometry geometry;
    private final TransferSink sink;
    private final long modifiedMillis;
    private final Outbox out;
    private final LongSupplier nanos;
    private final Limits limits;
    private final Credit credit;
    private final ProgressMeter meter;
    private final byte[] scratch;
    /** Held chunks whose bytes have not been read back yet. */
    private final BitSet unproven = new BitSet();

    private @Nullable OldContent old;
    private @Nullable WholeDigest whole;

    /** Chunks before this one were told in x.state. */
    private int told;
    /** The next one to be looked for in the old file; as many as there are: none. */
    private int toLook;

    private long lookedBytes;
    private final BitSet held = new BitSet();
    private final byte[] @Nullable [] announced;
    private final Pages hashes;

    private long received;
    private long heldBytes;
    private long provenBytes;
    private long ackedBytes;
    private long ackedAt;
    private long grantedBytes;
    private long checkpointedBytes;
    private long checkpointedAt;
    private int rounds;
    private int chunk = -1;
    private int inChunk;
    private MerkleTree.@Nullable ChunkHasher hasher;
    /** Of what was published, if it was wanted. */
    private @Nullable String sha256Hex;

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
            ProgressMeter meter) {
        this.id = id;
        this.partial = partial;
        this.geometry = geometry;
        this.sink = sink;
        this.modifiedMillis = modifiedMillis;
        this.out = out;
        this.nanos = nanos;
        this.limits = limits;
        this.credit = credit;
        this.meter = meter;
        this.announced = new byte[geometry.chunks()][];
        this.hashes = new Pages("x.hashes", geometry.chunks(), Pages.Kind.FULL);
        this.scratch = new byte[Math.min(READ_BYTES, geometry.chunkBytes())];
        this.ackedAt = nanos.getAsLong();
        this.checkpointedAt = ackedAt;
    }

    /** Computes SHA-256 of the whole too, and demands one if there is one to be demanded. Before {@link #begin}. */
    @Override
    public void digestWhole(@Nullable WholeDigest digest) {
        whole = digest;
    }

    /** Says what is held. */
    @Override
    public void begin() throws IOException {
        meter.total(geometry.size());
        for (int i = 0; i < geometry.chunks(); i++) {
            if (partial.claim(i) != null) {
                held.set(i);
                unproven.set(i, partial.toBeReadBack(i));
                heldBytes += geometry.length(i);
            }
        }
        meter.durable.set(0);
        meter.written.set(heldBytes);
        meter.reused.set(heldBytes);
        if (openOld()) {
            meter.phase(Phase.VERIFYING); // what it says of itself goes page by page, as it is read
        } else {
            toLook = geometry.chunks();
            tell();
        }
    }

    /** Whether a file under the target's name is to be looked through for chunks. */
    private boolean openOld() throws IOException {
        Basis basis = sink.compare || sink.condition == Condition.ROOT ? partial.basis() : null;
        if (basis == null) {
            if (sink.condition == Condition.ROOT) {
                throw Partial.conflict();
            }
            partial.reserve();
            return false;
        }
        OldContent found = new OldContent(basis, geometry, scratch, this::ackWhenSilent, partial::hasher);
        old = found;
        if (sink.condition == Condition.ROOT) {
            meter.phase(Phase.VERIFYING);
            if (!found.hasRoot(sink.expectedRoot)) {
                throw Partial.conflict();
            }
        }
        if (sink.condition != Condition.ABSENT && !basis.geometry().equals(geometry)) {
            partial.reserve();
            found.copyTo(partial); // it cannot be the whole content: what is shared is copied while it is read first
        }
        return sink.compare && geometry.chunks() > 0;
    }

    /** Looks at one chunk of the old file, and tells of what was looked at. */
    private void look() throws IOException {
        OldContent found = Objects.requireNonNull(old);
        int read = 0;
        while (read == 0 && toLook < geometry.chunks()) {
            int next = toLook++;
            if (held.get(next)) {
                continue;
            }
            read = found.look(next);
            if (found.claim(next) != null) {
                heldBytes += geometry.length(next);
                meter.reused.addAndGet(geometry.length(next));
            }
        }
        lookedBytes += read;
        meter.written.set(heldBytes);
        meter.tick();
        if (lookedBytes >= limits.stateBytes() || toLook == geometry.chunks()) {
            lookedBytes = 0;
            tell();
        }
    }

    /** Says of all chunks that were looked at, and not told of, whether they are held. */
    private void tell() throws IOException {
        do {
            int count = Math.min(MessageCodec.PAGE_CHUNKS, toLook - told);
            boolean more = told + count < geometry.chunks();
            out.send(new Message.State(id, partial.epoch(), told, count, more, credit(), page(told, count)));
            told += count;
        } while (told < toLook);
        if (told == geometry.chunks()) {
            meter.phase(Phase.TRANSFERRING);
        }
    }

    /** Whether the sender knows whether a chunk is held. */
    boolean told(int of) {
        return of < told;
    }

    /** What is claimed of a chunk: by the part, or by what stands under the target's name. */
    byte @Nullable [] claim(int of) {
        byte[] digest = partial.claim(of);
        OldContent found = old;
        return digest != null || found == null ? digest : found.claim(of);
    }

    private byte[] page(int first, int count) {
        int claimed = 0;
        for (int i = 0; i < count; i++) {
            claimed += claim(first + i) == null ? 0 : 1;
        }
        int bitmap = Bitmap.byteLength(count);
        byte[] body = new byte[bitmap + claimed * MerkleTree.DIGEST_BYTES];
        Bitmap bits = new Bitmap(count, body);
        int at = bitmap;
        for (int i = 0; i < count; i++) {
            byte[] digest = claim(first + i);
            if (digest != null) {
                bits.set(i);
                System.arraycopy(digest, 0, body, at, digest.length);
                at += digest.length;
            }
        }
        return body;
    }

    private long credit() {
        grantedBytes = Math.max(grantedBytes, credit.after(received));
        return grantedBytes;
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
        CRC32C crc = new CRC32C();
        crc.update(data.bytes(), 0, length);
        if ((int) crc.getValue() != data.crc()) {
            throw new TransferException(
                    TransferException.Kind.CORRUPT, "x.data at " + data.offset() + " does not match its CRC");
        }
        partial.write(data.bytes(), length, data.offset());
        MerkleTree.ChunkHasher open = Objects.requireNonNull(hasher);
        open.update(data.bytes(), 0, length);
        digested(data.bytes(), length, data.offset());
        received += length;
        inChunk += length;
        meter.wire.addAndGet(length);
        if (inChunk == geometry.length(chunk)) {
            partial.written(chunk, open.finish());
            held.set(chunk);
            heldBytes += inChunk;
            meter.written.set(heldBytes);
            chunk = -1;
        }
        checkpointWhenDue();
        if (received - ackedBytes >= ACK_BYTES || received - ackedBytes >= (grantedBytes - ackedBytes) / 2) {
            ack(); // the sender must never wait for credit while we wait for content
        }
        ackWhenSilent();
        meter.tick();
    }

    private void digested(byte[] bytes, int length, long position) {
        WholeDigest digest = whole;
        if (digest != null) {
            digest.update(bytes, length, position);
        }
    }

    private void ackWhenSilent() throws IOException {
        if (nanos.getAsLong() - ackedAt >= ACK_NANOS) {
            ack();
        }
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
        hasher = partial.hasher(geometry);
        OldContent found = old;
        if (held.get(chunk)) {
            forget(chunk);
        } else if (found != null && found.claim(chunk) != null) {
            found.unshare(chunk);
            notHeld(chunk);
        }
        if (found != null) {
            if (sink.condition == Condition.ABSENT) {
                throw new TransferException(
                        TransferException.Kind.EXISTS, "there is something else under that name already");
            }
            partial.reserve();
            found.copyTo(partial); // a new file is needed, whatever else comes
        }
    }

    /**
     * Whether the chunk would survive a loss of power: a force covers it, and if an earlier session wrote it, this one has read
     * it back. What a journal says is a claim until then, and no promise is made of claims.
     */
    boolean durable(int chunk) {
        return partial.durable(chunk) && !unproven.get(chunk);
    }

    private long durableBytes() {
        long bytes = 0;
        for (int i = held.nextSetBit(0); i >= 0; i = held.nextSetBit(i + 1)) {
            bytes += durable(i) ? geometry.length(i) : 0;
        }
        return bytes;
    }

    /** A held chunk that differs from the source, or from what the journal says of it. */
    private void forget(int wrong) throws IOException {
        if (durable(wrong)) {
            meter.durable.addAndGet(-geometry.length(wrong));
        }
        partial.drop(wrong);
        held.clear(wrong);
        unproven.clear(wrong);
        WholeDigest digest = whole;
        if (digest != null) {
            digest.rewritten(geometry.offset(wrong));
        }
        notHeld(wrong);
    }

    private void notHeld(int wrong) {
        heldBytes -= geometry.length(wrong);
        meter.reused.addAndGet(-geometry.length(wrong));
        meter.written.set(heldBytes);
    }

    private void checkpointWhenDue() throws IOException {
        long bytes = received - checkpointedBytes;
        if (bytes >= limits.checkpointBytes()
                || bytes > 0 && nanos.getAsLong() - checkpointedAt >= limits.checkpointNanos()) {
            partial.checkpoint();
            checkpointedBytes = received;
            checkpointedAt = nanos.getAsLong();
            meter.durable.set(durableBytes());
            ack();
        }
    }

    private void ack() throws IOException {
        OldContent found = old;
        meter.verified.set(provenBytes + (found == null ? 0 : found.comparedBytes()));
        ackedBytes = received;
        ackedAt = nanos.getAsLong();
        out.send(new Message.Ack(id, partial.epoch(), heldBytes, meter.durable.get(), meter.verified.get(), credit()));
    }

    /** Looks at one chunk of what is there; false if there is none left. */
    @Override
    public boolean idle() throws IOException {
        if (toLook < geometry.chunks()) {
            look();
            return true;
        }
        int next = unproven.nextSetBit(0);
        if (next < 0) {
            return idleOverOld();
        }
        if (next == chunk) {
            unproven.clear(next);
            return true;
        }
        int length = geometry.length(next);
        byte[] digest = partial.claim(next);
        if (digest != null && reads(next)) {
            unproven.clear(next);
            if (partial.durable(next)) {
                meter.durable.addAndGet(length);
            } else {
                partial.written(
                        next, digest); // from now on it is this session's claim, and the next checkpoint covers it
            }
            provenBytes += length;
        } else {
            forget(next);
        }
        meter.tick();
        ackWhenSilent();
        return true;
    }

    /** Reads a held chunk back; false if it is not what the journal says. */
    private boolean reads(int claimed) throws IOException {
        MerkleTree.ChunkHasher chunkHasher = partial.hasher(geometry);
        int length = geometry.length(claimed);
        for (int at = 0; at < length; at += scratch.length) {
            int count = Math.min(scratch.length, length - at);
            long position = geometry.offset(claimed) + at;
            if (!readFully(count, position)) {
                return false;
            }
            chunkHasher.update(scratch, 0, count);
            digested(scratch, count, position);
            if (unproven.get(claimed)) {
                partial.refresh(claimed, scratch, count, position);
            }
            ackWhenSilent();
        }
        return Arrays.equals(chunkHasher.finish(), partial.claim(claimed));
    }

    private boolean idleOverOld() throws IOException {
        OldContent found = old;
        int next = found == null ? -1 : found.next();
        if (found == null || next < 0) {
            return false;
        }
        if (!found.prove(next)) {
            notHeld(next);
        }
        meter.tick();
        ackWhenSilent();
        return true;
    }

    private boolean readFully(int count, long position) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(scratch, 0, count);
        while (target.hasRemaining()) {
            if (partial.read(target, position + target.position()) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Both sides read, and hear of each other. */
    @Override
    public void onAlive(Message.Alive alive) throws IOException {
        current(alive.epoch());
        ack();
    }

    @Override
    public void onHashes(Message.Hashes page) throws TransferException {
        current(page.epoch());
        if (toLook < geometry.chunks()) {
            throw MessageCodec.protocol("x.hashes before the last x.state");
        }
        int count = page.digests().length / MerkleTree.DIGEST_BYTES;
        hashes.take(page.first(), count);
        for (int i = 0; i < count; i++) {
            int from = i * MerkleTree.DIGEST_BYTES;
            announced[page.first() + i] = Arrays.copyOfRange(page.digests(), from, from + MerkleTree.DIGEST_BYTES);
        }
    }

    /** Compares everything, and publishes it or asks for what differs. */
    @Override
    public void onFin(Message.Fin fin) throws IOException {
        current(fin.epoch());
        if (fin.size() != geometry.size() || chunk >= 0) {
            throw MessageCodec.protocol("x.fin of " + fin.size() + " bytes before the end");
        }
        if (!hashes.complete()) {
            throw MessageCodec.protocol("x.fin before all digests");
        }
        hashes.restart();
        meter.phase(Phase.VERIFYING);
        while (idle()) {
            // every claim of an earlier process is read back before anything is published
        }
        BitSet needed = new BitSet();
        List<byte[]> mine = new ArrayList<>();
        for (int i = 0; i < geometry.chunks(); i++) {
            byte[] digest = claim(i);
            if (digest == null || !Arrays.equals(digest, announced[i])) {
                needed.set(i);
            } else {
                mine.add(digest);
            }
        }
        if (!needed.isEmpty()) {
            ask(needed);
            return;
        }
        byte[] root = MerkleTree.root(geometry, mine);
        if (!Arrays.equals(root, fin.root())) {
            throw MessageCodec.protocol("the root is not that of the digests");
        }
        if (!publish(root)) {
            ask(notClaimed());
            return;
        }
        meter.durable.set(geometry.size());
        out.send(new Message.Done(id, geometry.size(), root, sha256Hex));
        result = new TransferResult(
                "", geometry.size(), root, received, Math.max(0, meter.reused.get()), Optional.ofNullable(sha256Hex));
    }

    /** Gives the content its name; false if old content that it shares turned out to be other than it was. */
    private boolean publish(byte[] root) throws IOException {
        long modified = sink.keepModified ? modifiedMillis : -1;
        partial.permissions(sink.mode);
        OldContent found = old;
        if (found != null && found.isAll(geometry)) {
            if (!digestOld(found)) {
                return false;
            }
            meter.phase(Phase.COMMITTING);
            if (partial.confirm(modified)) {
                return true;
            }
            meter.phase(Phase.VERIFYING); // its name has gone to another file: it is copied
        }
        if (found != null) {
            partial.reserve();
            found.copyTo(partial);
            while (idleOverOld()) {
                // every shared chunk gets into the part, and is digested on its way
            }
            if (!notClaimed().isEmpty()) {
                return false;
            }
            found.journal(partial, held);
        }
        if (!digestRest()) {
            return false;
        }
        meter.phase(Phase.COMMITTING);
        partial.commit(root, sink, modified);
        return true;
    }

    /** Reads the old file for the digest of the whole; false if it is not what it was. */
    private boolean digestOld(OldContent found) throws IOException {
        WholeDigest digest = whole;
        if (digest != null) {
            digest.rewritten(0);
            for (int i = 0; i < geometry.chunks(); i++) {
                if (!found.prove(i, digest)) {
                    notHeld(i);
                    digest.rewritten(0);
                    return false;
                }
            }
            sha256Hex = digest.finish();
        }
        return true;
    }

    /** Reads for the digest of the whole what did not come in order; false if a chunk is not what it was. */
    private boolean digestRest() throws IOException {
        WholeDigest digest = whole;
        if (digest == null) {
            return true;
        }
        while (digest.next() < geometry.size()) {
            int next = (int) (digest.next() / geometry.chunkBytes());
            if (!reads(next)) {
                forget(next); // the tree and the digest are of the same bytes, or there is neither
                return false;
            }
        }
        sha256Hex = digest.finish();
        return true;
    }

    private BitSet notClaimed() {
        BitSet chunks = new BitSet();
        for (int i = 0; i < geometry.chunks(); i++) {
            chunks.set(i, claim(i) == null);
        }
        return chunks;
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
        ack();
    }

    /** What arrived, once it is published. */
    @Override
    public @Nullable TransferResult result() {
        return result;
    }

    /** Ends without a result: what is held stays for the next session, if anything is and is wanted. */
    @Override
    public void abandon(boolean keep) throws IOException {
        if (keep && !held.isEmpty()) {
            partial.close();
        } else {
            partial.discard();
        }
    }
}
