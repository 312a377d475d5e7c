package dev.framewire.benchmarks.report;

import dev.framewire.benchmarks.figures.Curve;
import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.figures.Series;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A curve as SVG, both axes logarithmic, from one power of ten to another. Contestants differ in marker and stroke as well as
 * in colour.
 */
public final class Plot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 440;
    /** More do not fit side by side. */
    private static final int LEGEND_LETTERS = 60;
    /** The encoder writes glyph outlines with up to 15 digits; a tenth of a pixel is enough. */
    private static final Pattern LONG_FRACTION = Pattern.compile("(\\.\\d)\\d+");
    /** Random on every run, and would make two drawings of the same curve differ. */
    private static final Pattern CLIP_NAME = Pattern.compile("clip\\d+");

    /** Told apart by people who see colours differently, too. */
    private static final Color[] COLOURS = {
        new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0x555555)
    };

    /** Nine lines a decade are there to read a value by, and not to be seen before the curves are. */
    private static final Color GRID = new Color(0xDDDDDD);

    private static final BasicStroke[] STROKES = {
        SeriesLines.SOLID, SeriesLines.DASH_DASH, SeriesLines.DOT_DOT, SeriesLines.DASH_DOT
    };
    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.TRIANGLE_UP, SeriesMarkers.DIAMOND
    };

    private final Curve curve;
    private final List<Double> xs = new ArrayList<>();
    private final List<Double> ys = new ArrayList<>();
    private final XYChart chart;

    private Plot(Curve curve, Outcome outcome) {
        this.curve = curve;
        this.chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title(curve, outcome))
                .xAxisTitle(curve.xLabel())
                .yAxisTitle(curve.value().title())
                .build();
    }

    /**
     * Draws.
     *
     * @return the SVG; empty if no contestant has two points
     */
    public static Optional<String> svg(Curve curve, Outcome outcome) throws IOException {
        Plot plot = new Plot(curve, outcome);
        for (int i = 0; i < curve.contestants().size(); i++) {
            plot.add(i, outcome.curve(curve.contestants().get(i)));
        }
        if (plot.xs.isEmpty()) {
            return Optional.empty();
        }
        plot.style();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ChartEncoder.saveChart(plot.chart, bytes, "svg");
        String svg = bytes.toString(StandardCharsets.UTF_8);
        return Optional.of(
                CLIP_NAME.matcher(LONG_FRACTION.matcher(svg).replaceAll("$1")).replaceAll("clip"));
    }

    /** With the names of those that a logarithmic axis cannot show: it has no zero. */
    static String title(Curve curve, Outcome outcome) {
        List<String> zeros = curve.contestants().stream()
                .filter(contestant -> outcome.curve(contestant).stream().anyMatch(point -> curve.y(point) == 0))
                .toList();
        return curve.title() + (zeros.isEmpty() ? "" : " (" + String.join(", ", zeros) + ": zero)");
    }

    private void add(int number, List<Series> all) {
        // a logarithmic axis has no zero
        List<Series> points =
                all.stream().filter(p -> p.x() > 0 && curve.y(p) > 0).toList();
        if (points.size() < 2) {
            return;
        }
        double[] x = points.stream().mapToDouble(Series::x).toArray();
        double[] y = points.stream().mapToDouble(curve::y).toArray();
        DoubleStream.of(x).forEach(xs::add);
        DoubleStream.of(y).forEach(ys::add);
        XYSeries series = chart.addSeries(curve.contestants().get(number), x, y);
        series.setLineColor(COLOURS[number % COLOURS.length]);
        series.setMarkerColor(COLOURS[number % COLOURS.length]);
        series.setLineStyle(STROKES[number % STROKES.length]);
        series.setMarker(MARKERS[number % MARKERS.length]);
    }

    private void style() {
        XYStyler styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        int letters = curve.contestants().stream().mapToInt(String::length).sum();
        styler.setLegendLayout(
                letters > LEGEND_LETTERS ? Styler.LegendLayout.Vertical : Styler.LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(0.5f));
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
        styler.setMarkerSize(9);
        styler.setXAxisLogarithmic(true);
        styler.setYAxisLogarithmic(true);
        styler.setXAxisMin(powerBelow(xs));
        styler.setXAxisMax(powerAbove(xs));
        styler.setYAxisMin(powerBelow(ys));
        styler.setYAxisMax(powerAbove(ys));
        styler.setXAxisTickLabelsFormattingFunction(x -> curve.countsBytes() ? scaled(x, "B") : plain(x));
        styler.setYAxisTickLabelsFormattingFunction(y -> scaled(y, curve.value() == Curve.Value.TIME ? "s" : "B"));
    }

    private static double powerBelow(List<Double> values) {
        return Math.pow(
                10,
                Math.floor(Math.log10(values.stream().mapToDouble(v -> v).min().orElseThrow())));
    }

    private static double powerAbove(List<Double> values) {
        double most = values.stream().mapToDouble(v -> v).max().orElseThrow();
        return Math.pow(10, Math.floor(Math.log10(most) + 1e-9) + (isPower(most) ? 0 : 1));
    }

    private static boolean isPower(double value) {
        double log = Math.log10(value);
        return Math.abs(log - Math.rint(log)) < 1e-9;
    }

    /** A power of ten: {@code 10 ms}, {@code 100 MB}. */
    static String scaled(double value, String unit) {
        int power = (int) Math.rint(Math.log10(value));
        int group = Math.floorDiv(power, 3);
        String prefix = group >= -3 && group <= 4 ? "nµm kMGT".substring(group + 3, group + 4) : "?";
        return Math.round(Math.pow(10, power - 3 * group)) + " " + prefix.strip() + unit;
    }

    private static String plain(double value) {
        return value >= 1
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%." + Math.round(-Math.log10(value)) + "f", value);
    }
}
