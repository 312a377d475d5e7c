package dev.framewire.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** One direction of a connection that is cut after so many bytes: what was sent before still arrives, nothing after. */
final class SimulatedPipe {
    static final long NEVER = Long.MAX_VALUE;

    private final long cutAt;
    private byte[] bytes = new byte[1 << 16];
    private int written;
    private int taken;
    private long frames;
    private boolean ended;

    SimulatedPipe(long cutAt) {
        this.cutAt = cutAt;
    }

    /** Bytes that were sent and not lost. */
    int length() {
        return written;
    }

    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    /** Called by whoever writes, after each frame. */
    void frameEnds() {
        frames += ended ? 0 : 1;
    }

    /** Whether a reader that has read so many frames would not block. */
    boolean readable(long framesRead) {
        return ended || frames > framesRead;
    }

    OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) {
                int count = ended ? 0 : (int) Math.min(length, cutAt - written);
                if (written + count > bytes.length) {
                    bytes = Arrays.copyOf(bytes, 2 * (written + count));
                }
                System.arraycopy(from, offset, bytes, written, count);
                written += count;
                ended |= written
                        == cutAt; // the writer does not notice: its side of a broken connection is the last to know
            }
        };
    }

    InputStream in() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                if (taken == written) {
                    if (!ended) {
                        throw new IllegalStateException("would wait for ever: nothing was sent");
                    }
                    return -1;
                }
                int count = Math.min(length, written - taken);
                System.arraycopy(bytes, taken, into, offset, count);
                taken += count;
                return count;
            }
        };
    }
}
