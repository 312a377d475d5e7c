package dev.framewire.benchmarks.figures;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of one measurement: contestants that ran in turns, on one machine, in one go.
 *
 * @param id the measurement's
 * @param context when, on what: {@link #STARTED}, {@link #COMMIT}, {@link #IDLE} …
 * @param notes what was left out and why
 */
public record Outcome(String id, Map<String, String> context, List<Series> series, List<String> notes) {
    /** When it began. */
    public static final String STARTED = "started";
    /** What was measured. */
    public static final String COMMIT = "commit";
    /** "true" if the machine did nothing else just before. */
    public static final String IDLE = "idle";
    /** The operating system and its kernel, where they are not those that the results name. */
    public static final String SYSTEM = "system";
    /** The peers' versions, where they are not those that the results name. */
    public static final String PROGRAMS = "programs";

    public Outcome {
        context = Map.copyOf(context);
        series = List.copyOf(series);
        notes = List.copyOf(notes);
    }

    /** The same, of which something more is known. */
    public Outcome with(String fact, String value) {
        Map<String, String> more = new LinkedHashMap<>(context);
        more.put(fact, value);
        return new Outcome(id, more, series, notes);
    }

    /** What that contestant did, if it ran. */
    public Optional<Series> series(String name) {
        return series.stream()
                .filter(s -> s.name().equals(name) && !s.seconds().isEmpty())
                .findFirst();
    }

    /** The points of a curve, in order of x. */
    public List<Series> curve(String name) {
        return series.stream()
                .filter(s -> s.name().equals(name) && !s.seconds().isEmpty())
                .sorted((a, b) -> Double.compare(a.x(), b.x()))
                .toList();
    }
}
