package dev.framewire.tutorials.concurrent;

import java.time.Duration;

/**
 * @param maxConnections served at the same time, 1 to 10,000
 * @param idle how long a read may wait, 1 ms to 24 h
 * @param lifetime how long a connection may last in all, 1 ms to 24 h
 */
public record Bounds(int maxConnections, Duration idle, Duration lifetime) {
    public static final int DEFAULT_MAX_CONNECTIONS = 64;
    public static final Duration DEFAULT_IDLE = Duration.ofSeconds(60);
    public static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

    public Bounds {
        if (maxConnections < 1 || maxConnections > 10_000) {
            throw new IllegalArgumentException("maxConnections not in 1..10000: " + maxConnections);
        }
        check("idle", idle);
        check("lifetime", lifetime);
    }

    public static Bounds defaults() {
        return new Bounds(DEFAULT_MAX_CONNECTIONS, DEFAULT_IDLE, DEFAULT_LIFETIME);
    }

    private static void check(String name, Duration limit) {
        if (limit.toMillis() < 1 || limit.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(name + " not in 1 ms to 24 h: " + limit);
        }
    }
}
