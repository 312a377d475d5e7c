package dev.framewire.benchmarks.contest;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Something that can be timed again and again. */
public interface Contestant {
    /** As figures name it. */
    String name();

    /** The place on a curve; NaN for a single point. */
    default double x() {
        return Double.NaN;
    }

    /** How often it takes part before the first round, unseen. */
    default int warmUps() {
        return 0;
    }

    /** The same with so many rounds before the first: for what runs little code, and each of it seldom. */
    default Contestant warmed(int rounds) {
        return new Warmed(this, rounds);
    }

    /** Before each round, not timed: removes what the last one left, puts there what this one needs. */
    default void prepare() throws IOException, InterruptedException {}

    /**
     * Does it once.
     *
     * @return the time it took, in seconds
     * @throws IOException if it failed; it is then left out of the contest
     */
    double run() throws IOException, InterruptedException;

    /**
     * After each round, not timed.
     *
     * @throws IOException if what arrived is not what was sent
     */
    default void check() throws IOException {}

    /** After that, also where it failed: removes what arrived. What all contestants leave together would fill a RAM disk. */
    default void tidy() {}

    /** The processes whose memory counts besides children that {@link #run} starts. */
    default List<ProcessHandle> servers() {
        return List.of();
    }

    /** What else was seen in the last round. */
    default Map<String, Double> measures() {
        return Map.of();
    }
}
