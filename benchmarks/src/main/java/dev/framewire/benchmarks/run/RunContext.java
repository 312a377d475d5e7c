package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.figures.Series;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a measurement finds around it.
 *
 * @param root of the working copy
 * @param jar of the benchmarks, a copy that no build replaces meanwhile
 * @param work an empty folder on a RAM disk, removed at the end
 * @param results where logs may go
 * @param facts of every outcome: commit, time, whether the machine was idle
 * @param jvmOptions of all our JVMs but JMH's, besides their own
 */
record RunContext(
        Path root, Path jar, Path work, Path results, Jdk newest, Map<String, String> facts, List<String> jvmOptions) {
    RunContext(Path root, Path jar, Path work, Path results, Jdk newest, Map<String, String> facts) {
        this(root, jar, work, results, newest, facts, List.of());
    }

    Outcome outcome(String id, List<Series> series, List<String> notes) {
        return new Outcome(id, facts, series, notes);
    }

    RunContext with(Map<String, String> newFacts) {
        return new RunContext(root, jar, work, results, newest, newFacts, jvmOptions);
    }

    /** With JVMs that have these options as well. */
    RunContext recorded(List<String> options) {
        return new RunContext(root, jar, work, results, newest, facts, options);
    }
}
