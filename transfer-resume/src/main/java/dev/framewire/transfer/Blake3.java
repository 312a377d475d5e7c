package dev.framewire.transfer;

/**
 * The compression function of BLAKE3, one block at a time, for what is too little to fill {@link Blake3Lanes}: the last bytes of
 * a content and the top of its tree.
 *
 * <p>Source: O'Connor, Aumasson, Neves, Wilcox-O'Hearn, "BLAKE3: one function, fast everywhere", section 2.
 */
final class Blake3 {
    static final int BLOCK_BYTES = 64;
    /** A leaf of BLAKE3's own tree; sixteen are one of ours. */
    static final int CHUNK_BYTES = 1 << 10;

    static final int CHUNK_START = 1;
    static final int CHUNK_END = 2;
    static final int PARENT = 4;
    static final int ROOT = 8;

    /** How many words a chaining value has. */
    static final int CV_WORDS = 8;

    private static final int[] IV = {
        0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19
    };
    private static final int[] PERMUTATION = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
    private static final int ROUNDS = 7;
    private static final int[] SCHEDULE = schedule();

    private Blake3() {}

    static int iv(int word) {
        return IV[word];
    }

    /** Which word of the block each step of each round takes: 16 a round. */
    static int[] schedule() {
        int[] words = new int[ROUNDS * 16];
        for (int i = 0; i < 16; i++) {
            words[i] = i;
        }
        for (int i = 16; i < words.length; i++) {
            words[i] = words[i - 16 - i % 16 + PERMUTATION[i % 16]];
        }
        return words;
    }

    /** Replaces a chaining value by that after one more block, with 16 words of {@code v} to work in. */
    static void compress(int[] cv, int[] block, int[] v, long counter, int length, int flags) {
        System.arraycopy(cv, 0, v, 0, CV_WORDS);
        System.arraycopy(IV, 0, v, 8, 4);
        v[12] = (int) counter;
        v[13] = (int) (counter >>> 32);
        v[14] = length;
        v[15] = flags;
        for (int r = 0; r < SCHEDULE.length; r += 16) {
            mix(v, 0, 4, 8, 12, block[SCHEDULE[r]], block[SCHEDULE[r + 1]]);
            mix(v, 1, 5, 9, 13, block[SCHEDULE[r + 2]], block[SCHEDULE[r + 3]]);
            mix(v, 2, 6, 10, 14, block[SCHEDULE[r + 4]], block[SCHEDULE[r + 5]]);
            mix(v, 3, 7, 11, 15, block[SCHEDULE[r + 6]], block[SCHEDULE[r + 7]]);
            mix(v, 0, 5, 10, 15, block[SCHEDULE[r + 8]], block[SCHEDULE[r + 9]]);
            mix(v, 1, 6, 11, 12, block[SCHEDULE[r + 10]], block[SCHEDULE[r + 11]]);
            mix(v, 2, 7, 8, 13, block[SCHEDULE[r + 12]], block[SCHEDULE[r + 13]]);
            mix(v, 3, 4, 9, 14, block[SCHEDULE[r + 14]], block[SCHEDULE[r + 15]]);
        }
        for (int i = 0; i < CV_WORDS; i++) {
            cv[i] = v[i] ^ v[i + 8];
        }
    }

    private static void mix(int[] v, int a, int b, int c, int d, int x, int y) {
        v[a] += v[b] + x;
        v[d] = Integer.rotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = Integer.rotateRight(v[b] ^ v[c], 12);
        v[a] += v[b] + y;
        v[d] = Integer.rotateRight(v[d] ^ v[a], 8);
        v[c] += v[d];
        v[b] = Integer.rotateRight(v[b] ^ v[c], 7);
    }
}
