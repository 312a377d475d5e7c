package dev.framewire.tutorials.sticky;

import java.time.Duration;
import java.util.function.Function;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How long a pause must be to end a message, where nothing else does. */
public final class GapOption {
    @Option(
            names = "--gap-ms",
            scope = ScopeType.INHERIT,
            paramLabel = "MS",
            description = "Without framing, a pause this long ends a message (default 50).")
    int gapMs = (int) QuietGap.DEFAULT_GAP.toMillis();

    private final Function<Duration, Gap> gap;

    public GapOption() {
        this(Gap::new);
    }

    /** For tests: silence that is known, and not waited for. */
    GapOption(Function<Duration, Gap> gap) {
        this.gap = gap;
    }

    public Gap gap() {
        if (gapMs < 1 || gapMs > 60_000) {
            throw new IllegalArgumentException("--gap-ms not in 1..60000: " + gapMs);
        }
        return gap.apply(Duration.ofMillis(gapMs));
    }
}
