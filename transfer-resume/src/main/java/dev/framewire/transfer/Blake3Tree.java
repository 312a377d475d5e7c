package dev.framewire.transfer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subtree of BLAKE3's tree over a content: its bytes go in, in order, and out comes the chaining value above them, or, where
 * they are the whole content, its BLAKE3 hash.
 *
 * <pre>
 *                       node
 *             node              node
 *         node    node      node    chunk      an odd one goes up as it is
 *        chunk … chunk            1024 bytes each, numbered from the start of the content
 * </pre>
 *
 * Memory grows with what has come: 32 bytes for each 1,024. Not thread-safe.
 */
final class Blake3Tree {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FIRST_VALUES = 16;
    private static final int MAX_GATHERED_BYTES = Blake3Lanes.MAX_LANES * Blake3.CHUNK_BYTES;

    private final int[] v = new int[16];
    private final int[] block = new int[16];
    private final int[] cv = new int[Blake3.CV_WORDS];
    private final byte[] tail = new byte[Blake3.CHUNK_BYTES];
    private final byte[] padded = new byte[Blake3.BLOCK_BYTES];
    private @Nullable Blake3Lanes lanes;
    /** The chaining values of the chunks so far, word by word. */
    private final int[][] values = new int[Blake3.CV_WORDS][FIRST_VALUES];

    /** Bytes from outside the heap that are not digested yet; no longer than twice what has come. */
    private byte[] gather = new byte[0];

    private int gathered;
    private long first;
    private int count;
    private int inTail;

    /** Begins at that byte of the content, which is the first of one of its chunks. */
    void begin(long position) {
        first = position / Blake3.CHUNK_BYTES;
        count = 0;
        inTail = 0;
        gathered = 0;
    }

    /** The bytes up to the limit. Those outside the heap are gathered for a full set of lanes. */
    void update(ByteBuffer bytes) {
        if (bytes.hasArray()) {
            flush();
            update(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            bytes.position(bytes.limit());
            return;
        }
        while (bytes.hasRemaining()) {
            if (gathered == MAX_GATHERED_BYTES) {
                flush();
            }
            int taken = Math.min(bytes.remaining(), MAX_GATHERED_BYTES - gathered);
            if (gathered + taken > gather.length) {
                int wider = Math.min(MAX_GATHERED_BYTES, Math.max(gathered + taken, 2 * gather.length));
                gather = Arrays.copyOf(gather, wider);
            }
            bytes.get(gather, gathered, taken);
            gathered += taken;
        }
    }

    private void flush() {
        int length = gathered;
        gathered = 0;
        update(gather, 0, length);
    }

    private void update(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int whole = (end - at) / Blake3.CHUNK_BYTES;
            // A first chunk that fills the tail stays there: if nothing follows, it is the root, and is compressed as
            // such.
            if (inTail == tail.length) {
                room(1);
                chunk(tail, 0, inTail, 0);
                keep();
                inTail = 0;
            } else if (inTail == 0 && (whole > 1 || whole == 1 && count > 0)) {
                at += Blake3.CHUNK_BYTES * chunks(bytes, at, Math.min(whole, Blake3Lanes.MAX_LANES));
            } else {
                int taken = Math.min(end - at, tail.length - inTail);
                System.arraycopy(bytes, at, tail, inTail, taken);
                inTail += taken;
                at += taken;
            }
        }
    }

    /** The value above what has come: the hash of it, if it is the whole content. */
    byte[] finish(boolean whole) {
        flush();
        int root = whole ? Blake3.ROOT : 0;
        if (count == 0) {
            chunk(tail, 0, inTail, root);
            return bytes(cv);
        }
        if (inTail > 0) {
            room(1);
            chunk(tail, 0, inTail, 0);
            keep();
        }
        for (int width = count; width > 1; width = fold(width, width == 2 ? root : 0)) {}
        return bytes(value(0));
    }

    /** The hash of a content, from the values of its chunks: all of one size that is a power of two, but the last. */
    static byte[] root(List<byte[]> chunks) {
        if (chunks.isEmpty()) {
            return new Blake3Tree().finish(true);
        }
        List<byte[]> level = chunks;
        while (level.size() > 1) {
            List<byte[]> above = new ArrayList<>();
            for (int i = 0; i + 1 < level.size(); i += 2) {
                above.add(parent(level.get(i), level.get(i + 1), level.size() == 2));
            }
            if (level.size() % 2 == 1) {
                above.add(level.get(level.size() - 1));
            }
            level = above;
        }
        return level.get(0).clone();
    }

    private static byte[] parent(byte[] left, byte[] right, boolean root) {
        int[] block = new int[16];
        words(left, 0, block, 0, Blake3.CV_WORDS);
        words(right, 0, block, Blake3.CV_WORDS, Blake3.CV_WORDS);
        int[] cv = new int[Blake3.CV_WORDS];
        start(cv);
        int flags = Blake3.PARENT | (root ? Blake3.ROOT : 0);
        Blake3.compress(cv, block, new int[16], 0, Blake3.BLOCK_BYTES, flags);
        return bytes(cv);
    }

    private int chunks(byte[] bytes, int at, int wanted) {
        room(wanted);
        if (wanted < Blake3Lanes.MIN_LANES) {
            chunk(bytes, at, Blake3.CHUNK_BYTES, 0);
            keep();
            return 1;
        }
        lanes().chunks(bytes, at, wanted, first + count, values, count);
        count += wanted;
        return wanted;
    }

    private Blake3Lanes lanes() {
        Blake3Lanes made = lanes;
        if (made == null) {
            made = new Blake3Lanes();
            lanes = made;
        }
        return made;
    }

    /** One level up, in place: what is read lies behind what is written. */
    private int fold(int width, int root) {
        int pairs = width / 2;
        int done = 0;
        while (pairs - done >= Blake3Lanes.MIN_LANES) {
            int most = Math.min(pairs - done, Blake3Lanes.MAX_LANES);
            lanes().parents(values, 2 * done, most, done);
            done += most;
        }
        for (; done < pairs; done++) {
            for (int word = 0; word < Blake3.CV_WORDS; word++) {
                block[word] = values[word][2 * done];
                block[word + Blake3.CV_WORDS] = values[word][2 * done + 1];
            }
            start(cv);
            Blake3.compress(cv, block, v, 0, Blake3.BLOCK_BYTES, Blake3.PARENT | root);
            put(done);
        }
        if (width % 2 == 1) {
            for (int[] word : values) {
                word[pairs] = word[width - 1];
            }
        }
        return pairs + width % 2;
    }

    /** Leaves the value of a chunk, or of the last bytes, in {@link #cv}. */
    private void chunk(byte[] bytes, int offset, int length, int root) {
        start(cv);
        int flags = Blake3.CHUNK_START;
        for (int at = 0; at == 0 || at < length; at += Blake3.BLOCK_BYTES) {
            int here = Math.min(Blake3.BLOCK_BYTES, length - at);
            if (here == Blake3.BLOCK_BYTES) {
                words(bytes, offset + at, block, 0, block.length);
            } else {
                System.arraycopy(bytes, offset + at, padded, 0, here);
                Arrays.fill(padded, here, padded.length, (byte) 0);
                words(padded, 0, block, 0, block.length);
            }
            if (at + here == length) {
                flags |= Blake3.CHUNK_END | root;
            }
            Blake3.compress(cv, block, v, first + count, here, flags);
            flags = 0;
        }
    }

    private void room(int more) {
        if (count + more > values[0].length) {
            int wider = Math.max(count + more, 2 * values[0].length);
            for (int word = 0; word < values.length; word++) {
                values[word] = Arrays.copyOf(values[word], wider);
            }
        }
    }

    private void keep() {
        put(count);
        count++;
    }

    private void put(int at) {
        for (int word = 0; word < Blake3.CV_WORDS; word++) {
            values[word][at] = cv[word];
        }
    }

    private int[] value(int at) {
        int[] found = new int[Blake3.CV_WORDS];
        for (int word = 0; word < found.length; word++) {
            found[word] = values[word][at];
        }
        return found;
    }

    private static void start(int[] cv) {
        for (int word = 0; word < Blake3.CV_WORDS; word++) {
            cv[word] = Blake3.iv(word);
        }
    }

    private static void words(byte[] bytes, int offset, int[] words, int at, int count) {
        for (int i = 0; i < count; i++) {
            words[at + i] = (int) WORD.get(bytes, offset + i * Integer.BYTES);
        }
    }

    /** Byte by byte: where a word at a time is put into a new array, the compiler of JDK 17 now and then leaves it all zeros. */
    static byte[] bytes(int[] words) {
        byte[] out = new byte[words.length * Integer.BYTES];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (words[i / Integer.BYTES] >>> Byte.SIZE * (i % Integer.BYTES));
        }
        return out;
    }
}
