package dev.framewire.transfer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The compression function of BLAKE3 over many inputs at once, a lane each. Every word of the state is an array with a place
 * for each lane, so that a step is a plain loop over {@code int[]}, which the JIT compiles to vector instructions:
 *
 * <pre>
 *             lane 0   lane 1   lane 2  …
 *   v[0]        a        a        a          one loop: a += b + x; d = (d ^ a) >>> 16; …
 *   v[4]        b        b        b
 *   …
 * </pre>
 *
 * Written word by word, as {@link Blake3} is, the same takes four to six times as long. More lanes than {@link #MAX_LANES}
 * leave the processor's first cache; fewer than {@link #MIN_LANES} gain nothing. Not thread-safe.
 */
final class Blake3Lanes {
    static final int MAX_LANES = 256;
    static final int MIN_LANES = 32;

    private static final VarHandle TWO_WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCKS = Blake3.CHUNK_BYTES / Blake3.BLOCK_BYTES;

    private final int[] schedule = Blake3.schedule();
    private final int[] begins = new int[MAX_LANES];
    private final int[][] v = new int[16][MAX_LANES];
    private final int[][] block = new int[16][MAX_LANES];
    private final int[][] cv = new int[Blake3.CV_WORDS][MAX_LANES];

    /** The chaining values of {@code lanes} whole chunks in a row, of which the first is {@code counter}, put to {@code out}. */
    void chunks(byte[] bytes, int offset, int lanes, long counter, int[][] out, int at) {
        for (int word = 0; word < cv.length; word++) {
            Arrays.fill(cv[word], 0, lanes, Blake3.iv(word));
        }
        for (int i = 0; i < lanes; i++) {
            begins[i] = offset + i * Blake3.CHUNK_BYTES;
        }
        for (int b = 0; b < BLOCKS; b++) {
            load(bytes, begins, b * Blake3.BLOCK_BYTES, lanes);
            for (int i = 0; i < lanes; i++) {
                v[12][i] = (int) (counter + i);
                v[13][i] = (int) ((counter + i) >>> 32);
            }
            int start = b == 0 ? Blake3.CHUNK_START : 0;
            compress(lanes, start | (b == BLOCKS - 1 ? Blake3.CHUNK_END : 0));
        }
        put(out, at, lanes);
    }

    /** The chaining values above {@code 2 * lanes} of these, from {@code from} on; they replace those from {@code at} on. */
    void parents(int[][] values, int from, int lanes, int at) {
        for (int word = 0; word < Blake3.CV_WORDS; word++) {
            pairs(values[word], from, block[word], block[word + Blake3.CV_WORDS], lanes);
            Arrays.fill(cv[word], 0, lanes, Blake3.iv(word));
        }
        Arrays.fill(v[12], 0, lanes, 0);
        Arrays.fill(v[13], 0, lanes, 0);
        compress(lanes, Blake3.PARENT);
        put(values, at, lanes);
    }

    /** Takes the block of each lane that is so far behind where the lane begins. */
    void load(byte[] bytes, int[] begins, int behind, int lanes) {
        load(bytes, begins, behind, 0, lanes);
        load(bytes, begins, behind + 8 * Integer.BYTES, 8, lanes);
    }

    /** The block of each lane, word by word, for {@link #compress(int, int[], int[], int[])}. */
    int[][] blocks() {
        return block;
    }

    /** The chaining value of each lane, word by word; a compression replaces those of its lanes. */
    int[][] values() {
        return cv;
    }

    /** One block of each lane, each with a counter below 2^31, a length and flags of its own. */
    void compress(int lanes, int[] counters, int[] lengths, int[] flags) {
        System.arraycopy(counters, 0, v[12], 0, lanes);
        Arrays.fill(v[13], 0, lanes, 0);
        System.arraycopy(lengths, 0, v[14], 0, lanes);
        System.arraycopy(flags, 0, v[15], 0, lanes);
        compress(lanes);
    }

    private void put(int[][] out, int at, int lanes) {
        for (int word = 0; word < cv.length; word++) {
            System.arraycopy(cv[word], 0, out[word], at, lanes);
        }
    }

    private void compress(int lanes, int flags) {
        Arrays.fill(v[14], 0, lanes, Blake3.BLOCK_BYTES);
        Arrays.fill(v[15], 0, lanes, flags);
        compress(lanes);
    }

    private void compress(int lanes) {
        for (int word = 0; word < Blake3.CV_WORDS; word++) {
            System.arraycopy(cv[word], 0, v[word], 0, lanes);
        }
        for (int word = 0; word < 4; word++) {
            Arrays.fill(v[8 + word], 0, lanes, Blake3.iv(word));
        }
        for (int r = 0; r < schedule.length; r += 16) {
            mix(0, 4, 8, 12, r, lanes);
            mix(1, 5, 9, 13, r + 2, lanes);
            mix(2, 6, 10, 14, r + 4, lanes);
            mix(3, 7, 11, 15, r + 6, lanes);
            mix(0, 5, 10, 15, r + 8, lanes);
            mix(1, 6, 11, 12, r + 10, lanes);
            mix(2, 7, 8, 13, r + 12, lanes);
            mix(3, 4, 9, 14, r + 14, lanes);
        }
        for (int word = 0; word < Blake3.CV_WORDS; word++) {
            xor(v[word], v[word + 8], cv[word], lanes);
        }
    }

    private void mix(int a, int b, int c, int d, int step, int lanes) {
        mix(v[a], v[b], v[c], v[d], block[schedule[step]], block[schedule[step + 1]], lanes);
    }

    // The loops below stay as they are: each is what one JDK or the other was seen to vectorise, 17 no larger ones.

    private static void mix(int[] a, int[] b, int[] c, int[] d, int[] x, int[] y, int lanes) {
        for (int i = 0; i < lanes; i++) {
            int va = a[i] + b[i] + x[i];
            int vd = Integer.rotateRight(d[i] ^ va, 16);
            int vc = c[i] + vd;
            int vb = Integer.rotateRight(b[i] ^ vc, 12);
            va = va + vb + y[i];
            vd = Integer.rotateRight(vd ^ va, 8);
            vc = vc + vd;
            a[i] = va;
            b[i] = Integer.rotateRight(vb ^ vc, 7);
            c[i] = vc;
            d[i] = vd;
        }
    }

    private static void xor(int[] x, int[] y, int[] out, int lanes) {
        for (int i = 0; i < lanes; i++) {
            out[i] = x[i] ^ y[i];
        }
    }

    // The lanes lie 1024 bytes apart, so that they share few sets of the first cache: a line is out of it again
    // before a second pass comes. Eight words a pass read it twice instead of sixteen times, and two words at once
    // take half the loads. All sixteen in one pass are slower again.
    private void load(byte[] bytes, int[] begins, int behind, int word, int lanes) {
        int[] word0 = block[word];
        int[] word1 = block[word + 1];
        int[] word2 = block[word + 2];
        int[] word3 = block[word + 3];
        int[] word4 = block[word + 4];
        int[] word5 = block[word + 5];
        int[] word6 = block[word + 6];
        int[] word7 = block[word + 7];
        for (int i = 0; i < lanes; i++) {
            int at = begins[i] + behind;
            long first = (long) TWO_WORDS.get(bytes, at);
            long second = (long) TWO_WORDS.get(bytes, at + Long.BYTES);
            long third = (long) TWO_WORDS.get(bytes, at + 2 * Long.BYTES);
            long fourth = (long) TWO_WORDS.get(bytes, at + 3 * Long.BYTES);
            word0[i] = (int) first;
            word1[i] = (int) (first >>> Integer.SIZE);
            word2[i] = (int) second;
            word3[i] = (int) (second >>> Integer.SIZE);
            word4[i] = (int) third;
            word5[i] = (int) (third >>> Integer.SIZE);
            word6[i] = (int) fourth;
            word7[i] = (int) (fourth >>> Integer.SIZE);
        }
    }

    private static void pairs(int[] in, int from, int[] left, int[] right, int lanes) {
        for (int i = 0; i < lanes; i++) {
            left[i] = in[from + 2 * i];
            right[i] = in[from + 2 * i + 1];
        }
    }
}
