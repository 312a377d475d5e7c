package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.wire.Sizes;
import dev.framewire.netdisk.wire.Text;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * One line that is rewritten in place:
 *
 * <pre>
 *   photos.zip  62% [▒▒▒▒▒▒▒▒▒██████████·········] 62.0 MiB/100.0 MiB  3.1 MiB/s  00:12
 *                    held from   sent now  to come
 *                    before
 * </pre>
 *
 * The percentage counts what is in place, the speed only what was sent now, over the last five seconds. Not thread-safe.
 */
final class ProgressBar {
    static final int FRAMES_PER_SECOND = 10;
    private static final long WINDOW_NANOS = 5_000_000_000L;
    private static final int MIN_BAR = 10;
    private static final int MIN_NAME = 8;

    private record Sample(long nanos, long sent) {}

    private final PrintStream err;
    private final IntSupplier terminalWidth;
    private final boolean unicode;
    private final LongSupplier nanos;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private int width; // 0 where it is to be asked for
    private volatile boolean resized;
    private long lastFrame;
    private boolean drawn;

    /** @param terminalWidth asked for the first frame, and for the first one after each time that the window was {@link #resized} */
    ProgressBar(PrintStream err, IntSupplier terminalWidth, boolean unicode, LongSupplier nanos) {
        this.err = err;
        this.terminalWidth = terminalWidth;
        this.unicode = unicode;
        this.nanos = nanos;
    }

    /** The window was made wider or narrower. On any thread. */
    void resized() {
        resized = true;
    }

    /**
     * Shows where things stand, unless the last frame is less than a tenth of a second old.
     *
     * @param held bytes in place that were not sent now: held from before, or found equal
     * @param sent bytes sent now
     */
    void update(String name, String phase, long held, long sent, long total) {
        long now = nanos.getAsLong();
        samples.add(new Sample(now, sent));
        while (samples.size() > 2 && now - samples.peek().nanos > WINDOW_NANOS) {
            samples.poll();
        }
        if (drawn && now - lastFrame < 1_000_000_000L / FRAMES_PER_SECOND) {
            return;
        }
        lastFrame = now;
        String rests = rests();
        drawn = true;
        String line = line(name, phase, held, sent, total);
        // Where the window was made narrower at this moment the terminal cuts the line, and does not begin a new one.
        // The cursor goes back to its first cell: a terminal that breaks a line that is too long now leaves it there.
        err.print("\r" + rests + "\u001b[?7l" + line + "\u001b[K\u001b[?7h\r");
        err.flush();
    }

    /** Takes the bar away, for the line that says how it ended. */
    void clear() {
        String rests = rests();
        if (drawn) {
            err.print("\r" + (rests.isEmpty() ? "\u001b[K" : rests));
            err.flush();
            drawn = false;
        }
    }

    /** What clears the lines that a frame was broken into when the window was made narrower; empty when it was not. */
    private String rests() {
        if (!resized) {
            return "";
        }
        resized = false; // before the width is asked for: who resizes it meanwhile is heard
        width = 0;
        return "\u001b[J";
    }

    String line(String name, String phase, long held, long sent, long total) {
        if (width == 0) {
            width = terminalWidth.getAsInt();
        }
        long done = Math.min(held + sent, total);
        String percent = String.format(Locale.ROOT, " %3d%% ", total == 0 ? 100 : (int) (done * 100.0 / total));
        List<String> rights = rights(phase, done, total);
        String right = rights.get(0);
        int room = width - 1 - percent.length() - right.length();
        String shown = cut(Text.printable(name), Math.max(MIN_NAME, Math.min(room - MIN_BAR - 2, columns(name))));
        int bar = room - columns(shown) - 2;
        if (bar < MIN_BAR) {
            return withoutBar(Text.printable(name), percent, rights);
        }
        int full = total == 0 ? bar : (int) ((double) done / total * bar);
        int before = total == 0 ? 0 : (int) ((double) Math.min(held, total) / total * bar);
        String signs = unicode ? "▒█·" : "=#.";
        return shown + percent + "["
                + signs.substring(0, 1).repeat(before)
                + signs.substring(1, 2).repeat(full - before)
                + signs.substring(2).repeat(bar - full)
                + "]" + right;
    }

    /** What stands behind the bar, the whole first, then less and less of it. */
    private List<String> rights(String phase, long done, long total) {
        String bytes = " " + Sizes.format(done) + "/" + Sizes.format(total) + "  ";
        if (!phase.isEmpty()) {
            return List.of(bytes + phase, " " + phase);
        }
        long rate = rate();
        String left = timeLeft(total - done, rate);
        return List.of(
                bytes + Sizes.format(rate) + "/s  " + left, " " + Sizes.format(rate) + "/s  " + left, " " + left);
    }

    // as much as there is room for beside some of the name; in a window of a few columns the percentage alone
    private String withoutBar(String name, String percent, List<String> rights) {
        int most = width - 1;
        int forName = Math.min(MIN_NAME, columns(name));
        String right = rights.stream()
                .filter(r -> forName + percent.length() + r.length() - 1 <= most)
                .findFirst()
                .orElse(" ")
                .substring(1);
        int room = most - percent.length() - right.length();
        if (room >= 1) {
            return cut(name, room) + percent + right;
        }
        String alone = percent.strip();
        return alone.length() <= most ? alone : "";
    }

    /** Bytes a second over the last five seconds. */
    long rate() {
        if (samples.size() < 2) {
            return 0;
        }
        Sample first = samples.peekFirst();
        Sample last = samples.peekLast();
        long time = last.nanos - first.nanos;
        return time <= 0 ? 0 : (long) ((last.sent - first.sent) * 1e9 / time);
    }

    private static String timeLeft(long bytes, long rate) {
        if (rate <= 0) {
            return "--:--";
        }
        long seconds = bytes / rate;
        return seconds >= 360_000
                ? "--:--"
                : seconds >= 3600
                        ? String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                        : String.format(Locale.ROOT, "%02d:%02d", seconds / 60, seconds % 60);
    }

    // shortened in the middle: the end of a file's name tells what it is
    private static String cut(String text, int columns) {
        if (columns(text) <= columns) {
            return text;
        }
        StringBuilder left = new StringBuilder(text);
        StringBuilder right = new StringBuilder();
        while (columns(left.toString()) > columns / 2) {
            left.setLength(left.offsetByCodePoints(left.length(), -1));
        }
        for (int i = text.length(); i > 0; ) {
            i = text.offsetByCodePoints(i, -1);
            String next = text.substring(i, text.offsetByCodePoints(i, 1)) + right;
            if (columns(left + "…" + next) > columns) {
                break;
            }
            right.setLength(0);
            right.append(next);
        }
        return left + "…" + right;
    }

    /** How many cells of a terminal a text takes: two for Chinese and for emoji, none for what combines. */
    static int columns(String text) {
        return text.codePoints()
                .map(c -> {
                    int type = Character.getType(c);
                    if (type == Character.NON_SPACING_MARK || type == Character.FORMAT || c >= 0xfe00 && c <= 0xfe0f) {
                        return 0;
                    }
                    boolean wide = c >= 0x1100 && c <= 0x115f
                            || c >= 0x2e80 && c <= 0xa4cf
                            || c >= 0xac00 && c <= 0xd7a3
                            || c >= 0xf900 && c <= 0xfaff
                            || c >= 0xfe30 && c <= 0xfe6f
                            || c >= 0xff00 && c <= 0xff60
                            || c >= 0x1f300 && c <= 0x1faff
                            || c >= 0x20000 && c <= 0x3fffd;
                    return wide ? 2 : 1;
                })
                .sum();
    }
}
