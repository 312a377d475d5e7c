package dev.framewire.netdisk.server;

import dev.framewire.netdisk.wire.Sizes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a server runs.
 *
 * @param data the folder of everything: identity, users, homes
 * @param listen where clients connect; port 0 is any free one
 * @param sheet the users' Excel file
 * @param quotaBytes of users whose own quota is empty
 * @param registration who may register
 * @param maxConnections at once; as many as {@link #MAX_WAITING} more wait in line
 * @param maxSessionsPerUser logged in at once under one name
 * @param deadlines how long a client is waited for
 * @param metricsPort of the loopback page for Prometheus, or −1 for none
 */
public record ServerOptions(
        Path data,
        InetSocketAddress listen,
        Path sheet,
        long quotaBytes,
        Registration registration,
        int maxConnections,
        int maxSessionsPerUser,
        Deadlines deadlines,
        int metricsPort) {
    /** Connections that wait until another one ends; beyond, they are closed at once. */
    public static final int MAX_WAITING = 64;

    public static final String DEFAULT_LISTEN = "127.0.0.1:7470";
    public static final String DEFAULT_QUOTA = "10GiB";
    public static final int DEFAULT_MAX_CONNECTIONS = 1024;
    public static final int DEFAULT_MAX_SESSIONS_PER_USER = 64;
    /** How long the partial of a broken upload waits for its client; looked at each hour. */
    public static final Duration PARTIALS_KEPT = Duration.ofDays(7);
    /** How long a re-login token is accepted. */
    public static final Duration TOKEN_VALIDITY = Duration.ofDays(30);

    /** The defaults over a folder. */
    public static ServerOptions of(Path data, InetSocketAddress listen) {
        return new ServerOptions(
                data,
                listen,
                data.resolve("users.xlsx"),
                Sizes.parse(DEFAULT_QUOTA),
                Registration.LOOPBACK,
                DEFAULT_MAX_CONNECTIONS,
                DEFAULT_MAX_SESSIONS_PER_USER,
                Deadlines.DEFAULTS,
                -1);
    }

    /** Who may register. */
    public enum Registration {
        OPEN,
        CLOSED,
        /** The default: clients on the server's own machine. */
        LOOPBACK;

        boolean isOpenFor(InetAddress source) {
            return this == OPEN || this == LOOPBACK && source.isLoopbackAddress();
        }
    }
}
