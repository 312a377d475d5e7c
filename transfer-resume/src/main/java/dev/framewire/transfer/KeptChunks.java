package dev.framewire.transfer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known here of content that is read once: the digests of all chunks that were ever read, and the bytes of those that the
 * receiver has not got yet. Content that is read again has to be what it was. Not thread-safe.
 */
final class KeptChunks {
    private final int chunkBytes;
    private final int most;
    /** What can still be sent: chunks from {@link #first} on. */
    private final Deque<byte[]> kept = new ArrayDeque<>();

    private final Deque<byte[]> spare = new ArrayDeque<>();
    private final List<byte[]> digests = new ArrayList<>();
    private int first;
    /** What the receiver has; chunks before it need not be kept. */
    private int settled;
    /** Chunks that the stream that is open has been read for. */
    private int read;

    private long size = Geometry.UNKNOWN;

    /** Of chunks of so many bytes, the bytes of so many at once. */
    KeptChunks(int chunkBytes, int most) {
        this.chunkBytes = chunkBytes;
        this.most = most;
    }

    /**
     * What one read has brought: a whole chunk, or what there was before the end.
     *
     * @param size of all content if this is its end; else unknown
     * @param digest null if there is no such chunk: it is empty, or one more than there may be
     */
    record Piece(byte[] buffer, int length, long size, byte @Nullable [] digest) {
        /** Of a chunk of that number, read into a buffer that has room for a whole one. Digests it, which takes its time. */
        static Piece of(int number, byte[] buffer, int length) {
            int chunkBytes = buffer.length;
            long size = length < chunkBytes ? (long) chunkBytes * number + length : Geometry.UNKNOWN;
            if (length == 0 || number == Geometry.MAX_CHUNKS) {
                return new Piece(buffer, length, size, null);
            }
            Geometry geometry =
                    size == Geometry.UNKNOWN ? Geometry.unknown(chunkBytes) : new Geometry(size, chunkBytes);
            return new Piece(
                    buffer,
                    length,
                    size,
                    ChunkHasher.of(geometry).update(buffer, 0, length).finish());
        }

        private byte[] content() {
            return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
        }
    }

    /** Whether the next chunk is to be read: there is one, and room for it. */
    boolean wanted() {
        boolean atEnd = size >= 0 && read >= digests.size();
        return !atEnd && (kept.size() < most || read < settled);
    }

    /** The number of the chunk that is read next. */
    int next() {
        return read;
    }

    /** Somewhere to read it to; {@link #add} gets it back. */
    byte[] buffer() {
        byte[] used = spare.poll();
        return used == null ? new byte[chunkBytes] : used;
    }

    /**
     * Takes the next chunk, or the end.
     *
     * @throws TransferException CHANGED if it is not what was there when it was read before; TOO_BIG if it is one too many
     */
    void add(Piece piece) throws TransferException {
        boolean ends = piece.size() != Geometry.UNKNOWN;
        if (read == Geometry.MAX_CHUNKS && piece.length() > 0) {
            throw size >= 0 ? changed() : tooBig();
        }
        if (size >= 0 && ends && size != piece.size()) {
            throw changed();
        }
        byte[] digest = piece.digest();
        if (digest != null) {
            compare(digest);
            if (read >= settled) {
                kept.add(piece.content());
            } else {
                spare.add(piece.buffer());
                first = Math.max(first, read + 1);
            }
            read++;
        }
        if (ends) {
            if (read < digests.size()) {
                throw changed(); // it has become shorter
            }
            size = piece.size();
        }
    }

    private void compare(byte[] digest) throws TransferException {
        if (read < digests.size()) {
            if (!Arrays.equals(digest, digests.get(read))) {
                throw changed();
            }
        } else if (size >= 0) {
            throw changed();
        } else {
            digests.add(digest);
        }
    }

    /** The digest of a chunk; null if it was never read. */
    byte @Nullable [] digest(int chunk) {
        return chunk < digests.size() ? digests.get(chunk) : null;
    }

    /** The bytes of a chunk that {@link #forgot} is false for; null if they are to be read. */
    byte @Nullable [] bytes(int chunk) {
        return kept.stream().skip(chunk - first).findFirst().orElse(null);
    }

    /** Whether the bytes of a chunk were here, and are not kept any more. */
    boolean forgot(int chunk) {
        return chunk < first;
    }

    /** How many bytes it has in all; −1 if nobody knows yet. */
    long size() {
        return size;
    }

    /** Whether there is room for no chunk that the receiver has not got. */
    boolean full() {
        return kept.size() >= most;
    }

    /** The receiver has all chunks before this one. */
    void settled(int before) {
        settled = Math.max(settled, before);
        while (first < settled && !kept.isEmpty()) {
            spare.add(Objects.requireNonNull(kept.poll()));
            first++;
        }
    }

    /** It is read again from its beginning; bytes are kept again from the first that the receiver has not got. */
    void again() {
        read = 0;
        kept.clear();
        first = settled;
    }

    /** It is read again, and the receiver has got no more than what is before this chunk. */
    void againFor(int chunk) {
        settled = chunk;
        again();
    }

    /** Forgets all of it: what is read next may be another content. */
    void startOver() {
        digests.clear();
        size = Geometry.UNKNOWN;
        againFor(0);
    }

    /** Lets go of the memory. */
    void clear() {
        kept.clear();
        spare.clear();
    }

    private static TransferException changed() {
        return new TransferException(
                TransferException.Kind.CHANGED, "the source was opened again, and is not what it was");
    }

    private TransferException tooBig() {
        return new TransferException(
                TransferException.Kind.TOO_BIG,
                "more than " + Geometry.unknown(chunkBytes).size() + " bytes, the most for content of unknown size");
    }
}
