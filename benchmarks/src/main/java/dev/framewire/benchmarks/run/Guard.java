package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Figure;
import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.figures.Series;
import dev.framewire.benchmarks.figures.Spread;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Says which ratios to peers differ from the committed ones. It informs; whether a difference matters is for people. */
final class Guard {
    /** Beyond what medians of two short runs of the same code differ by. */
    private static final double TOLERANCE = 0.3;
    /** Beyond any doubt, however far apart the samples were then. */
    private static final double CERTAIN = 0.7;

    private static final String SLOWER = "SLOWER";

    private Guard() {}

    /**
     * The measurements in which something is slower. One JVM compiles the same code better than another, now and then by
     * half: before that counts, they are measured again, in another JVM.
     */
    static Set<String> doubtful(List<Figure> figures, Map<String, Outcome> now, Map<String, Outcome> then) {
        Set<String> ids = new LinkedHashSet<>();
        for (Figure figure : figures) {
            for (String peer : figure.peers()) {
                Optional<Spread> after = ratio(figure, peer, now);
                Optional<Spread> before = ratio(figure, peer, then);
                if (after.isPresent()
                        && before.isPresent()
                        && word(before.get(), after.get()).equals(SLOWER)) {
                    ids.add(figure.measurement());
                }
            }
        }
        return ids;
    }

    /**
     * A line a ratio.
     *
     * @param again what was measured a second time: of two ratios the better one counts
     */
    static String compare(
            List<Figure> figures, Map<String, Outcome> now, Map<String, Outcome> again, Map<String, Outcome> then) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%-9s %8s %8s  %s%n", "", "then", "now", "time, as a ratio to the peer's"));
        int slower = 0;
        int missing = 0;
        for (Figure figure : figures) {
            for (String peer : figure.peers()) {
                Optional<Spread> before = ratio(figure, peer, then);
                Optional<Spread> second = ratio(figure, peer, again);
                Optional<Spread> after = Stream.of(ratio(figure, peer, now), second)
                        .flatMap(Optional::stream)
                        .min(Comparator.comparingDouble(Spread::median));
                if (after.isEmpty()) {
                    text.append(String.format(
                            Locale.ROOT,
                            "%-9s %8s %8s  %s / %s%n",
                            "missing",
                            shown(before),
                            "-",
                            figure.text(),
                            peer));
                    missing++;
                    continue;
                }
                String change = before.map(b -> word(b, after.get())).orElse("new");
                slower += change.equals(SLOWER) ? 1 : 0;
                text.append(String.format(
                        Locale.ROOT,
                        "%-9s %8s %8.3f  %s / %s%s%n",
                        change,
                        shown(before),
                        after.get().median(),
                        figure.text(),
                        peer,
                        second.isPresent() ? " (the better of two)" : ""));
            }
        }
        if (missing > 0) {
            text.append(missing).append(" missing: not measured, or a peer is not installed\n");
        }
        return text.append(
                        slower == 0
                                ? "nothing is slower than in results.json"
                                : slower + " slower by more than " + Math.round(100 * TOLERANCE)
                                        + " %: run it again, then look for the reason")
                .toString();
    }

    private static String shown(Optional<Spread> ratio) {
        return ratio.map(r -> String.format(Locale.ROOT, "%.3f", r.median())).orElse("-");
    }

    private static Optional<Spread> ratio(Figure figure, String peer, Map<String, Outcome> outcomes) {
        return Optional.ofNullable(outcomes.get(figure.measurement())).flatMap(outcome -> {
            Optional<Series> theirs = outcome.series(peer);
            return outcome.series(figure.ours()).flatMap(ours -> theirs.map(ours::timeRatio));
        });
    }

    /**
     * Slower or faster only if the median moved by more than the tolerance, every sample lies on that side of what was the
     * median, and the median left the spread seen then, unless it moved so far that no spread explains it.
     */
    static String word(Spread then, Spread now) {
        if (moved(then.median(), then.max(), now.median(), now.min())) {
            return SLOWER;
        }
        Spread was = then.inverse();
        Spread is = now.inverse();
        return moved(was.median(), was.max(), is.median(), is.min()) ? "faster" : "same";
    }

    private static boolean moved(double median, double greatest, double now, double leastNow) {
        return now > median * (1 + TOLERANCE) && leastNow > median && (now > greatest || now > median * (1 + CERTAIN));
    }
}
