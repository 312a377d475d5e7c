package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Json;
import dev.framewire.benchmarks.figures.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up what several runs of JMH wrote with {@code -rf json}: one series a benchmark method and set of parameters, one
 * sample an iteration, as the time of one operation.
 */
final class JmhResults {
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private record Key(String name, double x) {}

    private final String curveParameter;
    private final Map<Key, List<Double>> seconds = new LinkedHashMap<>();
    private final Map<Key, Map<String, Double>> measures = new LinkedHashMap<>();

    /** With the parameter that is a curve's x, or the empty string. */
    JmhResults(String curveParameter) {
        this.curveParameter = curveParameter;
    }

    /**
     * Adds a run.
     *
     * @throws IllegalArgumentException if this is no result of JMH
     */
    void add(String json) {
        for (Object run : Json.array(Json.read(json))) {
            add(Json.object(run));
        }
    }

    private void add(Map<String, Object> run) {
        String benchmark = String.valueOf(run.get("benchmark"));
        StringBuilder name = new StringBuilder(benchmark.substring(benchmark.lastIndexOf('.') + 1));
        double x = Double.NaN;
        for (Map.Entry<String, Object> parameter :
                Json.object(run.getOrDefault("params", Map.of())).entrySet()) {
            if (parameter.getKey().equals(curveParameter)) {
                x = Double.parseDouble(parameter.getValue().toString());
            } else {
                name.append(' ').append(parameter.getKey()).append('=').append(parameter.getValue());
            }
        }
        Key key = new Key(name.toString(), x);
        Map<String, Object> primary = Json.object(run.get("primaryMetric"));
        String unit = String.valueOf(primary.get("scoreUnit"));
        List<Double> samples = seconds.computeIfAbsent(key, k -> new ArrayList<>());
        for (Object fork : Json.array(primary.get("rawData"))) {
            for (Object score : Json.array(fork)) {
                samples.add(secondsPerOperation(Json.number(score), unit));
            }
        }
        Map<String, Double> seen = measures.computeIfAbsent(key, k -> new LinkedHashMap<>());
        Json.object(run.getOrDefault("secondaryMetrics", Map.of())).forEach((metric, value) -> {
            if (metric.replace("·", "").equals(ALLOCATION)) {
                seen.merge(Series.ALLOCATED, Json.number(Json.object(value).get("score")), Math::max);
            }
        });
    }

    static double secondsPerOperation(double score, String unit) {
        return switch (unit) {
            case "s/op" -> score;
            case "ms/op" -> score / 1e3;
            case "us/op" -> score / 1e6;
            case "ns/op" -> score / 1e9;
            case "ops/s" -> 1 / score;
            case "ops/ms" -> 1e-3 / score;
            case "ops/us" -> 1e-6 / score;
            case "ops/ns" -> 1e-9 / score;
            default -> throw new IllegalArgumentException("JMH unit " + unit);
        };
    }

    List<Series> series() {
        List<Series> all = new ArrayList<>();
        seconds.forEach((key, samples) -> all.add(new Series(key.name, key.x, samples, measures.get(key))));
        return all;
    }
}
