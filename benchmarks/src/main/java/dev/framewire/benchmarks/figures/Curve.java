package dev.framewire.benchmarks.figures;

import java.util.List;
import java.util.Locale;

/**
 * A cost over something that grows.
 *
 * @param id also the plot's file name
 * @param measurement whose outcome it is read from
 * @param xLabel what grows, with its unit
 * @param value what is drawn
 * @param shape what to look for in it
 * @param contestants the lines; ours first
 * @param why what explains each part of such a line; said only of parts that the points have
 */
public record Curve(
        String id,
        String title,
        String measurement,
        String xLabel,
        Value value,
        Shape shape,
        List<String> contestants,
        Why why) {
    /** What is drawn. */
    public enum Value {
        /** The time of one operation. */
        TIME,
        /** The memory of the processes. */
        MEMORY,
        /** The garbage of one operation. */
        ALLOCATED;

        /** What the axis of y says. */
        public String title() {
            return switch (this) {
                case TIME -> "time";
                case MEMORY -> "resident memory";
                case ALLOCATED -> "garbage";
            };
        }
    }

    /** How the cost grows. */
    public enum Shape {
        /** A fixed cost and one for each unit of x: it bends where the two are equal. */
        LINEAR,
        /** About the same for every x, until something runs out. */
        FLAT
    }

    /**
     * The reasons.
     *
     * @param before of what lies before the bend
     * @param beyond of what lies beyond it, or of the level part
     * @param rise of a cost that rises more than that at the end
     */
    public record Why(String before, String beyond, String rise) {
        /** Of one of the parts. */
        public String of(Bend.Part part) {
            return switch (part) {
                case BEFORE -> before;
                case BEYOND -> beyond;
                case RISE -> rise;
            };
        }
    }

    public Curve {
        contestants = List.copyOf(contestants);
    }

    /** What is drawn for a point; NaN if that was not measured. */
    public double y(Series point) {
        return switch (value) {
            case TIME -> point.time().median();
            case MEMORY -> point.measure(Series.PEAK).orElse(Double.NaN);
            case ALLOCATED -> wholeBytes(point.measure(Series.ALLOCATED).orElse(Double.NaN));
        };
    }

    /** JMH divides what the whole JVM allocated by the operations: less than half a byte is its own noise. */
    private static double wholeBytes(double bytes) {
        return bytes < 0.5 ? 0 : bytes;
    }

    /** A y with its unit. */
    public String show(double y) {
        return value == Value.TIME ? Quantity.time(y) : Quantity.bytes(y);
    }

    /** An x with its unit. */
    public String x(double x) {
        if (countsBytes()) {
            return Quantity.bytes(x);
        }
        String number = x == Math.rint(x) || x >= 100
                ? String.format(Locale.ROOT, "%,.0f", x)
                : String.format(Locale.ROOT, "%.3g", x);
        return number + (countsMillis() ? " ms" : countsPercent() ? " %" : "");
    }

    /** A slope, in words. */
    String perUnit(double slope) {
        if (countsMillis() && value == Value.TIME) {
            return String.format(Locale.ROOT, "%.1f round trips", slope * 1000);
        }
        return countsBytes() ? show(slope * (1 << 20)) + " a MiB" : show(slope) + " for each of the " + xLabel;
    }

    /** Whether x is a number of bytes. */
    public boolean countsBytes() {
        return xLabel.contains("bytes");
    }

    private boolean countsMillis() {
        return xLabel.contains("ms");
    }

    private boolean countsPercent() {
        return xLabel.contains("percent");
    }
}
