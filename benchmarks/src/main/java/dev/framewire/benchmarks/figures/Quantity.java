package dev.framewire.benchmarks.figures;

import java.util.Locale;

/** Numbers with their units, for people: three digits, and the unit that suits. */
public final class Quantity {
    private static final String[] TIMES = {"s", "ms", "µs", "ns"};
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Quantity() {}

    /** A time: {@code 12.3 ms}. */
    public static String time(double seconds) {
        int unit = unit(seconds);
        return digits(seconds * Math.pow(1000, unit)) + " " + TIMES[unit];
    }

    /** A time and its spread, in one unit: {@code 12.3 (12.0–14.1) ms}. */
    public static String time(Spread seconds) {
        int unit = unit(seconds.median());
        Spread in = seconds.times(Math.pow(1000, unit));
        return digits(in.median()) + " (" + digits(in.min()) + "–" + digits(in.max()) + ") " + TIMES[unit];
    }

    private static int unit(double seconds) {
        int unit = 0;
        while (unit < TIMES.length - 1 && Math.abs(seconds) < 0.9995 * Math.pow(1000, -unit)) {
            unit++;
        }
        return unit;
    }

    /** A size: {@code 1.50 MiB}; below 1 KiB without a fraction, unless it is below 10. */
    public static String bytes(double bytes) {
        int unit = 0;
        double in = bytes;
        while (unit < SIZES.length - 1 && Math.abs(in) >= 1023.5) {
            in /= 1024;
            unit++;
        }
        return (Math.abs(in - Math.rint(in)) <= 1e-9 * in ? String.format(Locale.ROOT, "%.0f", in) : digits(in)) + " "
                + SIZES[unit];
    }

    /** A measure's name, in words. */
    public static String name(String measure) {
        return switch (measure) {
            case Series.ALLOCATED -> "allocated";
            case Series.PEAK -> "resident";
            default -> measure.replaceFirst("Bytes$", "");
        };
    }

    private static String digits(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 99.95 ? "%.0f" : size >= 9.995 ? "%.1f" : "%.2f", value);
    }
}
