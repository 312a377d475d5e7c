package dev.framewire.benchmarks.figures;

import java.util.List;

/**
 * A row of the page: one contestant of ours beside its peers, and the goal.
 *
 * @param module whose figure it is
 * @param text what is measured
 * @param measurement whose outcome it is read from
 * @param ours the contestant
 * @param peers other contestants of the same measurement, each shown as a ratio
 */
public record Figure(String module, String text, String measurement, String ours, List<String> peers, Goal goal) {
    public Figure {
        peers = List.copyOf(peers);
    }
}
