package dev.framewire.benchmarks.figures;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Outcomes as JSON:
 *
 * <pre>
 *   {"id": "framing/split@17",
 *    "context": {"started": "2026-11-21T08:00:00Z", "commit": "49fe5a1", "idle": "true"},
 *    "series": [{"name": "framewire", "x": 64, "seconds": [3.1e-9, …], "measures": {"allocatedBytes": 0}}],
 *    "notes": []}
 * </pre>
 *
 * {@code x} is there for a point of a curve.
 */
public final class OutcomeJson {
    private static final String ID = "id";
    private static final String CONTEXT = "context";
    private static final String SERIES = "series";
    private static final String NOTES = "notes";
    private static final String NAME = "name";
    private static final String X = "x";
    private static final String SECONDS = "seconds";
    private static final String MEASURES = "measures";

    private OutcomeJson() {}

    /** For {@link Json#write}. */
    public static Map<String, Object> of(Outcome outcome) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(ID, outcome.id());
        json.put(CONTEXT, new TreeMap<>(outcome.context()));
        json.put(SERIES, outcome.series().stream().map(OutcomeJson::of).toList());
        json.put(NOTES, outcome.notes());
        return json;
    }

    private static Map<String, Object> of(Series series) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(NAME, series.name());
        if (!Double.isNaN(series.x())) {
            json.put(X, series.x());
        }
        json.put(SECONDS, series.seconds());
        json.put(MEASURES, new TreeMap<>(series.measures()));
        return json;
    }

    /**
     * What {@link Json#read} gave.
     *
     * @throws IllegalArgumentException if it is not of that form
     */
    public static Outcome outcome(Object json) {
        Map<String, Object> object = Json.object(json);
        Map<String, String> context = new LinkedHashMap<>();
        Json.object(object.get(CONTEXT)).forEach((name, value) -> context.put(name, value.toString()));
        return new Outcome(
                String.valueOf(object.get(ID)),
                context,
                Json.array(object.get(SERIES)).stream().map(OutcomeJson::series).toList(),
                Json.array(object.get(NOTES)).stream().map(Object::toString).toList());
    }

    private static Series series(Object json) {
        Map<String, Object> object = Json.object(json);
        List<Double> seconds =
                Json.array(object.get(SECONDS)).stream().map(Json::number).toList();
        Map<String, Double> measures = new LinkedHashMap<>();
        Json.object(object.get(MEASURES)).forEach((name, value) -> measures.put(name, Json.number(value)));
        double x = object.containsKey(X) ? Json.number(object.get(X)) : Double.NaN;
        return new Series(String.valueOf(object.get(NAME)), x, seconds, measures);
    }
}
