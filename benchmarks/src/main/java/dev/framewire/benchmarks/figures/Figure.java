package dev.framewire.benchmarks.figures;

import java.util.List;
import java.util.Optional;

/**
 * A row of the page: one contestant of ours beside its peers, and the goal.
 *
 * @param module whose figure it is
 * @param text what is measured
 * @param measurement whose outcome it is read from
 * @param ours the contestant
 * @param peers other contestants of the same measurement, each shown as a ratio
 * @param reason what was measured that tells why the goal may be missed
 */
public record Figure(
        String module,
        String text,
        String measurement,
        String ours,
        List<String> peers,
        Goal goal,
        Optional<Reason> reason) {
    /**
     * A part of our time that was measured by itself.
     *
     * @param measurement whose outcome it is read from
     * @param contestant who did that part and nothing else
     * @param text what it did
     */
    public record Reason(String measurement, String contestant, String text) {}

    public Figure {
        peers = List.copyOf(peers);
    }

    /** Without a reason that could be measured. */
    public Figure(String module, String text, String measurement, String ours, List<String> peers, Goal goal) {
        this(module, text, measurement, ours, peers, goal, Optional.empty());
    }

    /** With one. */
    public Figure because(Reason why) {
        return new Figure(module, text, measurement, ours, peers, goal, Optional.of(why));
    }
}
