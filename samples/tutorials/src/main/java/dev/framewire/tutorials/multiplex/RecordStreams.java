package dev.framewire.tutorials.multiplex;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * The two streams of a socket, first as a handshake wants them, waiting; then as a selector's thread does: what comes is put in, what is to go
 * is taken out, and a record is shown to the reader only once all of it is here.
 *
 * <pre>
 *     0      1          4             4+L        20+L
 *     | type | L: u24   | payload     | tag      |          auth-hmac, SPEC.md, Records; big-endian
 * </pre>
 */
final class RecordStreams {
    private static final int HEADER_BYTES = 4;
    private static final int TAG_BYTES = 16;
    private static final int MAX_PAYLOAD_BYTES = 65_536;
    private static final int KEY_UPDATE = 2;

    private final SocketChannel channel;
    private final ByteArrayOutputStream leaving = new ByteArrayOutputStream();
    private boolean selected;

    /** What has come, {@code arrived[start..end)}; of it the reader may see {@code arrived[start..shown)}. */
    private byte[] arrived = new byte[1024];

    private int start;
    private int shown;
    private int end;

    RecordStreams(SocketChannel channel) {
        this.channel = channel;
    }

    /** The handshake is over; from now on nothing here waits. */
    void select() {
        selected = true;
    }

    void put(ByteBuffer bytes) {
        System.arraycopy(arrived, start, arrived, 0, end - start);
        end -= start;
        shown -= start;
        start = 0;
        if (arrived.length < end + bytes.remaining()) {
            arrived = Arrays.copyOf(arrived, Math.max(end + bytes.remaining(), 2 * arrived.length));
        }
        int n = bytes.remaining();
        bytes.get(arrived, end, n);
        end += n;
    }

    ByteBuffer takeLeaving() {
        ByteBuffer taken = ByteBuffer.wrap(leaving.toByteArray());
        leaving.reset();
        return taken;
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

    final InputStream in = new InputStream() {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!selected) {
                return channel.read(ByteBuffer.wrap(into, offset, length));
            }
            int n = Math.min(length, shown - start);
            System.arraycopy(arrived, start, into, offset, n);
            start += n;
            return n == 0 ? -1 : n;
        }
    };

    final OutputStream out = new OutputStream() {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (selected) {
                leaving.write(bytes, offset, length);
                return;
            }
            ByteBuffer all = ByteBuffer.wrap(bytes, offset, length);
            while (all.hasRemaining()) {
                channel.write(all);
            }
        }
    };
}
