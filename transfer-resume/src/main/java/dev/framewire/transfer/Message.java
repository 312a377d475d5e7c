package dev.framewire.transfer;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What the two ends say to each other; {@link MessageCodec} has the bytes. {@code id} names the transfer on its connection. */
sealed interface Message {
    long id();

    /**
     * Begins a transfer. Size, chunk and modified are only told by a put; the answer to a get is an {@link Offer}. The size of
     * either is {@link Geometry#UNKNOWN} where {@link Size} tells it later.
     */
    record Open(
            long id,
            boolean put,
            String path,
            long size,
            int chunk,
            long modified,
            Condition condition,
            @Nullable String ifRoot,
            long rate,
            @Nullable String sha256,
            int mode,
            ContentCheck check)
            implements Message {
        /** Without a wish for the digest of the whole, without permissions, and with the check that is the default. */
        Open(
                long id,
                boolean put,
                String path,
                long size,
                int chunk,
                long modified,
                Condition condition,
                @Nullable String ifRoot,
                long rate) {
            this(id, put, path, size, chunk, modified, condition, ifRoot, rate, null, -1, ContentCheck.SHA256);
        }
    }

    /** Begins a run of packs, in which many small files are put. */
    record OpenPacks(long id, Condition condition) implements Message {}

    /** Some small files: {@code count} entries in the first {@code indexBytes} of the body, and their contents behind it. */
    record Pack(long id, int count, int indexBytes, int crc, PackFormat format, byte[] body) implements Message {}

    /** Begins a run of packs, in which many small files are got: of that check, and with modes if S knows them. */
    record OpenWants(long id, PackFormat format) implements Message {}

    /** Files that are wanted next: each name as u16 length and UTF-8. */
    record Want(long id, byte[] paths) implements Message {}

    /** What became of each file of the oldest pack that was not answered yet. */
    record Packed(long id, byte[] outcomes) implements Message {}

    /** No pack follows; and the answer, that every one was answered. */
    record End(long id) implements Message {}

    /** What a get will send. */
    record Offer(long id, long size, int chunk, long modified, int mode) implements Message {}

    /** Which chunks of [first, first+count) the receiver holds, and their digests; and whether it has to have the others in order. */
    record State(long id, long epoch, int first, int count, boolean more, long credit, byte[] held, boolean inOrder)
            implements Message {
        State(long id, long epoch, int first, int count, boolean more, long credit, byte[] held) {
            this(id, epoch, first, count, more, credit, held, false);
        }
    }

    /** A piece of a chunk, from position to limit. The pieces of a chunk follow each other, from its start to its end. */
    record Data(long id, long epoch, long offset, int crc, ByteBuffer content) implements Message {
        int length() {
            return content.remaining();
        }

        /** For one more reader: whoever reads moves a buffer's position. */
        ByteBuffer view() {
            return content.duplicate();
        }

        /** Whether the piece came as it was sent. */
        void checkCrc() throws TransferException {
            CRC32C sum = new CRC32C();
            sum.update(view());
            if ((int) sum.getValue() != crc) {
                throw new TransferException(
                        TransferException.Kind.CORRUPT, "x.data at " + offset + " does not match its CRC");
            }
        }
    }

    /** How far the receiver is; the sender may send {@code credit} bytes in all. */
    record Ack(long id, long epoch, long written, long durable, long verified, long credit) implements Message {}

    /** The sender reads what it has to compare, and sends no content meanwhile. Answered by {@link Ack}. */
    record Alive(long id, long epoch) implements Message {}

    /** A page of the sender's chunk digests. */
    record Hashes(long id, long epoch, int first, byte[] digests) implements Message {}

    /** How many bytes the content has, of which that was unknown. Before its last piece, if that does not fill its chunk. */
    record Size(long id, long epoch, long size) implements Message {}

    /** Everything was sent. */
    record Fin(long id, long epoch, long size, byte[] root) implements Message {}

    /** Which chunks of [first, first+count) the receiver still needs. */
    record Need(long id, long epoch, int first, int count, boolean more, byte[] bitmap) implements Message {}

    /** Published and durable. The last frame of a transfer that succeeded. */
    record Done(long id, long size, byte[] root, @Nullable String sha256) implements Message {
        /** Nobody has asked for the digest of the whole. */
        Done(long id, long size, byte[] root) {
            this(id, size, root, null);
        }
    }

    /** The transfer failed at the side that says so. Answered by {@link Cancel}. */
    record Failure(long id, TransferException.Kind kind, String text) implements Message {}

    /** What the peer has said is no message, and why. Never sent. */
    record Malformed(long id, TransferException why) implements Message {}

    /** Ends the transfer, or agrees that it has ended. */
    record Cancel(long id, boolean keep) implements Message {}
}
