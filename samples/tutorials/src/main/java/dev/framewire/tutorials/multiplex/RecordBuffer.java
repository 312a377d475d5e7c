package dev.framewire.tutorials.multiplex;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What has come of a protected channel, shown to its reader a whole record at a time: the reader waits for the rest of a record, and a
 * selector's thread must not.
 *
 * <pre>
 *     0      1          4             4+L        20+L
 *     | type | L: u24   | payload     | tag      |          auth-hmac, SPEC.md, Records; big-endian
 * </pre>
 */
final class RecordBuffer {
    private static final int HEADER_BYTES = 4;
    private static final int TAG_BYTES = 16;
    private static final int MAX_PAYLOAD_BYTES = 65_536;
    private static final int KEY_UPDATE = 2;

    /** What has come is {@code arrived[start..end)}; of it the reader may see {@code arrived[start..shown)}. */
    private byte[] arrived = new byte[1024];

    private int start;
    private int shown;
    private int end;

    void put(ByteBuffer bytes) {
        System.arraycopy(arrived, start, arrived, 0, end - start);
        end -= start;
        shown -= start;
        start = 0;
        int n = bytes.remaining();
        if (arrived.length < end + n) {
            arrived = Arrays.copyOf(arrived, Math.max(end + n, 2 * arrived.length));
        }
        bytes.get(arrived, end, n);
        end += n;
    }

    /** Shows the reader the next record, if it is whole. A key update brings the reader nothing, so it is shown with what follows. */
    boolean showRecord() {
        int at = shown;
        while (end - at >= HEADER_BYTES) {
            int type = arrived[at];
            int length = ByteBuffer.wrap(arrived, at, HEADER_BYTES).getInt() & 0xff_ffff;
            if (length > MAX_PAYLOAD_BYTES) {
                shown = end; // The reader knows what to say about that.
                return true;
            }
            at += HEADER_BYTES + length + TAG_BYTES;
            if (at > end) {
                return false;
            }
            if (type != KEY_UPDATE) {
                shown = at;
                return true;
            }
        }
        return false;
    }

    /** Of what is shown; −1 where nothing is. */
    int read(byte[] into, int offset, int length) {
        int n = Math.min(length, shown - start);
        System.arraycopy(arrived, start, into, offset, n);
        start += n;
        return n == 0 ? -1 : n;
    }
}
