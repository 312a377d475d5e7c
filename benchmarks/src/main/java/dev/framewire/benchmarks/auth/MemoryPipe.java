package dev.framewire.benchmarks.auth;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/**
 * One direction in memory, a ring: one thread writes, one reads, or one does both in turn. Whoever is too early yields, so
 * that a benchmark whose sides take turns needs no second core of its own.
 */
final class MemoryPipe {
    private final byte[] ring;
    // Each is written by one side only. They never go back, so neither can take an old value for a new one.
    private volatile long written;
    private volatile long read;

    MemoryPipe(int capacityBytes) {
        ring = new byte[capacityBytes];
    }

    final OutputStream output = new OutputStream() {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) {
            Objects.checkFromIndexSize(off, len, b.length);
            int done = 0;
            while (done < len) {
                long at = written;
                int free = ring.length - (int) (at - read);
                if (free == 0) {
                    Thread.yield();
                    continue;
                }
                int from = (int) (at % ring.length);
                int n = Math.min(Math.min(len - done, free), ring.length - from);
                System.arraycopy(b, off + done, ring, from, n);
                written = at + n;
                done += n;
            }
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
            long at = read;
            while (written == at) {
                Thread.yield();
            }
            int from = (int) (at % ring.length);
            int n = Math.min(Math.min(len, (int) (written - at)), ring.length - from);
            System.arraycopy(ring, from, b, off, n);
            read = at + n;
            return n;
        }
    };
}
