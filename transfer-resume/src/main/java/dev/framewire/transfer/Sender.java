package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The sending end, without threads and without a stream: messages go in by {@code on…}, and {@link #next} answers what to send.
 * Missing chunks go first; behind them, what the receiver claims to hold is compared with the source of today, and what
 * differs is sent too. The order of what comes in is looked at by {@link SenderInbox}. Not thread-safe.
 */
final class Sender implements Sending {
    private static final int MAX_PASSES = 3;
    /** A receiver that hears nothing for as long as a large file takes to read would take us for dead. */
    private static final long SILENCE_NANOS = 1_000_000_000;

    private final long id;
    private final TransferSource source;
    private final Geometry geometry;
    private final ProgressMeter meter;
    private final LongSupplier nanos;
    private final byte[] scratch;
    private final byte[] @Nullable [] digests;
    private final byte[] @Nullable [] claimed;
    /** Chunks to send. */
    private final BitSet missing = new BitSet();
    /** Chunks that the receiver claims, and that are not compared yet. */
    private final BitSet uncompared = new BitSet();

    /** Whether the receiver has said of all chunks what it has. */
    private boolean stated;

    /** Where the source's digests may be remembered. */
    private final @Nullable RememberedSource remembering;
    /** Those of all chunks, while they are believed. */
    private @Nullable List<byte[]> known;

    private String version;
    private int passes;
    /** Whether chunks were asked for that had been sent or compared already. */
    private boolean repeats;

    /** Chunks from here on are to be read again, because the source may have changed; as many as there are: none. */
    private int unsure;
    /** Whether the source is being read again, or was. */
    private boolean again;
    /** Whether that found a chunk that is not what it was. */
    private boolean differs;

    /** Whether the receiver has to have the chunks in order. */
    private boolean ordered;

    private boolean settled;
    private long silentSince;
    private long epoch;
    private long credit;
    private long sent;
    private int page;
    /** Of all that was sent, until some of it is asked for again. */
    private byte @Nullable [] root;

    private int chunk = -1;
    private int inChunk;
    private final ChunkHasher hasher;
    /** Whether the chunk that is being sent is digested. */
    private boolean digesting;

    Sender(long id, TransferSource source, Geometry geometry, ProgressMeter meter) throws IOException {
        this(id, source, geometry, () -> 0, meter);
    }

    Sender(long id, TransferSource source, Geometry geometry, LongSupplier nanos, ProgressMeter meter)
            throws IOException {
        this.id = id;
        this.source = source;
        this.geometry = geometry;
        this.nanos = nanos;
        this.meter = meter;
        this.hasher = ChunkHasher.of(geometry);
        this.version = source.version();
        this.remembering = source instanceof RememberedSource remembered ? remembered : null;
        this.known = remembering == null ? null : remembering.known(geometry).orElse(null);
        this.digests = new byte[geometry.chunks()][];
        this.claimed = new byte[geometry.chunks()][];
        this.unsure = geometry.chunks();
        this.silentSince = nanos.getAsLong();
        this.scratch = new byte[Math.min(Receiver.READ_BYTES, geometry.chunkBytes())];
        meter.total(geometry.size());
    }

    @Override
    public void onState(Message.State state) throws TransferException {
        Bitmap held = Bitmap.of(state.first(), state.count(), geometry.chunks(), state.held());
        int at = held.byteLength();
        for (int i = 0; i < state.count(); i++) {
            if (!held.get(i)) {
                missing.set(state.first() + i);
                continue;
            }
            if (at + MerkleTree.DIGEST_BYTES > state.held().length) {
                throw MessageCodec.protocol("x.state with fewer digests than bits");
            }
            claimed[state.first() + i] = Arrays.copyOfRange(state.held(), at, at + MerkleTree.DIGEST_BYTES);
            uncompared.set(state.first() + i);
            at += MerkleTree.DIGEST_BYTES;
        }
        held.endsAt(at);
        stated = !state.more();
        epoch = state.epoch();
        ordered = state.inOrder();
        credit = Math.max(credit, state.credit());
        meter.phase(Phase.TRANSFERRING);
    }

    @Override
    public void onAck(Message.Ack ack) {
        credit = Math.max(credit, ack.credit());
    }

    @Override
    public void onNeed(Message.Need need) throws TransferException {
        Bitmap bits = Bitmap.of(need.first(), need.count(), geometry.chunks(), need.bitmap());
        bits.endsAt(bits.byteLength());
        for (int i = 0; i < need.count(); i++) {
            if (bits.get(i)) {
                sendAgain(need.first() + i);
            }
        }
        if (!need.more()) {
            repeats = true;
            root = null;
            settled = false;
        }
    }

    @Override
    public @Nullable Message next(Buffers buffers, int mostBytes) throws IOException {
        if (root != null) {
            return null;
        }
        if (ordered) {
            return nextInOrder(buffers, mostBytes);
        }
        while (true) {
            if (chunk >= 0 || !missing.isEmpty()) {
                int start = chunk >= 0 ? chunk : missing.nextSetBit(0);
                int length = Math.min(mostBytes, geometry.length(start) - inChunk);
                silentSince = nanos.getAsLong();
                return sent + length > credit ? null : piece(start, length, buffers);
            }
            int claim = uncompared.nextSetBit(0);
            if (claim >= 0) {
                uncompared.clear(claim);
                compare(claim);
            } else if (!stated) {
                return null; // the receiver still looks what it has
            } else if (unsure < geometry.chunks()) {
                readAgain(unsure++);
            } else if (settled || settle()) {
                settled = true; // from here on the digests stand, page by page
                return page < geometry.chunks() ? hashes(MessageCodec.PAGE_CHUNKS) : fin();
            }
            if (nanos.getAsLong() - silentSince >= SILENCE_NANOS) {
                silentSince = nanos.getAsLong();
                return new Message.Alive(id, epoch);
            }
        }
    }

    /**
     * The receiver hands on what comes, and cannot take it back: each chunk is compared or sent, and told of, before the next, and
     * one that has changed since is the end.
     */
    private @Nullable Message nextInOrder(Buffers buffers, int mostBytes) throws IOException {
        while (stated) {
            if (page < geometry.chunks() && digests[page] != null) {
                return hashes(1);
            } else if (page < geometry.chunks() && missing.get(page)) {
                int length = Math.min(mostBytes, geometry.length(page) - inChunk);
                return sent + length > credit ? null : piece(page, length, buffers);
            } else if (page < geometry.chunks()) {
                compare(page);
            } else if (unsure < geometry.chunks()) {
                readAgain(unsure++);
            } else if (settle()) {
                return fin();
            } else {
                page = geometry.chunks(); // what was told stands
            }
            if (page < geometry.chunks() ? claimed[page] != null && missing.get(page) : differs) {
                throw new TransferException(
                        TransferException.Kind.CHANGED, "the source has changed in what was handed on already");
            }
            if (nanos.getAsLong() - silentSince >= SILENCE_NANOS) {
                silentSince = nanos.getAsLong();
                return new Message.Alive(id, epoch);
            }
        }
        return null;
    }

    private Message piece(int start, int length, Buffers buffers) throws IOException {
        if (chunk < 0) {
            chunk = start;
            inChunk = 0;
            digesting = known == null || repeats;
            hasher.begin(start);
        }
        ByteBuffer content = buffers.take(length);
        long offset = geometry.offset(chunk) + inChunk;
        readFully(content, offset);
        if (digesting) {
            hasher.update(content.duplicate());
        }
        CRC32C crc = new CRC32C();
        crc.update(content.duplicate());
        inChunk += length;
        sent += length;
        if (inChunk == geometry.length(chunk)) {
            digests[chunk] = digestOfSent(chunk, digesting ? hasher.finish() : null);
            claimed[chunk] = null;
            missing.clear(chunk);
            chunk = -1;
            inChunk = 0;
        }
        return new Message.Data(id, epoch, offset, (int) crc.getValue(), content);
    }

    /**
     * What a receiver asks for again is digested now, whatever is remembered. To mend that chunk alone would join what the
     * receiver has of the remembered content to what the file is today.
     */
    private byte[] digestOfSent(int of, byte @Nullable [] computed) throws TransferException {
        List<byte[]> remembered = known;
        if (remembered == null || computed == null) {
            return Objects.requireNonNull(remembered == null ? computed : remembered.get(of));
        }
        if (!Arrays.equals(computed, remembered.get(of))) {
            doubt();
            throw new TransferException(
                    TransferException.Kind.CHANGED,
                    "chunk " + of + " of the source is not what it was, though nothing about the file says so:"
                            + " it is damaged, or was written by somebody who set its times back");
        }
        return computed;
    }

    /** The receiver found that the content is not what it was told to be: the next attempt reads all of it. */
    @Override
    public void doubt() {
        if (remembering != null && known != null) {
            remembering.forget();
        }
    }

    private void compare(int held) throws IOException {
        List<byte[]> remembered = known;
        byte[] mine = remembered == null ? digest(held) : remembered.get(held);
        if (Arrays.equals(mine, claimed[held])) {
            digests[held] = mine;
            meter.reused.addAndGet(geometry.length(held));
        } else {
            missing.set(held);
        }
        meter.tick();
    }

    private byte[] digest(int of) throws IOException {
        hasher.begin(of);
        int length = geometry.length(of);
        for (int at = 0; at < length; at += scratch.length) {
            int count = Math.min(scratch.length, length - at);
            ByteBuffer piece = ByteBuffer.wrap(scratch, 0, count);
            readFully(piece, geometry.offset(of) + at);
            hasher.update(piece);
        }
        return hasher.finish();
    }

    /**
     * Whether what was read is one content. A source that changed meanwhile is to be read again: equal digests twice are one
     * content whatever its time stamps say, and a chunk that differs is sent again.
     */
    private boolean settle() throws IOException {
        if (again && !differs) {
            again = false;
            return true;
        }
        String now = source.version();
        if (now.equals(version)) {
            return true;
        }
        if (++passes > MAX_PASSES) {
            throw new TransferException(TransferException.Kind.CHANGED, "the source keeps changing while it is sent");
        }
        version = now;
        known = null; // it was of what the source has been
        page = 0;
        unsure = 0;
        again = true;
        differs = false;
        return false;
    }

    private void readAgain(int of) throws IOException {
        if (!Arrays.equals(digests[of], digest(of))) {
            sendAgain(of);
            differs = true;
        }
        meter.tick();
    }

    /** A chunk that may have been compared and found equal: the receiver has lost it, or the source has changed. */
    private void sendAgain(int of) {
        missing.set(of);
        if (claimed[of] != null) {
            claimed[of] = null;
            meter.reused.addAndGet(-geometry.length(of));
        }
    }

    private Message hashes(int most) {
        int count = Math.min(most, geometry.chunks() - page);
        byte[] list = new byte[count * MerkleTree.DIGEST_BYTES];
        for (int i = 0; i < count; i++) {
            byte[] digest = Objects.requireNonNull(digests[page + i]);
            System.arraycopy(digest, 0, list, i * MerkleTree.DIGEST_BYTES, MerkleTree.DIGEST_BYTES);
        }
        Message hashes = new Message.Hashes(id, epoch, page, list);
        page += count;
        return hashes;
    }

    private Message fin() {
        page = 0;
        byte[] whole = MerkleTree.root(geometry, all());
        root = whole;
        return new Message.Fin(id, epoch, geometry.size(), whole);
    }

    @Override
    public long checked(Message.Done done) throws TransferException {
        byte[] sentRoot = root;
        if (sentRoot == null || !Arrays.equals(sentRoot, done.root()) || done.size() != geometry.size()) {
            throw MessageCodec.protocol("x.done of something else");
        }
        if (remembering != null && known == null && passes == 0) {
            remembering.read(geometry, all());
        }
        return done.size();
    }

    private List<byte[]> all() {
        List<byte[]> all = new ArrayList<>();
        for (byte[] digest : digests) {
            all.add(Objects.requireNonNull(digest));
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    /** Fills an empty buffer. */
    private void readFully(ByteBuffer target, long offset) throws IOException {
        while (target.hasRemaining()) {
            if (source.read(target, offset + target.position()) < 0) {
                throw new TransferException(
                        TransferException.Kind.CHANGED,
                        "the source has become shorter than " + geometry.size() + " bytes");
            }
        }
        target.flip();
    }
}
