package dev.framewire.benchmarks.figures;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where a curve bends, found in its points and in nothing else.
 *
 * @param text in words
 * @param parts which the curve has
 */
public record Bend(String text, Set<Part> parts) {
    /** A part of a curve. */
    public enum Part {
        /** Where the fixed cost is the greater one, or the cost still falls. */
        BEFORE,
        /** Where each unit costs more than the fixed cost, or the cost is level. */
        BEYOND,
        /** Where it costs more than that. */
        RISE
    }

    /** A point this far above a straight line is not on it. */
    private static final double OFF_THE_LINE = 1.25;
    /** A cost this much above the least is not level with it. */
    private static final double OFF_LEVEL = 1.5;

    private static final int FEWEST = 3;

    /**
     * Finds it.
     *
     * @param points of one contestant, in order of x; fewer than three have no bend
     */
    public static Bend of(Curve curve, List<Series> points) {
        List<Series> known =
                points.stream().filter(p -> !Double.isNaN(curve.y(p))).toList();
        if (known.size() >= FEWEST && known.stream().allMatch(p -> curve.y(p) == 0)) {
            return new Bend("none, and so not in the plot", Set.of());
        }
        if (known.size() < FEWEST || known.stream().anyMatch(p -> curve.y(p) <= 0)) {
            return new Bend("", Set.of());
        }
        return curve.shape() == Curve.Shape.LINEAR ? linear(curve, known) : flat(curve, known);
    }

    /** What a part is called beside its reason. */
    public static String name(Curve.Shape shape, Part part) {
        boolean line = shape == Curve.Shape.LINEAR;
        return switch (part) {
            case BEFORE -> line ? "Before the bend" : "Where it falls";
            case BEYOND -> line ? "Beyond the bend" : "Where it is level";
            case RISE -> line ? "Above the line at the end" : "Where it rises";
        };
    }

    private static Bend linear(Curve curve, List<Series> points) {
        Line line = Line.through(curve, points);
        double first = points.get(0).x();
        Series last = points.get(points.size() - 1);
        Set<Part> parts = EnumSet.noneOf(Part.class);
        StringBuilder text = new StringBuilder();
        if (line.slope == 0) {
            text.append(curve.show(line.fixed)).append(" for all, no slope to be seen");
            parts.add(Part.BEFORE);
        } else if (line.fixed == 0) {
            text.append("no fixed cost to be seen, ").append(curve.perUnit(line.slope));
            parts.add(Part.BEYOND);
        } else {
            double bend = line.fixed / line.slope;
            text.append(curve.show(line.fixed)).append(" fixed and ").append(curve.perUnit(line.slope));
            text.append("; it bends where these are equal, at ").append(curve.x(bend));
            text.append(
                    bend > last.x()
                            ? ", beyond all that was measured"
                            : bend < first ? ", before all that was measured" : "");
            if (bend > first) {
                parts.add(Part.BEFORE);
            }
            if (bend < last.x()) {
                parts.add(Part.BEYOND);
            }
        }
        if (line.off(curve, last) > OFF_THE_LINE) {
            parts.add(Part.RISE);
        }
        return new Bend(text + line.fit(curve, points), parts);
    }

    /** {@code y = fixed + slope × x}, such that the sum of the squares of the relative errors is least. */
    private record Line(double fixed, double slope) {
        static Line through(Curve curve, List<Series> points) {
            double uu = 0;
            double uv = 0;
            double vv = 0;
            double u = 0;
            double v = 0;
            for (Series point : points) {
                double one = 1 / curve.y(point);
                double x = point.x() / curve.y(point);
                uu += one * one;
                uv += one * x;
                vv += x * x;
                u += one;
                v += x;
            }
            double determinant = uu * vv - uv * uv;
            double fixed = (u * vv - v * uv) / determinant;
            double slope = (v * uu - u * uv) / determinant;
            return fixed <= 0 ? new Line(0, v / vv) : slope <= 0 ? new Line(u / uu, 0) : new Line(fixed, slope);
        }

        /** A point's cost, as a multiple of the line's. */
        double off(Curve curve, Series point) {
            return curve.y(point) / (fixed + slope * point.x());
        }

        String fit(Curve curve, List<Series> points) {
            Series worst = points.stream()
                    .max((a, b) -> Double.compare(Math.abs(Math.log(off(curve, a))), Math.abs(Math.log(off(curve, b)))))
                    .orElseThrow();
            double off = off(curve, worst);
            return off < OFF_THE_LINE && off > 1 / OFF_THE_LINE
                    ? "; all points lie within " + percent(Math.abs(off - 1)) + " of that line"
                    : "; farthest from that line is the point at " + curve.x(worst.x()) + ", "
                            + percent(Math.abs(off - 1)) + (off > 1 ? " above" : " below");
        }

        private static String percent(double part) {
            return String.format(Locale.ROOT, "%.0f %%", Math.max(0, Math.ceil(100 * part - 1e-6)));
        }
    }

    private static Bend flat(Curve curve, List<Series> points) {
        Series least = points.stream()
                .min((a, b) -> Double.compare(curve.y(a), curve.y(b)))
                .orElseThrow();
        double level = OFF_LEVEL * curve.y(least);
        Set<Part> parts = EnumSet.noneOf(Part.class);
        StringBuilder text = new StringBuilder();
        Series first = points.get(0);
        if (curve.y(first) > level) {
            parts.add(Part.BEFORE);
            text.append("falls from ").append(curve.show(curve.y(first))).append(" at ");
            text.append(curve.x(first.x())).append(" to ");
        }
        text.append("the least, ")
                .append(curve.show(curve.y(least)))
                .append(", at ")
                .append(curve.x(least.x()));
        if (points.stream().filter(p -> curve.y(p) <= level).count() > 1) {
            parts.add(Part.BEYOND);
        }
        List<Series> above = points.stream()
                .filter(p -> p.x() > least.x() && curve.y(p) > level)
                .toList();
        if (above.isEmpty()) {
            return new Bend(text + "; within 1.5 × that to the end", parts);
        }
        parts.add(Part.RISE);
        Series last = points.get(points.size() - 1);
        text.append("; it bends at ").append(curve.x(above.get(0).x())).append(", the first above 1.5 × that; ");
        text.append(curve.show(curve.y(last))).append(" at ").append(curve.x(last.x()));
        return new Bend(text.toString(), parts);
    }
}
