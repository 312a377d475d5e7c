package dev.framewire.benchmarks.run;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The command line of {@code benchmarks/run}.
 *
 * @param resume keep what an interrupted run finished
 * @param only ids of measurements to run; others are left out
 * @param list print the plan and stop
 * @param page write the page of what is finished, and measure nothing
 * @param minutes that the run may take: what would take longer is not begun
 * @param rounds that are timed at most; 0 for as many as the plan says
 * @param profile the measurement whose time is looked into instead; none if empty
 * @param rehearse everything small, nothing for the page
 */
record Options(
        Size size,
        boolean resume,
        Pattern only,
        boolean list,
        boolean page,
        int minutes,
        int rounds,
        boolean rehearse,
        Optional<Pattern> profile) {
    static final String USAGE = """
            usage: benchmarks/run [--short | --full | --guard] [--continue] [--only PATTERN] [--minutes N] [--rounds N]
                             [--rehearse] [--list] [--page]
              benchmarks/run --profile PATTERN [--rounds N]
              --short         within 40 minutes (default)
              --full          hours: more rounds, both JDKs everywhere, 4 GiB, 100,000 files
              --guard         five minutes: a few ratios beside those of results.json; informs, fails nothing
              --continue      keep what an interrupted run has finished; what the page lacks comes first
              --only PATTERN  measurements whose id contains this regular expression, again if they are finished; the rest of
                              the run is kept, and the page of this part goes to its folder
              --minutes N     begin no measurement that would take longer; --continue goes on from there
              --rounds N      at most so many timed rounds of each measurement; the page says how many there were
              --rehearse      files an eighth as large, an eighth as many of them, one round: shows that all of it works here.
                              Its figures mean nothing, and go to no page but its own
              --profile PATTERN  print where the time of our contestants goes in the first measurement whose id contains it,
                              a contest of transfers: kinds of work, and methods (JFR; CPU time where the JDK is 25 or later)
              --list          show the plan, and how long each part takes
              --page          measure nothing; write the page of what the run has finished, or of results.json if there is no run""";

    /** A part of the full run takes so many times what it takes in the short one, at most. */
    private static final int FULL_TIMES = 12;
    /** What a short run may take. */
    static final int SHORT_MINUTES = 40;
    /** What the guard may take. */
    static final int GUARD_MINUTES = 5;

    /** How much is measured. */
    enum Size {
        SHORT,
        FULL,
        GUARD;

        /**
         * The one of that {@link #word}.
         *
         * @throws IllegalArgumentException if there is none
         */
        static Size of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        /** One of three, in this order. */
        <T> T pick(T inShort, T inFull, T inGuard) {
            return this == SHORT ? inShort : this == FULL ? inFull : inGuard;
        }

        /** How long a part is meant to take, of which that is known in a short run and in the guard. */
        int seconds(int inShort, int inGuard) {
            return pick(inShort, FULL_TIMES * inShort, inGuard);
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean isPart() {
        return !only.pattern().isEmpty() || rehearse;
    }

    /** The folder of the run, where what is finished is kept. */
    String folder() {
        return (rehearse ? "rehearsal-" : "") + size.word();
    }

    /**
     * Parses.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    static Options parse(String... arguments) {
        Size size = Size.SHORT;
        boolean resume = false;
        boolean list = false;
        boolean page = false;
        String only = "";
        int minutes = 0;
        int rounds = 0;
        boolean rehearse = false;
        String profile = "";
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--short" -> size = Size.SHORT;
                case "--full" -> size = Size.FULL;
                case "--guard" -> size = Size.GUARD;
                case "--continue" -> resume = true;
                case "--list" -> list = true;
                case "--page" -> page = true;
                case "--only" -> only = value(arguments, ++i);
                case "--minutes" -> minutes = positive(value(arguments, ++i));
                case "--rounds" -> rounds = positive(value(arguments, ++i));
                case "--rehearse" -> rehearse = true;
                case "--profile" -> profile = value(arguments, ++i);
                default -> throw new IllegalArgumentException("unknown: " + arguments[i]);
            }
        }
        try {
            return new Options(
                    size,
                    resume || page,
                    Pattern.compile(only),
                    list,
                    page,
                    minutes > 0 ? minutes : size.pick(SHORT_MINUTES, Integer.MAX_VALUE, GUARD_MINUTES),
                    rehearse ? 1 : rounds,
                    rehearse,
                    profile.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile(profile)));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not a regular expression: " + e.getMessage(), e);
        }
    }

    private static String value(String[] arguments, int at) {
        if (at == arguments.length) {
            throw new IllegalArgumentException(arguments[at - 1] + " needs a value");
        }
        return arguments[at];
    }

    private static int positive(String number) {
        if (!number.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("not a number above zero: " + number);
        }
        return Integer.parseInt(number);
    }
}
