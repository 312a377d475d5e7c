package dev.framewire.benchmarks.figures;

import java.util.List;
import java.util.Locale;

/** The middle of some samples and how far apart they lie. */
public record Spread(double median, double min, double max) {
    /**
     * Of samples.
     *
     * @param samples at least one, in any order
     * @return their median, least and greatest
     */
    public static Spread of(List<Double> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("no samples");
        }
        List<Double> sorted = samples.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /** One over each: of times, the rates. */
    public Spread inverse() {
        return new Spread(1 / median, 1 / max, 1 / min);
    }

    /** Each times a factor above zero. */
    public Spread times(double factor) {
        return new Spread(median * factor, min * factor, max * factor);
    }

    /** As a ratio is shown: {@code 0.42 (0.40–0.45)}. */
    public String ratio() {
        return String.format(Locale.ROOT, "%s (%s–%s)", digits(median), digits(min), digits(max));
    }

    private static String digits(double ratio) {
        return String.format(Locale.ROOT, ratio >= 10 ? "%.1f" : ratio >= 0.095 ? "%.2f" : "%.3f", ratio);
    }
}
