package dev.framewire.transfer;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The append-only record of what a part file holds.
 *
 * <pre>
 *   0        4      5              13              13+N
 *   | N: u32 | type | sequence: u64 | payload: N   | crc32c: u32 |      big-endian; the CRC covers all before it
 *
 *   1 HEADER      version u8 = 1, 2 if CRC only, 3 if BLAKE3 · size u64 · chunk u32 · created-millis u64 · owner: u16 length, UTF-8 · target: u16 length, UTF-8
 *   2 EPOCH       number u64
 *   3 CHUNKS      first u32 · hashes 32 × n
 *   4 CHECKPOINT  up-to u64
 *   5 DROP        first u32 · count u32
 *   6 COMMIT      root 32 · part key UTF-8
 * </pre>
 *
 * Sequence numbers run from zero without a gap. Reading stops at the first record that is short, whose CRC or sequence is
 * wrong, or whose payload makes no sense; appending goes on from there, over the torn tail. One thread at a time appends.
 */
final class Journal {
    static final int MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;
    private static final int PREFIX_BYTES = 13;
    private static final int CRC_BYTES = 4;

    private final DiskFile file;
    private long end;
    private long nextSequence;

    private Journal(DiskFile file, long end, long nextSequence) {
        this.file = file;
        this.end = end;
        this.nextSequence = nextSequence;
    }

    /** What was read: the records, in order, and the journal to append to. */
    record Recovered(List<JournalRecord> records, Journal journal) {}

    /** Reads a journal as far as it can be believed, and cuts off the rest. */
    static Recovered recover(DiskFile file) throws IOException {
        Recovered recovered = read(file);
        if (file.size() > recovered.journal.end) {
            file.truncate(recovered.journal.end);
        }
        return recovered;
    }

    /** Reads without changing anything: for those who only look. */
    static Recovered read(DiskFile file) throws IOException {
        List<JournalRecord> records = new ArrayList<>();
        long size = file.size();
        long at = 0;
        long sequence = 0;
        while (true) {
            JournalRecord record = readRecord(file, at, size, sequence);
            if (record == null) {
                return new Recovered(records, new Journal(file, at, sequence));
            }
            records.add(record);
            at += PREFIX_BYTES + payloadLength(file, at) + CRC_BYTES;
            sequence++;
        }
    }

    private static long payloadLength(DiskFile file, long at) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(4);
        readFully(file, length, at);
        return length.flip().getInt() & 0xFFFFFFFFL;
    }

    private static @Nullable JournalRecord readRecord(DiskFile file, long at, long size, long sequence)
            throws IOException {
        if (size - at < PREFIX_BYTES + CRC_BYTES) {
            return null;
        }
        long length = payloadLength(file, at);
        // the length is not yet proven: it may not reach beyond the file, nor make us allocate without bound
        if (length > MAX_PAYLOAD_BYTES || length > size - at - PREFIX_BYTES - CRC_BYTES) {
            return null;
        }
        ByteBuffer whole = ByteBuffer.allocate((int) length + PREFIX_BYTES + CRC_BYTES);
        if (!readFully(file, whole, at)) {
            return null;
        }
        whole.flip();
        CRC32C crc = new CRC32C();
        crc.update(whole.array(), 0, whole.limit() - CRC_BYTES);
        if ((int) crc.getValue() != whole.getInt(whole.limit() - CRC_BYTES)) {
            return null;
        }
        whole.position(4).limit(whole.limit() - CRC_BYTES);
        int type = whole.get();
        if (whole.getLong() != sequence) {
            return null;
        }
        try {
            return decode(type, whole);
        } catch (BufferUnderflowException e) {
            return null;
        }
    }

    private static boolean readFully(DiskFile file, ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int n = file.read(target, at);
            if (n < 0) {
                return false;
            }
            at += n;
        }
        return true;
    }

    private static @Nullable JournalRecord decode(int type, ByteBuffer payload) {
        return switch (type) {
            case 1 -> decodeHeader(payload);
            case 2 -> new JournalRecord.Epoch(payload.getLong());
            case 3 -> {
                int first = payload.getInt();
                byte[] hashes = remaining(payload);
                int count = hashes.length / MerkleTree.DIGEST_BYTES;
                if (hashes.length % MerkleTree.DIGEST_BYTES != 0 || !inRange(first, count)) {
                    yield null;
                }
                yield new JournalRecord.Chunks(first, hashes);
            }
            case 4 -> new JournalRecord.Checkpoint(payload.getLong());
            case 5 -> {
                int first = payload.getInt();
                int count = payload.getInt();
                if (!inRange(first, count)) {
                    yield null;
                }
                yield new JournalRecord.Drop(first, count);
            }
            case 6 -> {
                byte[] root = new byte[MerkleTree.DIGEST_BYTES];
                payload.get(root);
                yield new JournalRecord.Commit(root, new String(remaining(payload), StandardCharsets.UTF_8));
            }
            default -> null;
        };
    }

    /** Whether there can be such chunks: whose numbers may be added, and looked up once they are known to be of the content. */
    private static boolean inRange(int first, int count) {
        return first >= 0 && count >= 0 && first <= Geometry.MAX_CHUNKS - count;
    }

    private static JournalRecord.@Nullable Header decodeHeader(ByteBuffer payload) {
        int version = payload.get();
        Optional<ContentCheck> check = ContentCheck.numbered(version);
        if (check.isEmpty()) {
            return null;
        }
        long size = payload.getLong();
        int chunk = payload.getInt();
        long created = payload.getLong();
        if (!Geometry.valid(size, chunk)) {
            return null;
        }
        return new JournalRecord.Header(text(payload), text(payload), size, chunk, created, check.get());
    }

    private static String text(ByteBuffer payload) {
        byte[] utf8 = new byte[payload.getShort() & 0xFFFF];
        payload.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static byte[] remaining(ByteBuffer payload) {
        byte[] rest = new byte[payload.remaining()];
        payload.get(rest);
        return rest;
    }

    /** Appends one record and answers its sequence number. It is durable after the next {@link #force}. */
    long append(JournalRecord record) throws IOException {
        byte[] payload = payload(record);
        ByteBuffer whole = ByteBuffer.allocate(PREFIX_BYTES + payload.length + CRC_BYTES);
        whole.putInt(payload.length)
                .put((byte) type(record))
                .putLong(nextSequence)
                .put(payload);
        CRC32C crc = new CRC32C();
        crc.update(whole.array(), 0, whole.position());
        whole.putInt((int) crc.getValue()).flip();
        int length = whole.limit();
        file.write(whole, end);
        end += length;
        return nextSequence++;
    }

    /** The sequence number of the last record; −1 when there is none. */
    long lastSequence() {
        return nextSequence - 1;
    }

    void force() throws IOException {
        file.force();
    }

    private static int type(JournalRecord record) {
        if (record instanceof JournalRecord.Header) {
            return 1;
        } else if (record instanceof JournalRecord.Epoch) {
            return 2;
        } else if (record instanceof JournalRecord.Chunks) {
            return 3;
        } else if (record instanceof JournalRecord.Checkpoint) {
            return 4;
        } else if (record instanceof JournalRecord.Drop) {
            return 5;
        }
        return 6;
    }

    private static byte[] payload(JournalRecord record) {
        if (record instanceof JournalRecord.Header h) {
            byte[] owner = h.owner().getBytes(StandardCharsets.UTF_8);
            byte[] target = h.target().getBytes(StandardCharsets.UTF_8);
            if (owner.length > 0xFFFF || target.length > 0xFFFF) {
                throw new IllegalArgumentException("owner or target is longer than 65535 bytes");
            }
            return ByteBuffer.allocate(25 + owner.length + target.length)
                    .put((byte) h.check().number())
                    .putLong(h.size())
                    .putInt(h.chunkBytes())
                    .putLong(h.createdMillis())
                    .putShort((short) owner.length)
                    .put(owner)
                    .putShort((short) target.length)
                    .put(target)
                    .array();
        } else if (record instanceof JournalRecord.Epoch e) {
            return ByteBuffer.allocate(8).putLong(e.number()).array();
        } else if (record instanceof JournalRecord.Chunks c) {
            return ByteBuffer.allocate(4 + c.hashes().length)
                    .putInt(c.first())
                    .put(c.hashes())
                    .array();
        } else if (record instanceof JournalRecord.Checkpoint c) {
            return ByteBuffer.allocate(8).putLong(c.upTo()).array();
        } else if (record instanceof JournalRecord.Drop d) {
            return ByteBuffer.allocate(8).putInt(d.first()).putInt(d.count()).array();
        }
        JournalRecord.Commit c = (JournalRecord.Commit) record;
        byte[] key = c.partKey().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(32 + key.length).put(c.root()).put(key).array();
    }
}
