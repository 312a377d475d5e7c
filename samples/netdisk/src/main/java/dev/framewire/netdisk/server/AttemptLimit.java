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
 * How often somebody may try something: {@code burst} times at once, then once each {@code interval}. Somebody is a text: a
 * {@linkplain #source source}, or the name of a user. Thread-safe.
 */
final class AttemptLimit {
    // beyond it who was seen longest ago is forgotten, so a flood of names costs no memory
    private static final int MAX_KEYS = 10_000;

    private final int burst;
    private final long intervalNanos;
    private final LongSupplier nanos;
    // for each the time at which it has its whole burst again; ahead of now by one interval for each attempt
    private final Map<String, Long> fullAgainAt = new LinkedHashMap<>(16, 0.75f, true);

    AttemptLimit(int burst, Duration interval) {
        this(burst, interval, System::nanoTime);
    }

    AttemptLimit(int burst, Duration interval, LongSupplier nanos) {
        this.burst = burst;
        this.intervalNanos = interval.toNanos();
        this.nanos = nanos;
    }

    /** An IPv4 address, or the first 64 bits of an IPv6 address, which is what one customer gets. */
    static String source(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }

    /** Whether there is an attempt left; takes none. */
    synchronized boolean allows(String key) {
        return debt(key) <= (burst - 1) * intervalNanos;
    }

    /** Takes an attempt, if there is one. */
    synchronized boolean tryTake(String key) {
        if (!allows(key)) {
            return false;
        }
        fullAgainAt.put(key, nanos.getAsLong() + debt(key) + intervalNanos);
        if (fullAgainAt.size() > MAX_KEYS) {
            fullAgainAt.remove(fullAgainAt.keySet().iterator().next());
        }
        return true;
    }

    /** Gives back one attempt that went well. The ones that did not stay: they may have been aimed at somebody else. */
    synchronized void giveBack(String key) {
        fullAgainAt.computeIfPresent(key, (k, at) -> at - intervalNanos);
    }

    private long debt(String key) {
        Long at = fullAgainAt.get(key);
        return at == null ? 0 : Math.max(0, at - nanos.getAsLong());
    }
}
