package dev.framewire.benchmarks.figures;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a figure is to reach. */
public sealed interface Goal {
    /** In words, as the page shows it. */
    String text();

    /** Whether it is about time, so that the time belongs beside it. */
    default boolean timed() {
        return true;
    }

    /**
     * Compares.
     *
     * @param ours the contestant
     * @param all the measurement it was part of
     * @return empty if the peer was not measured
     */
    Optional<Verdict> judge(Series ours, Outcome all);

    /** The time that it leaves us, in seconds, by the medians; empty where it is about something else. */
    default OptionalDouble allowedSeconds(Outcome all) {
        return OptionalDouble.empty();
    }

    private static OptionalDouble share(Outcome all, String peer, double factor) {
        return all.series(peer).stream()
                .mapToDouble(theirs -> factor * theirs.time().median())
                .findFirst();
    }

    /**
     * What was reached.
     *
     * @param value as the goal counts, with its spread
     * @param met by the median
     * @param always by every sample as by the median
     */
    record Verdict(String value, boolean met, boolean always) {
        static Verdict atMost(String value, Spread seen, double most) {
            boolean met = seen.median() <= most;
            return new Verdict(value, met, met ? seen.max() <= most : seen.min() > most);
        }

        static Verdict atLeast(String value, Spread seen, double least) {
            boolean met = seen.median() >= least;
            return new Verdict(value, met, met ? seen.min() >= least : seen.max() < least);
        }

        static Verdict of(String value, boolean met) {
            return new Verdict(value, met, true);
        }

        /** In words. */
        public String text() {
            if (met) {
                return always ? "met" : "met, but not in every round";
            }
            return always ? "**missed**" : "**missed**, though met in some rounds";
        }
    }

    /** Ours takes at most so many times the peer's time. */
    record TimeRatio(String peer, double atMost) implements Goal {
        @Override
        public String text() {
            return String.format(Locale.ROOT, "time ≤ %s × %s", number(atMost), peer);
        }

        @Override
        public Optional<Verdict> judge(Series ours, Outcome all) {
            return all.series(peer).map(ours::timeRatio).map(r -> Verdict.atMost(r.ratio() + " ×", r, atMost));
        }

        @Override
        public OptionalDouble allowedSeconds(Outcome all) {
            return share(all, peer, atMost);
        }
    }

    /** Ours is at least so many times as fast as the peer. */
    record RateRatio(String peer, double atLeast) implements Goal {
        @Override
        public String text() {
            return String.format(Locale.ROOT, "rate ≥ %s × %s", number(atLeast), peer);
        }

        @Override
        public Optional<Verdict> judge(Series ours, Outcome all) {
            return all.series(peer)
                    .map(theirs -> theirs.timeRatio(ours))
                    .map(r -> Verdict.atLeast(r.ratio() + " ×", r, atLeast));
        }

        @Override
        public OptionalDouble allowedSeconds(Outcome all) {
            return share(all, peer, 1 / atLeast);
        }
    }

    /** One operation takes at most so long. */
    record Seconds(double atMost) implements Goal {
        @Override
        public String text() {
            return "≤ " + Quantity.time(atMost);
        }

        @Override
        public Optional<Verdict> judge(Series ours, Outcome all) {
            return Optional.of(Verdict.atMost(Quantity.time(ours.time()), ours.time(), atMost));
        }

        @Override
        public OptionalDouble allowedSeconds(Outcome all) {
            return OptionalDouble.of(atMost);
        }
    }

    /** So many operations in a second. */
    record PerSecond(double atLeast) implements Goal {
        @Override
        public String text() {
            return String.format(Locale.ROOT, "≥ %,.0f a second", atLeast);
        }

        @Override
        public Optional<Verdict> judge(Series ours, Outcome all) {
            Spread rate = ours.time().inverse();
            String value =
                    String.format(Locale.ROOT, "%,.0f (%,.0f–%,.0f) a second", rate.median(), rate.min(), rate.max());
            return Optional.of(Verdict.atLeast(value, rate, atLeast));
        }
    }

    /** At most so many bytes of a {@linkplain Series#measures measure}. */
    record Bytes(String measure, double atMost) implements Goal {
        /** JMH divides what the whole JVM allocated by the operations: a fraction of a byte is its own noise. */
        private static final double NOISE = 0.5;

        @Override
        public boolean timed() {
            return false;
        }

        @Override
        public String text() {
            return "≤ " + Quantity.bytes(atMost) + " " + Quantity.name(measure);
        }

        @Override
        public Optional<Verdict> judge(Series ours, Outcome all) {
            return ours.measure(measure).stream()
                    .mapToObj(b -> Verdict.of(Quantity.bytes(b), b <= atMost + NOISE))
                    .findFirst();
        }
    }

    /** At most so many bytes of a measure beyond the peer's. */
    record BytesBeyond(String peer, String measure, double atMost) implements Goal {
        @Override
        public boolean timed() {
            return false;
        }

        @Override
        public String text() {
            return "≤ " + Quantity.bytes(atMost) + " " + Quantity.name(measure) + " beyond " + peer;
        }

        @Override
        public Optional<Verdict> judge(Series ours, Outcome all) {
            if (ours.measure(measure).isEmpty()) {
                return Optional.empty();
            }
            double mine = ours.measure(measure).getAsDouble();
            return all.series(peer)
                    .flatMap(theirs -> theirs.measure(measure).stream().boxed().findFirst())
                    .map(theirs -> Verdict.of(difference(mine, theirs), mine - theirs <= atMost));
        }

        private static String difference(double mine, double theirs) {
            double more = mine - theirs;
            return Quantity.bytes(Math.abs(more)) + (more < 0 ? " less: " : " more: ") + Quantity.bytes(mine) + " and "
                    + Quantity.bytes(theirs);
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.1f", value) : Double.toString(value);
    }
}
