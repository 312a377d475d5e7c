package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Curve;
import dev.framewire.benchmarks.figures.Figure;
import dev.framewire.benchmarks.figures.Json;
import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.figures.OutcomeJson;
import dev.framewire.benchmarks.report.Page;
import dev.framewire.benchmarks.report.Plot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a run found, as {@code results.json} keeps it; the page and the plots are made of nothing else.
 *
 * @param size the plan's
 * @param machine facts, in the order to show
 * @param outcomes by the measurements' ids; those that were not run are missing
 */
record Results(Options.Size size, Map<String, String> machine, Map<String, Outcome> outcomes) {
    private static final String JSON = "results.json";
    private static final String PAGE = "RESULTS.md";

    /** What may be another one in one part of a page: all that is divided by each other was measured in one go, and names it. */
    private static final List<String> OF_EACH = List.of(Outcome.SYSTEM, Outcome.PROGRAMS);

    /** Of no run. */
    static Results none(Options.Size size) {
        return new Results(size, Map.of(), Map.of());
    }

    /**
     * Those in a folder; empty if there are none.
     *
     * @throws IllegalArgumentException if the file is not of that form
     */
    static Optional<Results> in(Path folder) throws IOException {
        Path file = folder.resolve(JSON);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, Object> json = Json.object(Json.read(Files.readString(file)));
        Map<String, String> machine = new LinkedHashMap<>();
        Json.object(json.get("machine")).forEach((name, value) -> machine.put(name, value.toString()));
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (Object each : Json.array(json.get("outcomes"))) {
            Outcome outcome = OutcomeJson.outcome(each);
            outcomes.put(outcome.id(), outcome);
        }
        return Optional.of(new Results(Options.Size.of(String.valueOf(json.get("size"))), machine, outcomes));
    }

    /**
     * These, and of the older ones what these lack: a run that is done in parts replaces the page row by row, each with its
     * commit, and with its kernel or its peers' versions where they were others. Results of another machine are not mixed with these;
     * of no run at all, the older ones stay as they are.
     */
    Results over(Results older) {
        if (outcomes.isEmpty()) {
            return older;
        }
        if (!same(machine).equals(same(older.machine)) || size != older.size) {
            return this;
        }
        Map<String, Outcome> all = new LinkedHashMap<>();
        List<String> ids = new ArrayList<>();
        plan().measurements().forEach(measurement -> ids.add(measurement.id()));
        ids.addAll(fullOnly());
        for (String id : ids) {
            Outcome kept = older.outcomes.get(id);
            Outcome outcome = kept == null ? outcomes.get(id) : outcomes.getOrDefault(id, named(kept, older.machine));
            if (outcome != null) {
                all.put(id, outcome);
            }
        }
        return new Results(size, machine, all);
    }

    private static Map<String, String> same(Map<String, String> machine) {
        Map<String, String> same = new LinkedHashMap<>(machine);
        same.keySet().removeAll(OF_EACH);
        return same;
    }

    /** It keeps what these results do not say of it. */
    private Outcome named(Outcome older, Map<String, String> itsMachine) {
        Outcome named = older;
        for (String fact : OF_EACH) {
            String its = itsMachine.getOrDefault(fact, "");
            if (!older.context().containsKey(fact) && !its.equals(machine.getOrDefault(fact, ""))) {
                named = named.with(fact, its);
            }
        }
        return named;
    }

    /** What was to be measured, on the JDKs of this run. */
    Plan plan() {
        return Plan.of(size, jdks());
    }

    private List<Jdk> jdks() {
        return Pattern.compile("(?:^|; )(\\d+)")
                .matcher(machine.getOrDefault(Machine.JDKS, ""))
                .results()
                .map(jdk -> new Jdk(Integer.parseInt(jdk.group(1)), Path.of(""), ""))
                .toList();
    }

    /** Those of this size, and those that only the full run has: a goal without a figure must be seen as well. */
    private List<Figure> everyFigure() {
        List<Figure> all = new ArrayList<>(plan().figures());
        Set<String> more = fullOnly();
        fullPlan().figures().stream()
                .filter(figure -> more.contains(figure.measurement()))
                .forEach(all::add);
        return all;
    }

    /** Those of this size, and of the full run's those that were measured. */
    private List<Curve> everyCurve() {
        List<Curve> all = new ArrayList<>(plan().curves());
        Set<String> more = fullOnly();
        more.retainAll(outcomes.keySet());
        fullPlan().curves().stream()
                .filter(curve -> more.contains(curve.measurement()))
                .forEach(all::add);
        return all;
    }

    private Plan fullPlan() {
        return Plan.of(Options.Size.FULL, jdks());
    }

    /** The measurements that only the full run has. They may be measured one by one, and belong to the page of either. */
    Set<String> fullOnly() {
        Set<String> ids = new LinkedHashSet<>();
        fullPlan().measurements().forEach(measurement -> ids.add(measurement.id()));
        plan().measurements().forEach(measurement -> ids.remove(measurement.id()));
        return ids;
    }

    /** RESULTS.md; of a part, only what it has measured. */
    String page(boolean part) {
        return written(part).markdown();
    }

    /** How many goals of each module are met and missed, a line each. */
    List<String> goals() {
        return written(false).goals();
    }

    private Page written(boolean part) {
        Map<String, String> facts = new LinkedHashMap<>();
        boolean more = fullOnly().stream().anyMatch(outcomes::containsKey);
        facts.put("run", "`benchmarks/run --" + size.word() + "`" + (more ? ", and parts of `--full`" : ""));
        facts.putAll(machine);
        Predicate<String> shown = id -> !part || outcomes.containsKey(id);
        List<Figure> figures = everyFigure().stream()
                .filter(figure -> shown.test(figure.measurement()))
                .toList();
        List<Curve> curves = everyCurve().stream()
                .filter(curve -> shown.test(curve.measurement()))
                .toList();
        return new Page(facts, figures, curves, plan().remarks(), outcomes, fullOnly());
    }

    /** Writes the page and the plots. */
    void writePage(Path folder, boolean part) throws IOException {
        Path plots = Files.createDirectories(folder.resolve("plots"));
        for (Curve curve : everyCurve()) {
            Optional<Outcome> outcome = Optional.ofNullable(outcomes.get(curve.measurement()));
            if (outcome.isPresent()) {
                Optional<String> svg = Plot.svg(curve, outcome.get());
                if (svg.isPresent()) {
                    RunFolder.replace(plots.resolve(curve.id() + ".svg"), svg.get());
                }
            }
        }
        RunFolder.replace(folder.resolve(PAGE), page(part));
    }

    /** Writes results.json. */
    void write(Path folder) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("size", size.word());
        json.put("machine", machine);
        json.put("outcomes", outcomes.values().stream().map(OutcomeJson::of).toList());
        RunFolder.replace(folder.resolve(JSON), Json.write(json) + "\n");
    }
}
