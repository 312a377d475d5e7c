package dev.framewire.auth;

/**
 * The bytes of a record. SPEC.md, <i>Records</i>.
 *
 * <pre>
 *     0      1              4                 4+L           4+L+T
 *     | type | L: u24       | payload, L bytes | tag, T bytes |      big-endian
 *     T = 16 (AES-256-GCM) or 32 (HMAC-SHA-256)
 * </pre>
 */
final class RecordFormat {
    static final int HEADER_BYTES = 4;
    static final int MAX_TAG_BYTES = 32;
    static final int MAX_PAYLOAD_BYTES = 65_536;
    static final int MAX_RECORD_BYTES = HEADER_BYTES + MAX_PAYLOAD_BYTES + MAX_TAG_BYTES;

    /** Bytes of the application; at least one. */
    static final int DATA = 1;
    /** The last record under its key; the sender's next record is under the next key. No payload. */
    static final int KEY_UPDATE = 2;
    /** The sender sends no more. No payload. */
    static final int CLOSE = 3;

    /** A sender changes its key after so many records. */
    static final long UPDATE_AFTER_RECORDS = 1L << 23;
    /** A sender changes its key after so many payload bytes: 64 GiB, 2^32 AES blocks. */
    static final long UPDATE_AFTER_BYTES = 1L << 36;
    /** A sender that sends changes its key after an hour. */
    static final long UPDATE_AFTER_NANOS = 3_600_000_000_000L;

    private RecordFormat() {}

    static void putHeader(byte[] out, int offset, int type, int payloadBytes) {
        out[offset] = (byte) type;
        out[offset + 1] = (byte) (payloadBytes >>> 16);
        out[offset + 2] = (byte) (payloadBytes >>> 8);
        out[offset + 3] = (byte) payloadBytes;
    }

    static int type(byte[] in, int offset) {
        return in[offset] & 0xff;
    }

    static int payloadBytes(byte[] in, int offset) {
        return (in[offset + 1] & 0xff) << 16 | (in[offset + 2] & 0xff) << 8 | (in[offset + 3] & 0xff);
    }
}
