package dev.framewire.tutorials.progress;

import java.io.PrintStream;

/**
 * {@code [#########           ] 45%}, rewritten in place, whenever it would look different.
 *
 * <p>Not thread-safe.
 */
public final class ProgressBar {
    public static final int DEFAULT_WIDTH = 50;

    private final PrintStream out;
    private final int width;
    private final long total;
    private String shown = "";

    /**
     * @param width of the bar between its brackets, 1 to 1,000
     * @param total units of work; 0 is a work that is done at once
     */
    public ProgressBar(PrintStream out, int width, long total) {
        if (width < 1 || width > 1000) {
            throw new IllegalArgumentException("width not in 1..1000: " + width);
        }
        if (total < 0) {
            throw new IllegalArgumentException("total < 0: " + total);
        }
        this.out = out;
        this.width = width;
        this.total = total;
    }

    /** Shows that {@code done} units are done; more than all is all. */
    public void show(long done) {
        String bar = line(width, done, total);
        if (!bar.equals(shown)) {
            shown = bar;
            out.print('\r' + bar);
            out.flush();
        }
    }

    /** Ends the line, so that what is printed next does not stand behind the bar. */
    public void end() {
        out.println();
    }

    /** Rounded down: 100% is all of it. */
    static String line(int width, long done, long total) {
        double share = done >= total ? 1 : (double) Math.max(0, done) / total;
        int hashes = (int) (width * share);
        int percent = (int) (100 * share);
        return "[" + "#".repeat(hashes) + " ".repeat(width - hashes) + "] " + percent + "%";
    }
}
