package dev.framewire.benchmarks.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one contestant did in one measurement.
 *
 * @param name the contestant's
 * @param x the place on a curve: bytes, connections, milliseconds; NaN for a single point
 * @param seconds one sample per round: the time of one operation. Sample i of all series of a measurement is of the same round, unless
 *     their counts differ
 * @param measures what else was seen, the highest of all rounds: {@value #ALLOCATED}, {@value #PEAK} …
 */
public record Series(String name, double x, List<Double> seconds, Map<String, Double> measures) {
    /** Bytes of garbage one operation makes. */
    public static final String ALLOCATED = "allocatedBytes";
    /** The most memory its processes held, in bytes (resident, both ends, shared pages counted in each). */
    public static final String PEAK = "peakBytes";

    public Series {
        seconds = List.copyOf(seconds);
        measures = Map.copyOf(measures);
    }

    /** Of a single point. */
    public static Series of(String name, List<Double> seconds, Map<String, Double> measures) {
        return new Series(name, Double.NaN, seconds, measures);
    }

    /** Something else that was seen, if it was. */
    public OptionalDouble measure(String measure) {
        Double value = measures.get(measure);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** The median time and its spread. */
    public Spread time() {
        return Spread.of(seconds);
    }

    /**
     * This one's time over the other's. Samples of the same round are divided by each other, so that what slowed a whole
     * round does not show.
     */
    public Spread timeRatio(Series other) {
        if (seconds.size() != other.seconds.size()) {
            double theirs = other.time().median();
            return time().times(1 / theirs);
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < seconds.size(); i++) {
            ratios.add(seconds.get(i) / other.seconds.get(i));
        }
        return Spread.of(ratios);
    }
}
