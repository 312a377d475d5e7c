package dev.framewire.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Waits until the machine does nothing else: less than 8 % busy for some seconds. */
final class Idle {
    private static final Path STAT = Path.of("/proc/stat");
    private static final double BUSY = 0.08;

    private Idle() {}

    /** Waits, at most so long; false if the machine was busy to the end, or cannot be asked. */
    static boolean await(int quietSeconds, int limitSeconds) throws IOException, InterruptedException {
        if (!Files.isReadable(STAT)) {
            return false;
        }
        int quiet = 0;
        long[] before = ticks(Files.readString(STAT));
        for (int second = 0; second < limitSeconds && quiet < quietSeconds; second++) {
            Thread.sleep(1000);
            long[] now = ticks(Files.readString(STAT));
            quiet = busy(before, now) < BUSY ? quiet + 1 : 0;
            before = now;
        }
        return quiet >= quietSeconds;
    }

    /** Idle and all ticks, from the first line: {@code cpu user nice system idle iowait irq softirq steal …}. */
    static long[] ticks(String stat) {
        String[] words = stat.substring(0, stat.indexOf('\n')).trim().split("\\s+");
        long all = 0;
        for (int i = 1; i < Math.min(words.length, 9); i++) {
            all += Long.parseLong(words[i]);
        }
        return new long[] {Long.parseLong(words[4]) + Long.parseLong(words[5]), all};
    }

    static double busy(long[] before, long[] now) {
        long all = now[1] - before[1];
        return all <= 0 ? 1 : 1 - (double) (now[0] - before[0]) / all;
    }
}
