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
 * @param shape what to say about it
 * @param contestants the lines; ours first
 * @param why what makes it bend where it does
 */
public record Curve(
        String id,
        String title,
        String measurement,
        String xLabel,
        Value value,
        Shape shape,
        List<String> contestants,
        String why) {
    /** What is drawn. */
    public enum Value {
        /** The time of one operation. */
        TIME,
        /** The memory of the processes. */
        MEMORY
    }

    /** How the cost grows. */
    public enum Shape {
        /** A fixed cost and one for each unit of x: it bends where the two are equal. */
        LINEAR,
        /** About the same for every x, until something runs out. */
        FLAT
    }

    public Curve {
        contestants = List.copyOf(contestants);
    }

    /** What is drawn for a point; NaN if that was not measured. */
    public double y(Series point) {
        return value == Value.TIME
                ? point.time().median()
                : point.measure(Series.PEAK).orElse(Double.NaN);
    }

    /** Where it bends, in words, from the points of one contestant in order of x; empty for fewer than three. */
    public String bend(List<Series> points) {
        List<Series> known = points.stream().filter(p -> !Double.isNaN(y(p))).toList();
        if (known.size() < 3) {
            return "";
        }
        return shape == Shape.LINEAR ? linear(known) : flat(known);
    }

    private String linear(List<Series> points) {
        Series first = points.get(0);
        Series middle = points.get(points.size() / 2);
        Series last = points.get(points.size() - 1);
        double slope = (y(last) - y(middle)) / (last.x() - middle.x());
        double fixed = y(first) - slope * first.x();
        if (slope <= 0) {
            return "about " + show(fixed) + " for all: no slope to be seen";
        }
        if (fixed <= 0) {
            return "no fixed cost to be seen, " + perUnit(slope);
        }
        return show(fixed) + " fixed, " + perUnit(slope) + "; equal at " + x(fixed / slope);
    }

    private String perUnit(double slope) {
        if (xLabel.contains("ms")) {
            return String.format(Locale.ROOT, "%.1f round trips", slope * 1000);
        }
        return xLabel.contains("bytes")
                ? show(slope * (1 << 20)) + " a MiB"
                : show(slope) + " for each of the " + xLabel;
    }

    private String flat(List<Series> points) {
        double least = points.stream().mapToDouble(this::y).min().orElseThrow();
        double first = points.stream()
                .filter(p -> y(p) == least)
                .mapToDouble(Series::x)
                .findFirst()
                .orElseThrow();
        return points.stream()
                .filter(p -> p.x() > first && y(p) > 1.5 * least)
                .map(p -> "least (" + show(least) + ") at " + x(first) + ", more than 1.5 × that from " + x(p.x())
                        + " on")
                .findFirst()
                .orElse("least (" + show(least) + ") at " + x(first) + ", within 1.5 × of it to the end");
    }

    /** A y with its unit. */
    public String show(double y) {
        return value == Value.TIME ? Quantity.time(y) : Quantity.bytes(y);
    }

    /** An x with its unit. */
    public String x(double x) {
        if (xLabel.contains("bytes")) {
            return Quantity.bytes(x);
        }
        return x == Math.rint(x) || x >= 100
                ? String.format(Locale.ROOT, "%,.0f", x)
                : String.format(Locale.ROOT, "%.3g", x);
    }
}
