package dev.framewire.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the records of a journal amount to: which chunks are claimed, and which of those are durable. */
final class PartialState {
    /** The sequence number of a claim that no checkpoint covers, whatever its number: nobody has read it back since. */
    private static final long CARRIED = Long.MAX_VALUE;

    private final JournalRecord.Header header;
    private final Geometry geometry;
    private final byte[] @Nullable [] digests;
    private final long[] sequences;
    /** Claims that {@link #rewrite} has taken along already: their sequence numbers are those of the new journal. */
    private final boolean[] moved;

    private long checkpoint = -1;
    private long epoch;

    PartialState(JournalRecord.Header header) {
        this.header = header;
        this.geometry = header.geometry();
        this.digests = new byte[geometry.chunks()][];
        this.sequences = new long[geometry.chunks()];
        this.moved = new boolean[geometry.chunks()];
    }

    /** Replays a journal; null if it does not begin with a header. */
    static @Nullable PartialState replay(List<JournalRecord> records) {
        if (records.isEmpty() || !(records.get(0) instanceof JournalRecord.Header first)) {
            return null;
        }
        PartialState state = new PartialState(first);
        for (int sequence = 1; sequence < records.size(); sequence++) {
            JournalRecord record = records.get(sequence);
            if (record instanceof JournalRecord.Header changed) {
                state = state.resized(changed);
            } else if (record instanceof JournalRecord.Epoch e) {
                state.begin(e.number());
            } else if (record instanceof JournalRecord.Chunks c) {
                for (int i = 0; i < c.count() && c.first() + i < state.digests.length; i++) {
                    byte[] digest = new byte[MerkleTree.DIGEST_BYTES];
                    System.arraycopy(c.hashes(), i * digest.length, digest, 0, digest.length);
                    state.claim(c.first() + i, digest, sequence);
                }
            } else if (record instanceof JournalRecord.Checkpoint c) {
                state.checkpoint = c.upTo();
            } else if (record instanceof JournalRecord.Drop d) {
                for (int i = 0; i < d.count() && d.first() + i < state.digests.length; i++) {
                    state.drop(d.first() + i);
                }
            }
        }
        return state;
    }

    /** The claims that still say something after the source has changed its size: chunks of the same place and length. */
    PartialState resized(JournalRecord.Header changed) {
        PartialState next = new PartialState(changed);
        next.epoch = epoch;
        next.checkpoint = checkpoint;
        if (changed.chunkBytes() == header.chunkBytes()) {
            for (int i = 0; i < Math.min(digests.length, next.digests.length); i++) {
                if (geometry.length(i) == next.geometry.length(i)) {
                    next.digests[i] = digests[i];
                    next.sequences[i] = sequences[i];
                }
            }
        }
        return next;
    }

    JournalRecord.Header header() {
        return header;
    }

    long epoch() {
        return epoch;
    }

    /**
     * Begins a session. What earlier ones claim and no checkpoint covers may be false by now: power went, and the journal's
     * page survived where the part's did not. A checkpoint of this session must not make it durable unseen.
     */
    void begin(long number) {
        epoch = number;
        for (int i = 0; i < digests.length; i++) {
            if (digests[i] != null && sequences[i] > checkpoint) {
                sequences[i] = CARRIED;
            }
        }
    }

    byte @Nullable [] digest(int chunk) {
        return digests[chunk];
    }

    void claim(int chunk, byte[] digest, long sequence) {
        digests[chunk] = digest;
        sequences[chunk] = sequence;
    }

    void drop(int chunk) {
        digests[chunk] = null;
    }

    void checkpoint(long upTo) {
        checkpoint = upTo;
    }

    long writtenBytes() {
        long bytes = 0;
        for (int i = 0; i < digests.length; i++) {
            bytes += digests[i] == null ? 0 : geometry.length(i);
        }
        return bytes;
    }

    long durableBytes() {
        long bytes = 0;
        for (int i = 0; i < digests.length; i++) {
            bytes += digests[i] == null || sequences[i] > checkpoint ? 0 : geometry.length(i);
        }
        return bytes;
    }

    boolean durable(int chunk) {
        return digests[chunk] != null && sequences[chunk] <= checkpoint;
    }

    /** Writes what holds into an empty journal: durable claims, their checkpoint, the other claims. */
    void rewrite(Journal journal, JournalRecord.Header as) throws IOException {
        journal.append(as);
        long first = appendClaims(journal, true);
        if (first >= 0) {
            checkpoint = journal.append(new JournalRecord.Checkpoint(first));
        } else {
            checkpoint = 0;
        }
        appendClaims(journal, false);
    }

    /** Appends the claims that are durable, or those that are not, and answers the last sequence number, or −1. */
    private long appendClaims(Journal journal, boolean durable) throws IOException {
        boolean[] chosen = new boolean[digests.length];
        for (int i = 0; i < digests.length; i++) {
            chosen[i] = digests[i] != null && !moved[i] && durable(i) == durable;
        }
        long last = -1;
        for (int i = 0; i < digests.length; i++) {
            byte[] digest = digests[i];
            if (chosen[i] && digest != null) {
                last = journal.append(new JournalRecord.Chunks(i, digest));
                sequences[i] = last;
                moved[i] = true;
            }
        }
        return last;
    }

    List<Integer> notDurable() {
        List<Integer> chunks = new ArrayList<>();
        for (int i = 0; i < digests.length; i++) {
            if (digests[i] != null && sequences[i] > checkpoint) {
                chunks.add(i);
            }
        }
        return chunks;
    }
}
