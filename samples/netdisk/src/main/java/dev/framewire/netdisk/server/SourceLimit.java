package dev.framewire.netdisk.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often a source may do something: {@code burst} times at once, then once each {@code interval}. A source is an IPv4
 * address or the first 64 bits of an IPv6 address, which is what one customer gets. Thread-safe.
 */
final class SourceLimit {
    // beyond it the source that was seen longest ago is forgotten, so a flood of addresses costs no memory
    private static final int MAX_SOURCES = 10_000;

    private final int burst;
    private final long intervalNanos;
    private final LongSupplier nanos;
    // for each source the time at which it has its whole burst again; ahead of now by one interval for each use
    private final Map<String, Long> fullAgainAt = new LinkedHashMap<>(16, 0.75f, true);

    SourceLimit(int burst, Duration interval) {
        this(burst, interval, System::nanoTime);
    }

    SourceLimit(int burst, Duration interval, LongSupplier nanos) {
        this.burst = burst;
        this.intervalNanos = interval.toNanos();
        this.nanos = nanos;
    }

    /** Whether the source may go on; takes nothing. */
    synchronized boolean allows(InetAddress source) {
        return debt(key(source)) <= (burst - 1) * intervalNanos;
    }

    /** Takes one use, whether there is one or not. */
    synchronized void take(InetAddress source) {
        String key = key(source);
        long debt = Math.min(debt(key) + intervalNanos, burst * intervalNanos);
        fullAgainAt.put(key, nanos.getAsLong() + debt);
        if (fullAgainAt.size() > MAX_SOURCES) {
            fullAgainAt.remove(fullAgainAt.keySet().iterator().next());
        }
    }

    /** A right password clears the wrong ones before it. */
    synchronized void forgive(InetAddress source) {
        fullAgainAt.remove(key(source));
    }

    private long debt(String key) {
        Long at = fullAgainAt.get(key);
        return at == null ? 0 : Math.max(0, at - nanos.getAsLong());
    }

    private static String key(InetAddress source) {
        byte[] address = source.getAddress();
        return HexFormat.of().formatHex(source instanceof Inet6Address ? Arrays.copyOf(address, 8) : address);
    }
}
