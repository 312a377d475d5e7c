package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver has of the content: chunks that the part claims, and chunks that are shared with what stands under the target's
 * name, or with another file. Keeps the progress of both. Not thread-safe.
 */
final class HeldChunks {
    private final PartialSession partial;
    private final ProgressMeter meter;
    private final BitSet held = new BitSet();
    /** Held chunks whose bytes have not been read back yet. */
    private final BitSet unproven = new BitSet();

    /** Of the offer; of the whole, when its size is known. */
    private Geometry geometry;

    private @Nullable OldContent old;
    private @Nullable WholeDigest whole;
    private long bytes;
    private long provenBytes;

    HeldChunks(PartialSession partial, Geometry geometry, ProgressMeter meter) {
        this.partial = partial;
        this.geometry = geometry;
        this.meter = meter;
    }

    /** Takes over what the part claims. */
    void begin() {
        for (int i = 0; i < geometry.chunks(); i++) {
            if (partial.claim(i) != null) {
                held.set(i);
                unproven.set(i, partial.toBeReadBack(i));
                bytes += geometry.length(i);
            }
        }
        meter.durable.set(0);
        meter.written.set(bytes);
        meter.reused.set(bytes);
    }

    void share(OldContent found) {
        old = found;
    }

    @Nullable OldContent old() {
        return old;
    }

    void digestWhole(@Nullable WholeDigest digest) {
        whole = digest;
    }

    @Nullable WholeDigest whole() {
        return whole;
    }

    /** Bytes of the content that were received, or read back, for the digest of the whole. */
    void digested(ByteBuffer content, long position) {
        WholeDigest digest = whole;
        if (digest != null) {
            digest.update(content, position);
        }
    }

    /** What is claimed of a chunk: by the part, or by what stands under the target's name. */
    byte @Nullable [] claim(int of) {
        byte[] digest = partial.claim(of);
        OldContent found = old;
        return digest != null || found == null ? digest : found.claim(of);
    }

    /** Whether the part has it. */
    boolean inPart(int chunk) {
        return held.get(chunk);
    }

    /** The first chunk from there on that the part does not have; perhaps behind the last. */
    int nextOutside(int from) {
        return held.nextClearBit(from);
    }

    /** The session ends without a result: what is in the part stays for the next one, if anything is and is wanted. */
    void end(boolean keep) throws IOException {
        OldContent found = old;
        if (keep && found != null) {
            try {
                found.keepCopied(partial, held);
            } catch (IOException e) {
                // a newer session has the partial, or the disk fails: what is not claimed is copied again
            }
        }
        if (keep && !held.isEmpty()) {
            partial.close();
        } else {
            partial.discard();
        }
    }

    /** The size is known: claims of chunks that are not of the same length say nothing of it. */
    void sized(Geometry whole) {
        for (int i = held.nextSetBit(0); i >= 0; i = held.nextSetBit(i + 1)) {
            if (i >= whole.chunks() || whole.length(i) != geometry.length(i)) {
                held.clear(i);
                unproven.clear(i);
                lost(i);
            }
        }
        geometry = whole;
    }

    /** The chunks of which nothing is claimed. */
    BitSet missing() {
        BitSet chunks = new BitSet();
        for (int i = 0; i < geometry.chunks(); i++) {
            chunks.set(i, claim(i) == null);
        }
        return chunks;
    }

    /**
     * The body of a page of x.state.
     *
     * <pre>
     * | bitmap: one bit a chunk | the digests of those that are held: 32 B each |
     * </pre>
     */
    byte[] page(int first, int count) {
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

    /**
     * Whether the chunk would survive a loss of power: a force covers it, and if an earlier session wrote it, this one has read
     * it back. What a journal says is a claim until then, and no promise is made of claims.
     */
    boolean durable(int chunk) {
        return partial.durable(chunk) && !unproven.get(chunk);
    }

    /** A checkpoint was made. */
    void checkpointed() {
        long durable = 0;
        for (int i = held.nextSetBit(0); i >= 0; i = held.nextSetBit(i + 1)) {
            durable += durable(i) ? geometry.length(i) : 0;
        }
        meter.durable.set(durable);
    }

    long bytes() {
        return bytes;
    }

    /** How much of it was read and found to be what was claimed. */
    long verifiedBytes() {
        OldContent found = old;
        return provenBytes + (found == null ? 0 : found.comparedBytes());
    }

    /** Its last byte has come and is written. */
    void arrived(int chunk, byte[] digest) throws IOException {
        partial.written(chunk, digest);
        held.set(chunk);
        bytes += geometry.length(chunk);
        meter.written.set(bytes);
    }

    /** It is going to be received, whatever was claimed of it. */
    void replaced(int chunk) throws IOException {
        OldContent found = old;
        if (held.get(chunk)) {
            forget(chunk);
        } else if (found != null && found.claim(chunk) != null) {
            found.replaced(chunk);
            lost(chunk);
        }
    }

    /** A held chunk that differs from the source, or from what the journal says of it. */
    void forget(int wrong) throws IOException {
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
        lost(wrong);
    }

    /** A chunk of the old content is shared; {@link #showWritten} tells of it. */
    void shared(int chunk) {
        bytes += geometry.length(chunk);
        meter.reused.addAndGet(geometry.length(chunk));
    }

    /** A chunk of the old content is shared no more. */
    void lost(int wrong) {
        bytes -= geometry.length(wrong);
        meter.reused.addAndGet(-geometry.length(wrong));
        meter.written.set(bytes);
    }

    void showWritten() {
        meter.written.set(bytes);
    }

    /** What was shared is in the part. */
    void copied(OldContent found) throws IOException {
        found.journal(partial, held);
    }

    /** A chunk that has to be read back before anything is published; −1 if there is none. */
    int nextUnproven() {
        return unproven.nextSetBit(0);
    }

    boolean unproven(int chunk) {
        return unproven.get(chunk);
    }

    /** It is being received, and needs no reading back. */
    void needsNoProof(int chunk) {
        unproven.clear(chunk);
    }

    /** It was read back, and is what the journal said. */
    void proven(int chunk, byte[] digest) throws IOException {
        unproven.clear(chunk);
        if (partial.durable(chunk)) {
            meter.durable.addAndGet(geometry.length(chunk));
        } else {
            partial.written(chunk, digest); // from now on it is this session's claim, and the next checkpoint covers it
        }
        provenBytes += geometry.length(chunk);
    }
}
