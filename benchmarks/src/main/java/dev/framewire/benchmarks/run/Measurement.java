package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Outcome;
import java.io.IOException;

/** A part of a run, of minutes: several contestants in turns. What it finds is kept as a whole or not at all. */
interface Measurement {
    /** Unique in a plan: {@code module/what} and, where it matters, {@code @JDK}. */
    String id();

    /** The seconds it is meant to take. It begins no further round where that would take longer. */
    int seconds();

    /** The same with at most so many timed rounds. */
    Measurement limitedTo(int rounds);

    /**
     * Runs it. Contestants whose program is missing, or that fail, are left out and named in the notes.
     *
     * @throws IOException if nothing could be measured
     */
    Outcome run(RunContext context) throws IOException, InterruptedException;
}
