package dev.framewire.benchmarks.auth;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/** One direction in memory. A reader that is too early yields, so that a benchmark whose sides take
 * turns needs no second core of its own. */
final class MemoryPipe {
    private final byte[] bytes;
    private int readAt;
    private volatile int writtenTo;
    private volatile int freed;

    MemoryPipe(int capacityBytes) {
        bytes = new byte[capacityBytes];
    }

    final OutputStream output = new OutputStream() {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) {
            Objects.checkFromIndexSize(off, len, b.length);
            int at = writtenTo;
            if (at + len > bytes.length) {
                while (freed < at) {
                    Thread.yield();
                }
                at = 0;
                freed = 0;
                readAt = 0;
            }
            System.arraycopy(b, off, bytes, at, len);
            writtenTo = at + len;
        }
    };

    final InputStream input = new InputStream() {
        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) {
            while (writtenTo <= readAt) {
                Thread.yield();
            }
            int n = Math.min(len, writtenTo - readAt);
            System.arraycopy(bytes, readAt, b, off, n);
            readAt += n;
            freed = readAt;
            return n;
        }
    };
}
