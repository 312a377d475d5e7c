package dev.framewire.benchmarks.report;

import dev.framewire.benchmarks.figures.Bend;
import dev.framewire.benchmarks.figures.Curve;
import dev.framewire.benchmarks.figures.Figure;
import dev.framewire.benchmarks.figures.Goal.Verdict;
import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.figures.Quantity;
import dev.framewire.benchmarks.figures.Series;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** RESULTS.md: every figure beside its goal, met or missed, then everything that was measured, then the curves. */
public final class Page {
    /** A smaller part of a time explains nothing. */
    private static final double WORTH_SAYING = 0.25;

    private final Map<String, String> machine;
    private final List<Figure> figures;
    private final List<Curve> curves;
    private final Map<String, String> remarks;
    private final Map<String, Outcome> outcomes;
    private final Set<String> fullOnly;

    /**
     * Of a run.
     *
     * @param machine facts, in the order to show
     * @param remarks what limits the figures of a module, by its name
     * @param outcomes by the measurements' ids, in the order to show; measurements that were not run are missing
     * @param fullOnly measurements that a run of this size does not hold
     */
    public Page(
            Map<String, String> machine,
            List<Figure> figures,
            List<Curve> curves,
            Map<String, String> remarks,
            Map<String, Outcome> outcomes,
            Set<String> fullOnly) {
        this.fullOnly = Set.copyOf(fullOnly);
        this.machine = machine;
        this.figures = figures;
        this.curves = curves;
        this.remarks = remarks;
        this.outcomes = outcomes;
    }

    /** In Markdown. */
    public String markdown() {
        StringBuilder page = new StringBuilder("# Results\n\n");
        page.append(
                "Written by `benchmarks/run`, which repeats all of it; the samples are in [results.json](results.json).\n"
                        + "Times are medians, with the least and the greatest in brackets. A ratio divides times of the same round by\n"
                        + "each other and is shown in the same way: below 1 is faster than the peer where it is a ratio of times,\n"
                        + "above 1 where it is a ratio of rates. What each program checks or encrypts differs; README.md says what.\n\n");
        if (!figures.isEmpty()) {
            page.append(glance()).append('\n');
        }
        Table facts = new Table("machine", "");
        machine.forEach((fact, value) -> facts.row(fact, value + elsewhere(fact, value)));
        facts.row("measured", measured());
        facts.row("idle", idle());
        page.append(facts);
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            page.append("\n**Not measured in this run:** ")
                    .append(String.join(", ", missing))
                    .append(".\n");
        }
        page.append("\n## Figures and goals\n\n");
        Set<String> modules = new LinkedHashSet<>();
        figures.forEach(f -> modules.add(f.module()));
        for (String module : modules) {
            page.append("### ")
                    .append(module)
                    .append("\n\n")
                    .append(figures(module))
                    .append('\n');
            if (remarks.containsKey(module)) {
                page.append(remarks.get(module)).append("\n\n");
            }
        }
        if (!curves.isEmpty()) {
            page.append("## Curves\n\n");
            curves.stream().map(Curve::measurement).distinct().forEach(id -> page.append(curves(id)));
        }
        page.append("## Everything measured\n\n");
        outcomes.values().forEach(outcome -> page.append(everything(outcome)));
        return page.toString();
    }

    /** How many goals of a module are reached, how many of these not in every round. */
    private record Reached(String module, long met, long sometimes, long missed, long unknown) {
        static Reached of(String module, List<Optional<Verdict>> verdicts) {
            List<Verdict> known = verdicts.stream().flatMap(Optional::stream).toList();
            List<Verdict> met = known.stream().filter(Verdict::met).toList();
            return new Reached(
                    module,
                    met.size(),
                    met.stream().filter(v -> !v.always()).count(),
                    known.size() - met.size(),
                    verdicts.size() - known.size());
        }
    }

    private List<Reached> reached() {
        Map<String, List<Optional<Verdict>>> modules = new LinkedHashMap<>();
        for (Figure figure : figures) {
            modules.computeIfAbsent(figure.module(), module -> new ArrayList<>())
                    .add(figure.judge(outcomes));
        }
        return modules.entrySet().stream()
                .map(module -> Reached.of(module.getKey(), module.getValue()))
                .toList();
    }

    /** The same as a line for each module. */
    public List<String> goals() {
        return reached().stream()
                .map(r ->
                        r.module + ": " + r.met + " goals met, " + r.missed + " missed, " + r.unknown + " not measured")
                .toList();
    }

    /** What a reader asks first. */
    private Table glance() {
        Table table = new Table("goals of", "met", "of these not in every round", "missed", "not measured");
        reached().forEach(r -> table.row(r.module, r.met + "", r.sometimes + "", r.missed + "", r.unknown + ""));
        return table;
    }

    /** When, and at which commits: the parts of a run that was continued may be of several. */
    private String measured() {
        Map<String, Integer> commits = new LinkedHashMap<>();
        SortedSet<String> times = new TreeSet<>();
        outcomes.values().forEach(outcome -> {
            commits.merge(outcome.context().getOrDefault(Outcome.COMMIT, "unknown"), 1, Integer::sum);
            times.add(outcome.context().getOrDefault(Outcome.STARTED, ""));
        });
        String at = commits.size() == 1
                ? "at commit " + commits.keySet().iterator().next()
                : "at several commits, named below with each measurement: "
                        + commits.entrySet().stream()
                                .map(e -> e.getKey() + " (" + e.getValue() + ")")
                                .collect(Collectors.joining(", "));
        return times.isEmpty() ? "nothing" : "from " + times.first() + " to " + times.last() + ", " + at;
    }

    /** What some of the measurements say of themselves instead. */
    private String elsewhere(String fact, String value) {
        Map<String, Integer> others = new LinkedHashMap<>();
        outcomes.values().stream()
                .map(outcome -> outcome.context().getOrDefault(fact, value))
                .filter(other -> !other.equals(value))
                .forEach(other -> others.merge(other, 1, Integer::sum));
        return others.entrySet().stream()
                .map(e -> "; " + e.getValue() + " of the measurements below: " + e.getKey())
                .collect(Collectors.joining());
    }

    private List<String> missing() {
        Stream<String> reasons =
                figures.stream().flatMap(figure -> figure.reasons().stream()).map(Figure.Reason::measurement);
        return Stream.concat(
                        Stream.concat(figures.stream().map(Figure::measurement), reasons),
                        curves.stream().map(Curve::measurement))
                .distinct()
                .filter(id -> !outcomes.containsKey(id) && !fullOnly.contains(id))
                .toList();
    }

    private String idle() {
        long busy = outcomes.values().stream()
                .filter(o -> !"true".equals(o.context().get(Outcome.IDLE)))
                .count();
        return busy == 0
                ? "before every measurement"
                : "**no**: other programs were running before " + busy + " of " + outcomes.size()
                        + " measurements (marked below): expect wide spreads, and trust ratios more than times";
    }

    private Table figures(String module) {
        Table table = new Table("figure", "ours", "ratio of times to peers", "goal", "reached", "");
        for (Figure figure : figures) {
            if (figure.module().equals(module)) {
                row(table, figure);
            }
        }
        return table;
    }

    private void row(Table table, Figure figure) {
        Optional<Outcome> outcome = Optional.ofNullable(outcomes.get(figure.measurement()));
        Optional<Series> ours = outcome.flatMap(o -> o.series(figure.ours()));
        Optional<Verdict> verdict = figure.judge(outcomes);
        List<String> ratios = new ArrayList<>();
        for (String peer : figure.peers()) {
            ours.ifPresent(s -> outcome.flatMap(o -> o.series(peer))
                    .ifPresent(p -> ratios.add(peer + " " + s.timeRatio(p).ratio())));
        }
        String unknown = fullOnly.contains(figure.measurement()) ? "only in the full run" : "not measured";
        String rounds = ours.filter(s -> fullOnly.contains(figure.measurement()))
                .map(s -> rounds(s.seconds().size()))
                .orElse("");
        table.row(
                figure.text() + rounds,
                ours.map(s -> figure.goal().timed() ? Quantity.time(s.time()) : "")
                        .orElse(""),
                String.join("; ", ratios),
                figure.goal().text(),
                verdict.map(Verdict::value).orElse(""),
                verdict.map(v -> v.text() + (v.met() ? "" : reason(figure, ours.orElseThrow())))
                        .orElse(unknown));
    }

    /** Parts of the full run may be measured with fewer rounds than it has. */
    private static String rounds(int count) {
        return count == 1 ? " (1 round)" : " (" + count + " rounds)";
    }

    /**
     * What was measured that explains a goal that is missed: what the parts take by themselves, whether that is within the
     * goal, and how far from it we are.
     */
    private String reason(Figure figure, Series ours) {
        List<String> parts = new ArrayList<>();
        double together = 0;
        for (Figure.Reason why : figure.reasons()) {
            Optional<Double> part = Optional.ofNullable(outcomes.get(why.measurement()))
                    .flatMap(outcome -> outcome.series(why.contestant()))
                    .map(series -> why.times() * series.time().median());
            if (part.isPresent()) {
                together += part.get();
                parts.add(why.text() + " alone takes " + Quantity.time(part.get()) + " (" + place(figure, why) + ")");
            }
        }
        double mine = ours.time().median();
        if (together <= WORTH_SAYING * mine) {
            return "";
        }
        String text =
                ": " + String.join(", ", parts) + (parts.size() > 1 ? ", together " + Quantity.time(together) : "");
        OptionalDouble allowed = figure.goal().allowedSeconds(outcomes.get(figure.measurement()));
        if (allowed.isEmpty()) {
            return text;
        }
        boolean within = together <= allowed.getAsDouble();
        return text
                + String.format(
                        Locale.ROOT,
                        "; the goal is %s, %s than this limit; ours takes %.2f × the limit%s",
                        Quantity.time(allowed.getAsDouble()),
                        within ? "more" : "less",
                        mine / together,
                        within ? ": `benchmarks/run --profile " + figure.measurement() + "` shows with what" : "");
    }

    private static String place(Figure figure, Figure.Reason why) {
        String times = BigDecimal.valueOf(why.times()).stripTrailingZeros().toPlainString();
        return (why.times() == 1 ? "" : times + " × ") + "`" + why.contestant() + "`"
                + (why.measurement().equals(figure.measurement()) ? "" : " in " + why.measurement());
    }

    /** The curves of one measurement, their plots side by side: memory beside time. */
    private String curves(String measurement) {
        List<Curve> all = curves.stream()
                .filter(curve -> curve.measurement().equals(measurement))
                .toList();
        StringBuilder text = new StringBuilder("### " + all.get(0).title() + "\n\n");
        Outcome outcome = outcomes.get(measurement);
        if (outcome == null) {
            return text.append("Not measured.\n\n").toString();
        }
        Table plots = new Table(all.stream().map(curve -> curve.value().title()).toArray(String[]::new));
        plots.row(all.stream()
                .map(curve -> "![" + curve.title() + "](plots/" + curve.id() + ".svg)")
                .toArray(String[]::new));
        text.append(plots).append('\n');
        all.forEach(curve -> text.append(curve(curve, outcome)));
        return text.toString();
    }

    private static String curve(Curve curve, Outcome outcome) {
        StringBuilder text = new StringBuilder();
        List<String> head = new ArrayList<>(List.of(curve.xLabel()));
        curve.contestants()
                .forEach(
                        contestant -> head.add(contestant + ", " + curve.value().title()));
        Table table = new Table(head.toArray(String[]::new));
        outcome.series().stream()
                .filter(s -> curve.contestants().contains(s.name()))
                .map(Series::x)
                .distinct()
                .sorted()
                .forEach(x -> table.row(cells(curve, outcome, x)));
        text.append(table).append('\n');
        Map<Bend.Part, Set<String>> parts = new EnumMap<>(Bend.Part.class);
        for (String contestant : curve.contestants()) {
            Bend bend = Bend.of(curve, outcome.curve(contestant));
            if (!bend.text().isEmpty()) {
                text.append("* ")
                        .append(contestant)
                        .append(": ")
                        .append(bend.text())
                        .append('\n');
            }
            bend.parts()
                    .forEach(part -> parts.computeIfAbsent(part, p -> new LinkedHashSet<>())
                            .add(contestant));
        }
        text.append('\n');
        parts.forEach((part, contestants) -> text.append(Bend.name(curve.shape(), part))
                .append(" (")
                .append(String.join(", ", contestants))
                .append("): ")
                .append(curve.why().of(part))
                .append("\n\n"));
        return text.toString();
    }

    private static String[] cells(Curve curve, Outcome outcome, double x) {
        List<String> row = new ArrayList<>(List.of(curve.x(x)));
        for (String contestant : curve.contestants()) {
            row.add(outcome.curve(contestant).stream()
                    .filter(p -> p.x() == x && !Double.isNaN(curve.y(p)))
                    .map(p -> curve.show(curve.y(p)))
                    .findFirst()
                    .orElse(""));
        }
        return row.toArray(String[]::new);
    }

    /** What it says of itself, where that is not what the page says of all. */
    private String own(Outcome outcome, String fact) {
        String value = outcome.context().getOrDefault(fact, "");
        return value.isEmpty() || value.equals(machine.get(fact)) ? "" : "; " + fact + ": " + value;
    }

    private String everything(Outcome outcome) {
        StringBuilder text = new StringBuilder("### " + outcome.id() + "\n\n");
        boolean idle = "true".equals(outcome.context().get(Outcome.IDLE));
        text.append(outcome.context().getOrDefault(Outcome.STARTED, ""))
                .append(", commit ")
                .append(outcome.context().getOrDefault(Outcome.COMMIT, ""))
                .append(idle ? "" : ", on a busy machine")
                .append(own(outcome, Outcome.SYSTEM))
                .append(own(outcome, Outcome.PROGRAMS))
                .append("\n\n");
        Table table = new Table("", "at", "time", "rounds", "allocated", "resident", "other");
        for (Series series : outcome.series()) {
            table.row(
                    series.name(),
                    Double.isNaN(series.x())
                            ? ""
                            : BigDecimal.valueOf(series.x())
                                    .stripTrailingZeros()
                                    .toPlainString(),
                    series.seconds().isEmpty() ? "failed" : Quantity.time(series.time()),
                    String.valueOf(series.seconds().size()),
                    bytes(series, Series.ALLOCATED),
                    bytes(series, Series.PEAK),
                    others(series));
        }
        text.append(table).append('\n');
        outcome.notes()
                .forEach(note ->
                        text.append("* ").append(note.replace('\n', ' ')).append('\n'));
        return text.append('\n').toString();
    }

    private static String others(Series series) {
        return new TreeMap<>(series.measures())
                .entrySet().stream()
                        .filter(e -> !e.getKey().equals(Series.ALLOCATED)
                                && !e.getKey().equals(Series.PEAK))
                        .map(e -> Quantity.name(e.getKey()) + " " + Quantity.bytes(e.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String bytes(Series series, String measure) {
        return series.measure(measure).isEmpty()
                ? ""
                : Quantity.bytes(series.measure(measure).getAsDouble());
    }
}
