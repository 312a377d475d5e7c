package dev.framewire.transfer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A JVM of its own for {@link StressedCompilerIT}: the same contents are hashed until all of the code is compiled, and longer. */
final class StressedCompiler {
    private static final int CONTENTS = 12;
    private static final int CALLS = 300_000;
    private static final int THREADS = 2;
    private static final int LEAF_BYTES = 16 << 10;

    private final byte[][] contents = new byte[CONTENTS][];
    private final byte[][] expected = new byte[CONTENTS][];
    private final List<List<byte[]>> leaves = new ArrayList<>();
    private final AtomicInteger wrong = new AtomicInteger();

    private StressedCompiler() {}

    public static void main(String[] arguments) throws InterruptedException {
        new StressedCompiler().run(Long.parseLong(arguments[0]));
    }

    private void run(long seed) throws InterruptedException {
        Random random = new Random(seed);
        for (int i = 0; i < CONTENTS; i++) {
            contents[i] = new byte[1 + random.nextInt(i < 9 ? 100_000 : 2_000)];
            random.nextBytes(contents[i]);
            expected[i] = Blake3Properties.reference(contents[i]);
            leaves.add(leaves(contents[i]));
        }
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random choice = new Random(seed * 31 + i);
            threads.add(new Thread(() -> {
                for (int call = 0; call < CALLS; call++) {
                    hash(choice);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        if (wrong.get() == 0) {
            System.out.println("all the same");
        }
    }

    private void hash(Random choice) {
        int i = choice.nextInt(CONTENTS);
        byte[] found = choice.nextInt(20) == 0
                ? hash(contents[i], 0, contents[i].length, true)
                : Blake3Tree.root(leaves.get(i));
        if (!Arrays.equals(found, expected[i]) && wrong.incrementAndGet() < 5) {
            System.out.println(HexFormat.of().formatHex(found) + " of " + contents[i].length + " bytes");
        }
    }

    private static List<byte[]> leaves(byte[] content) {
        List<byte[]> leaves = new ArrayList<>();
        for (int at = 0; at < content.length; at += LEAF_BYTES) {
            int length = Math.min(LEAF_BYTES, content.length - at);
            leaves.add(hash(content, at, length, content.length <= LEAF_BYTES));
        }
        return leaves;
    }

    private static byte[] hash(byte[] content, int offset, int length, boolean whole) {
        Blake3Tree tree = new Blake3Tree();
        tree.begin(offset);
        tree.update(ByteBuffer.wrap(content, offset, length));
        return tree.finish(whole);
    }
}
