package dev.framewire.benchmarks.figures;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of the page: one contestant of ours beside its peers, and the goal.
 *
 * @param module whose figure it is
 * @param text what is measured
 * @param measurement whose outcome it is read from
 * @param ours the contestant
 * @param peers other contestants of the same measurement, each shown as a ratio
 * @param reasons what was measured that tells why the goal may be missed: parts of our time, one after the other
 */
public record Figure(
        String module,
        String text,
        String measurement,
        String ours,
        List<String> peers,
        Goal goal,
        List<Reason> reasons) {
    /**
     * A part of our time that was measured by itself.
     *
     * @param measurement whose outcome it is read from
     * @param contestant who did that part and nothing else
     * @param text what it did
     * @param times that our time holds that part, where ours is so many times as large, or holds half of it
     */
    public record Reason(String measurement, String contestant, String text, double times) {
        /** Of the same size. */
        public Reason(String measurement, String contestant, String text) {
            this(measurement, contestant, text, 1);
        }
    }

    public Figure {
        peers = List.copyOf(peers);
        reasons = List.copyOf(reasons);
    }

    /**
     * What was reached of the goal.
     *
     * @param outcomes by the measurements' ids
     * @return empty if ours or the peer was not measured
     */
    public Optional<Goal.Verdict> judge(Map<String, Outcome> outcomes) {
        return Optional.ofNullable(outcomes.get(measurement))
                .flatMap(outcome -> outcome.series(ours).flatMap(series -> goal.judge(series, outcome)));
    }

    /** Without a reason that could be measured. */
    public Figure(String module, String text, String measurement, String ours, List<String> peers, Goal goal) {
        this(module, text, measurement, ours, peers, goal, List.of());
    }

    /** With some. */
    public Figure because(Reason... why) {
        return new Figure(module, text, measurement, ours, peers, goal, List.of(why));
    }
}
