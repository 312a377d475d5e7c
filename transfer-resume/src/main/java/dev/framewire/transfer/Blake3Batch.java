package dev.framewire.transfer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The BLAKE3 hashes of many small contents at once: one of them has too few chunks to fill {@link Blake3Lanes}, all together have
 * enough.
 *
 * <pre>
 *   bytes   | content 0        | content 1 | content 2   …
 *   chunks  | 0 | 1 | 2 (part) | 0 (part)  | 0 | 1 (part) …      a lane each, those of most blocks first:
 *   block 0   ########################
 *   block 1   ##################                                 the lanes that have ended are behind those that go on
 *   …
 *   parents   pairs of all the contents' values, level by level
 * </pre>
 *
 * Not thread-safe.
 */
final class Blake3Batch {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int CHUNK_BLOCKS = Blake3.CHUNK_BYTES / Blake3.BLOCK_BYTES;

    private final Blake3Lanes lanes = new Blake3Lanes();
    private final int[][] blocks = lanes.blocks();
    private final int[][] state = lanes.values();
    private final int[] begins = new int[Blake3Lanes.MAX_LANES];
    private final int[] counters = new int[Blake3Lanes.MAX_LANES];
    private final int[] lengths = new int[Blake3Lanes.MAX_LANES];
    private final int[] flags = new int[Blake3Lanes.MAX_LANES];
    private final byte[] padded = new byte[Blake3.BLOCK_BYTES];

    /** The chaining values of all chunks, word by word; those of a content follow each other. */
    private final int[][] values = new int[Blake3.CV_WORDS][0];

    /** Of each chunk: where its bytes begin, how many there are, its number in its content, whether it is all of it. */
    private int[] starts = new int[0];

    private int[] sizes = new int[0];
    private int[] numbers = new int[0];
    private boolean[] alone = new boolean[0];
    /** The chunks, those of most blocks first. */
    private int[] order = new int[0];

    /** The pairs of a level: their left values, their parents' places, and whether a parent is the root. */
    private int[] lefts = new int[0];

    private int[] parents = new int[0];
    private boolean[] tops = new boolean[0];

    /** The hashes of contents that follow each other from {@code offset} on. */
    byte[][] hashes(byte[] bytes, int offset, int[] contents) {
        int[] widths = new int[contents.length];
        int count = cut(offset, contents, widths);
        for (int from = 0; from < count; from += Blake3Lanes.MAX_LANES) {
            chunks(bytes, from, Math.min(Blake3Lanes.MAX_LANES, count - from));
        }
        int[] firsts = new int[widths.length];
        for (int i = 1; i < firsts.length; i++) {
            firsts[i] = firsts[i - 1] + widths[i - 1];
        }
        while (level(firsts, widths)) {}
        byte[][] hashes = new byte[contents.length][];
        int[] words = new int[Blake3.CV_WORDS];
        for (int i = 0; i < hashes.length; i++) {
            for (int word = 0; word < words.length; word++) {
                words[word] = values[word][firsts[i]];
            }
            hashes[i] = Blake3Tree.bytes(words);
        }
        return hashes;
    }

    /** Finds the chunks, and puts them in order; answers how many, and how many each content has. */
    private int cut(int offset, int[] contents, int[] widths) {
        int count = 0;
        for (int i = 0; i < contents.length; i++) {
            widths[i] = Math.max(1, (contents[i] + Blake3.CHUNK_BYTES - 1) / Blake3.CHUNK_BYTES);
            count += widths[i];
        }
        room(count);
        int[] ofBlocks = new int[CHUNK_BLOCKS + 2]; // first how many chunks have so many blocks, then where those begin
        int chunk = 0;
        int start = offset;
        for (int i = 0; i < contents.length; i++) {
            for (int number = 0; number < widths[i]; number++) {
                starts[chunk] = start + number * Blake3.CHUNK_BYTES;
                sizes[chunk] = Math.min(Blake3.CHUNK_BYTES, contents[i] - number * Blake3.CHUNK_BYTES);
                numbers[chunk] = number;
                alone[chunk] = widths[i] == 1;
                ofBlocks[blocks(chunk)]++;
                chunk++;
            }
            start += contents[i];
        }
        int at = 0;
        for (int blocks = CHUNK_BLOCKS; blocks > 0; blocks--) {
            int here = ofBlocks[blocks];
            ofBlocks[blocks] = at;
            at += here;
        }
        for (int i = 0; i < count; i++) {
            order[ofBlocks[blocks(i)]++] = i;
        }
        return count;
    }

    private void room(int count) {
        if (count > starts.length) {
            starts = new int[count];
            sizes = new int[count];
            numbers = new int[count];
            alone = new boolean[count];
            order = new int[count];
            lefts = new int[count];
            parents = new int[count];
            tops = new boolean[count];
            for (int word = 0; word < values.length; word++) {
                values[word] = new int[count];
            }
        }
    }

    private int blocks(int chunk) {
        return Math.max(1, (sizes[chunk] + Blake3.BLOCK_BYTES - 1) / Blake3.BLOCK_BYTES);
    }

    /** The values of so many chunks from that place of the order on. */
    private void chunks(byte[] bytes, int from, int count) {
        start(count);
        for (int lane = 0; lane < count; lane++) {
            counters[lane] = numbers[order[from + lane]];
            begins[lane] = starts[order[from + lane]];
        }
        int active = count;
        for (int block = 0; active > 0; block++) {
            Arrays.fill(lengths, 0, active, Blake3.BLOCK_BYTES);
            Arrays.fill(flags, 0, active, block == 0 ? Blake3.CHUNK_START : 0);
            int going = active; // how many lanes have another block behind this one
            while (going > 0 && blocks(order[from + going - 1]) == block + 1) {
                going--;
                end(bytes, order[from + going], block, going);
            }
            lanes.load(bytes, begins, block * Blake3.BLOCK_BYTES, going);
            lanes.compress(active, counters, lengths, flags);
            for (int lane = going; lane < active; lane++) {
                keep(lane, order[from + lane]);
            }
            active = going;
        }
    }

    /** The last block of a chunk; the bytes behind it are zeros, and not the next content's. */
    private void end(byte[] bytes, int chunk, int block, int lane) {
        int here = sizes[chunk] - block * Blake3.BLOCK_BYTES;
        Arrays.fill(padded, here, padded.length, (byte) 0);
        System.arraycopy(bytes, starts[chunk] + block * Blake3.BLOCK_BYTES, padded, 0, here);
        for (int word = 0; word < blocks.length; word++) {
            blocks[word][lane] = (int) WORD.get(padded, word * Integer.BYTES);
        }
        lengths[lane] = here;
        flags[lane] |= Blake3.CHUNK_END | (alone[chunk] ? Blake3.ROOT : 0);
    }

    /** One level up in every content's tree, in place: what is read lies behind what is written. False if all are at the top. */
    private boolean level(int[] firsts, int[] widths) {
        int pairs = 0;
        for (int i = 0; i < widths.length; i++) {
            for (int pair = 0; pair < widths[i] / 2; pair++) {
                lefts[pairs] = firsts[i] + 2 * pair;
                parents[pairs] = firsts[i] + pair;
                tops[pairs] = widths[i] == 2;
                pairs++;
            }
        }
        for (int from = 0; from < pairs; from += Blake3Lanes.MAX_LANES) {
            parents(from, Math.min(Blake3Lanes.MAX_LANES, pairs - from));
        }
        for (int i = 0; i < widths.length; i++) {
            int above = (widths[i] + 1) / 2;
            if (widths[i] % 2 == 1) {
                for (int[] word : values) {
                    word[firsts[i] + above - 1] = word[firsts[i] + widths[i] - 1]; // an odd one goes up as it is
                }
            }
            widths[i] = above;
        }
        return pairs > 0;
    }

    private void parents(int from, int count) {
        start(count);
        Arrays.fill(counters, 0, count, 0);
        Arrays.fill(lengths, 0, count, Blake3.BLOCK_BYTES);
        for (int lane = 0; lane < count; lane++) {
            flags[lane] = Blake3.PARENT | (tops[from + lane] ? Blake3.ROOT : 0);
        }
        for (int word = 0; word < Blake3.CV_WORDS; word++) {
            for (int lane = 0; lane < count; lane++) {
                blocks[word][lane] = values[word][lefts[from + lane]];
                blocks[word + Blake3.CV_WORDS][lane] = values[word][lefts[from + lane] + 1];
            }
        }
        lanes.compress(count, counters, lengths, flags);
        for (int lane = 0; lane < count; lane++) {
            keep(lane, parents[from + lane]);
        }
    }

    private void start(int count) {
        for (int word = 0; word < Blake3.CV_WORDS; word++) {
            Arrays.fill(state[word], 0, count, Blake3.iv(word));
        }
    }

    private void keep(int lane, int at) {
        for (int word = 0; word < Blake3.CV_WORDS; word++) {
            values[word][at] = state[word][lane];
        }
    }
}
