package dev.framewire.tutorials.multiplex;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The two streams of a socket, first as a handshake wants them, waiting; then as a selector's thread does: what comes is put in, what is to go
 * is taken out, and nothing waits.
 */
final class RecordStreams {
    private final SocketChannel channel;
    private final RecordBuffer arrived = new RecordBuffer();
    private final ByteArrayOutputStream leaving = new ByteArrayOutputStream();
    private boolean selected;

    RecordStreams(SocketChannel channel) {
        this.channel = channel;
    }

    /** The handshake is over; from now on nothing here waits. */
    void select() {
        selected = true;
    }

    void put(ByteBuffer bytes) {
        arrived.put(bytes);
    }

    /** Whether there is a whole record for the reader, which may now see it. */
    boolean showRecord() {
        return arrived.showRecord();
    }

    ByteBuffer takeLeaving() {
        ByteBuffer taken = ByteBuffer.wrap(leaving.toByteArray());
        leaving.reset();
        return taken;
    }

    final InputStream in = new InputStream() {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return selected ? arrived.read(into, offset, length) : channel.read(ByteBuffer.wrap(into, offset, length));
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
