package dev.framewire.benchmarks.report;

import dev.framewire.benchmarks.figures.Curve;
import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.figures.Series;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/** A curve as SVG, both axes logarithmic. */
public final class Plot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    /** The encoder writes glyph outlines with up to 15 digits; a hundredth of a pixel is enough. */
    private static final Pattern LONG_FRACTION = Pattern.compile("(\\.\\d{2})\\d+");
    /** Random on every run, and would make two drawings of the same curve differ. */
    private static final Pattern CLIP_NAME = Pattern.compile("clip\\d+");

    private Plot() {}

    /**
     * Draws.
     *
     * @return the SVG; empty if no contestant has two points
     */
    public static Optional<String> svg(Curve curve, Outcome outcome) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(curve.title())
                .xAxisTitle(curve.xLabel())
                .yAxisTitle(curve.value() == Curve.Value.TIME ? "seconds" : "bytes")
                .build();
        Styler styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setLegendPosition(Styler.LegendPosition.OutsideE);
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        boolean any = false;
        for (String contestant : curve.contestants()) {
            any |= add(chart, curve, contestant, outcome.curve(contestant));
        }
        if (!any) {
            return Optional.empty();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ChartEncoder.saveChart(chart, bytes, "svg");
        String svg = bytes.toString(StandardCharsets.UTF_8);
        return Optional.of(
                CLIP_NAME.matcher(LONG_FRACTION.matcher(svg).replaceAll("$1")).replaceAll("clip"));
    }

    private static boolean add(XYChart chart, Curve curve, String contestant, List<Series> all) {
        // a logarithmic axis has no zero
        List<Series> points =
                all.stream().filter(p -> p.x() > 0 && curve.y(p) > 0).toList();
        if (points.size() > 1) {
            double[] xs = points.stream().mapToDouble(Series::x).toArray();
            double[] ys = points.stream().mapToDouble(curve::y).toArray();
            chart.addSeries(contestant, xs, ys);
        }
        return points.size() > 1;
    }
}
