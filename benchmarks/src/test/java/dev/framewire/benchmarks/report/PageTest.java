package dev.framewire.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.benchmarks.figures.Curve;
import dev.framewire.benchmarks.figures.Figure;
import dev.framewire.benchmarks.figures.Goal;
import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.figures.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final Map<String, Outcome> OUTCOMES = Map.of(
            "m",
            new Outcome(
                    "m",
                    Map.of(Outcome.IDLE, "false"),
                    List.of(
                            Series.of("ours", List.of(1.0, 1.2), Map.of(Series.PEAK, 1048576.0)),
                            Series.of("peer|1", List.of(2.0, 2.4), Map.of())),
                    List.of("nginx: not installed")));
    private static final Curve CURVE = new Curve(
            "c",
            "Time over size",
            "curve",
            "bytes",
            Curve.Value.TIME,
            Curve.Shape.LINEAR,
            List.of("ours", "peer"),
            new Curve.Why("Opening.", "Every byte.", "Caches."));

    private static String page(Goal goal, List<Curve> curves) {
        List<Figure> figures = List.of(new Figure("module", "a figure", "m", "ours", List.of("peer|1"), goal));
        return new Page(
                        Map.of("processor", "one"),
                        figures,
                        curves,
                        Map.of("module", "What limits it."),
                        OUTCOMES,
                        Set.of())
                .markdown();
    }

    @Test
    void a_goal_that_is_met_and_one_that_is_missed_are_both_shown() {
        assertThat(page(new Goal.TimeRatio("peer|1", 0.5), List.of()))
                .contains("| a figure | 1.10 (1.00–1.20) s | peer\\|1 0.50 (0.50–0.50) |", "| met |");
        assertThat(page(new Goal.TimeRatio("peer|1", 0.4), List.of())).contains("| **missed** |");
        assertThat(page(new Goal.TimeRatio("nobody", 0.4), List.of())).contains("| not measured |");
    }

    @Test
    void the_page_begins_with_how_many_goals_are_reached() {
        List<Figure> figures = new ArrayList<>();
        for (double atMost : List.of(0.6, 0.4, 0.5)) {
            Goal goal = new Goal.TimeRatio("peer|1", atMost);
            figures.add(new Figure("module", "a figure", "m", "ours", List.of(), goal));
        }
        figures.add(new Figure("module", "slow in one round", "m", "ours", List.of(), new Goal.Seconds(1.15)));
        figures.add(new Figure("module", "unknown", "nowhere", "ours", List.of(), new Goal.Seconds(1)));
        assertThat(new Page(Map.of("processor", "one"), figures, List.of(), Map.of(), OUTCOMES, Set.of()).markdown())
                .containsSubsequence(
                        "| goals of | met | of these not in every round | missed | not measured |",
                        "| module | 3 | 1 | 1 | 1 |",
                        "| processor | one |");
    }

    @Test
    void what_limits_a_module_and_what_was_not_measured_is_said() {
        assertThat(page(new Goal.Seconds(1), List.of(CURVE)))
                .contains("What limits it.", "**Not measured in this run:** curve.");
    }

    @Test
    void each_measurement_has_its_commit_and_several_are_listed() {
        Outcome one =
                new Outcome("a", Map.of(Outcome.COMMIT, "aaa", Outcome.STARTED, "2026-01-02"), List.of(), List.of());
        Outcome two =
                new Outcome("b", Map.of(Outcome.COMMIT, "bbb", Outcome.STARTED, "2026-01-01"), List.of(), List.of());
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        outcomes.put("a", one);
        assertThat(new Page(Map.of(), List.of(), List.of(), Map.of(), outcomes, Set.of()).markdown())
                .contains("at commit aaa |", "2026-01-02, commit aaa");
        outcomes.put("b", two);
        assertThat(new Page(Map.of(), List.of(), List.of(), Map.of(), outcomes, Set.of()).markdown())
                .contains("from 2026-01-01 to 2026-01-02", "aaa (1), bbb (1)");
    }

    @Test
    void a_busy_machine_is_named() {
        assertThat(page(new Goal.Seconds(1), List.of())).contains("before 1 of 1 measurements", "on a busy machine");
    }

    @Test
    void what_was_left_out_and_the_memory_are_shown() {
        assertThat(page(new Goal.Seconds(1), List.of())).contains("* nginx: not installed", "| 1 MiB |");
    }

    @Test
    void a_curve_has_a_table_its_bend_and_the_reason() {
        Outcome outcome = new Outcome(
                "curve",
                Map.of(Outcome.IDLE, "true"),
                List.of(
                        new Series("ours", 1024, List.of(0.5), Map.of()),
                        new Series("ours", 2048, List.of(0.6), Map.of()),
                        new Series("ours", 3072, List.of(0.7), Map.of()),
                        new Series("peer", 1024, List.of(0.7), Map.of())),
                List.of());
        String page =
                new Page(Map.of(), List.of(), List.of(CURVE), Map.of(), Map.of("curve", outcome), Set.of()).markdown();
        assertThat(page)
                .contains(
                        "| 1 KiB | 500 ms | 700 ms |",
                        "| 3 KiB | 700 ms |  |",
                        "* ours: 400 ms fixed and 102 s a MiB; it bends where these are equal, at 4 KiB, beyond all that was "
                                + "measured; all points lie within 0 % of that line",
                        "Before the bend (ours): Opening.",
                        "plots/c.svg")
                .doesNotContain("Every byte.", "Caches.", "* peer");
    }

    @Test
    void a_curve_that_is_not_measured_is_named() {
        assertThat(page(new Goal.Seconds(1), List.of(CURVE))).contains("### Time over size\n\nNot measured.");
    }

    @Test
    void a_goal_of_the_full_run_is_told_as_such_and_is_not_missing() {
        Figure figure = new Figure("module", "4 GiB", "big", "ours", List.of("peer"), new Goal.TimeRatio("peer", 1));
        assertThat(new Page(Map.of(), List.of(figure), List.of(), Map.of(), OUTCOMES, Set.of("big")).markdown())
                .contains("| 4 GiB |  |  | time ≤ 1.0 × peer |  | only in the full run |")
                .doesNotContain("Not measured in this run");
    }

    private static String row(Goal goal, Figure.Reason... reason) {
        Figure figure = new Figure("module", "a figure", "m", "ours", List.of(), goal).because(reason);
        return new Page(Map.of(), List.of(figure), List.of(), Map.of(), OUTCOMES, Set.of()).markdown();
    }

    @Test
    void a_missed_goal_has_its_reason_where_one_was_measured() {
        Figure.Reason here = new Figure.Reason("m", "peer|1", "that part");
        assertThat(row(new Goal.Seconds(0.5), here))
                .contains(
                        "| **missed**: that part alone takes 2.20 s (`peer\\|1`); the goal is 500 ms, less than this limit; "
                                + "ours takes 0.50 × the limit |");
        assertThat(row(new Goal.Seconds(0.6), new Figure.Reason("m", "peer|1", "a part", 0.25)))
                .contains("a part alone takes 550 ms (0.25 × `peer\\|1`); the goal is 600 ms, more than this limit; "
                        + "ours takes 2.00 × the limit: `benchmarks/run --profile m` shows with what |");
        assertThat(row(new Goal.Seconds(2), here)).contains("| met |");
        assertThat(row(new Goal.Bytes(Series.PEAK, 1), here))
                .contains("| **missed**: that part alone takes 2.20 s (`peer\\|1`) |");
        assertThat(row(new Goal.Seconds(0.5), new Figure.Reason("elsewhere", "x", "that part")))
                .contains("| **missed** |", "**Not measured in this run:** elsewhere.");
    }

    @Test
    void parts_that_follow_each_other_add_up_and_may_be_so_many_times_as_large() {
        assertThat(row(
                        new Goal.TimeRatio("peer|1", 0.4),
                        new Figure.Reason("m", "ours", "starting"),
                        new Figure.Reason("elsewhere", "x", "what nobody measured"),
                        new Figure.Reason("m", "peer|1", "copying", 4)))
                .contains(
                        "| **missed**: starting alone takes 1.10 s (`ours`), copying alone takes 8.80 s (4 × `peer\\|1`), "
                                + "together 9.90 s; the goal is 880 ms, less than this limit; ours takes 0.11 × the limit |");
        assertThat(row(new Goal.Seconds(1), new Figure.Reason("m", "ours", "that part")))
                .contains("; the goal is 1.00 s, less than this limit; ours takes 1.00 × the limit |");
    }

    @Test
    void a_figure_of_bytes_has_no_time_beside_it() {
        assertThat(page(new Goal.Bytes(Series.PEAK, 1 << 20), List.of()))
                .contains("| a figure |  | peer\\|1 0.50 (0.50–0.50) | ≤ 1 MiB resident | 1 MiB | met |");
    }

    @Test
    void a_plot_is_SVG_and_drawn_the_same_each_time() throws IOException {
        Outcome outcome = new Outcome(
                "curve",
                Map.of(),
                List.of(
                        new Series("ours", 1024, List.of(0.5), Map.of()),
                        new Series("ours", 4096, List.of(0.8), Map.of())),
                List.of());
        String svg = Plot.svg(CURVE, outcome).orElseThrow();
        assertThat(svg).contains("<svg").isEqualTo(Plot.svg(CURVE, outcome).orElseThrow());
        assertThat(svg.length()).isLessThan(300_000);
        Outcome empty = new Outcome("curve", Map.of(), List.of(), List.of());
        assertThat(Plot.svg(CURVE, empty)).isEmpty();
    }

    @Test
    void a_plot_names_whom_its_axis_cannot_show() throws IOException {
        Curve garbage = new Curve(
                "c",
                "Garbage",
                "m",
                "x",
                Curve.Value.ALLOCATED,
                Curve.Shape.FLAT,
                List.of("ours", "peer"),
                CURVE.why());
        List<Series> series = new ArrayList<>();
        for (double x : List.of(10.0, 100.0)) {
            series.add(new Series("ours", x, List.of(1.0), Map.of(Series.ALLOCATED, 0.0)));
            series.add(new Series("peer", x, List.of(1.0), Map.of(Series.ALLOCATED, 40.0)));
        }
        assertThat(Plot.title(garbage, new Outcome("m", Map.of(), series, List.of())))
                .isEqualTo("Garbage (ours: zero)");
        series.removeIf(point -> point.name().equals("ours"));
        assertThat(Plot.title(garbage, new Outcome("m", Map.of(), series, List.of())))
                .isEqualTo("Garbage");
    }

    @Test
    void a_row_has_as_many_cells_as_its_table() {
        assertThatThrownBy(() -> new Table("a", "b").row("1")).isInstanceOf(IllegalArgumentException.class);
    }
}
