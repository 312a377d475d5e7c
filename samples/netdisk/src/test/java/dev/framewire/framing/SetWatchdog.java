package dev.framewire.framing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A watchdog whose time somebody sets, in the package of the constructor that takes a clock. */
public final class SetWatchdog {
    private final AtomicLong nanos = new AtomicLong();
    private final Watchdog watchdog = new Watchdog(nanos::get);

    public Watchdog watchdog() {
        return watchdog;
    }

    /** Lets time pass, and whoever is overdue is cut. */
    public void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        watchdog.expire();
    }

    /** How long from now the first one is cut who does nothing; as good as for ever if nobody is waited for. */
    public Duration untilTheFirstCut() {
        long earliest = watchdog.expire();
        return Duration.ofNanos(earliest - nanos.get());
    }

    /** How much it holds of connections, also of those that are gone. */
    public int held() {
        return watchdog.held();
    }
}
