package dev.framewire.transfer.testkit;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of a file, in pages that are never changed once they are in here: a copy of a disk shares them. Behind the length
 * there are zeros.
 */
final class Pages {
    static final int BYTES = SimulatedDisk.PAGE_BYTES;
    private static final byte[] ZEROS = new byte[BYTES];

    private byte[][] pages = new byte[0][];
    private int size;

    Pages copy() {
        Pages twin = new Pages();
        twin.pages = pages.clone();
        twin.size = size;
        return twin;
    }

    int size() {
        return size;
    }

    byte[] page(int index) {
        return index < pages.length ? pages[index] : ZEROS;
    }

    void put(int index, byte[] page) {
        if (index >= pages.length) {
            int before = pages.length;
            pages = Arrays.copyOf(pages, Math.max(index + 1, before + before / 2));
            Arrays.fill(pages, before, pages.length, ZEROS);
        }
        pages[index] = page;
    }

    int read(ByteBuffer target, long position, int most) {
        if (position >= size) {
            return -1;
        }
        int length = (int) Math.min(Math.min(target.remaining(), most), size - position);
        int at = (int) position;
        for (int end = at + length; at < end; ) {
            int count = Math.min(end - at, BYTES - at % BYTES);
            target.put(page(at / BYTES), at % BYTES, count);
            at += count;
        }
        return length;
    }

    void write(ByteBuffer source, int position, int length) {
        int at = position;
        for (int end = at + length; at < end; ) {
            int count = Math.min(end - at, BYTES - at % BYTES);
            byte[] page = count == BYTES ? new byte[BYTES] : page(at / BYTES).clone();
            source.get(page, at % BYTES, count);
            put(at / BYTES, page);
            at += count;
        }
    }

    /** Sets the length where there are zeros behind it already. */
    void grow(int length) {
        size = length;
    }

    /** Sets the length, and makes zeros of what is behind it. */
    void cut(int length) {
        size = length;
        int first = length / BYTES;
        if (first < pages.length && length % BYTES != 0) {
            byte[] last = pages[first].clone();
            Arrays.fill(last, length % BYTES, BYTES, (byte) 0);
            pages[first++] = last;
        }
        if (first < pages.length) {
            Arrays.fill(pages, first, pages.length, ZEROS);
        }
    }

    void flipBit(long bit) {
        int index = Math.toIntExact(bit / 8);
        byte[] page = page(index / BYTES).clone();
        page[index % BYTES] ^= (byte) (1 << (bit % 8));
        put(index / BYTES, page);
    }
}
