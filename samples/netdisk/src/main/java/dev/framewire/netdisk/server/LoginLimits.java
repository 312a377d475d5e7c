package dev.framewire.netdisk.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds how often passwords are guessed: by one source at whomever, and by whomever at one user.
 *
 * <pre>
 *   source            10 at once, then one each 5 s
 *   user, strangers   20 at once, then one each 30 s     from all sources together
 *   user, a source    10 at once, then one each 5 s      for each source from which the user has logged in before
 * </pre>
 *
 * The last line is there so that strangers who guess at a user do not keep the user out. Nor do they where the user has a
 * re-login token: nobody guesses 256 bits, so tokens count for the source alone. Users who do not exist are counted as the
 * others are, or the limit would tell who exists. Thread-safe.
 */
final class LoginLimits {
    private static final int MAX_KNOWN = 10_000;

    private final AttemptLimit bySource;
    private final AttemptLimit byUser;
    private final AttemptLimit byKnownPair;
    private final Map<String, Boolean> knownPairs = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_KNOWN;
        }
    };

    LoginLimits() {
        this(
                new AttemptLimit(10, Duration.ofSeconds(5)),
                new AttemptLimit(20, Duration.ofSeconds(30)),
                new AttemptLimit(10, Duration.ofSeconds(5)));
    }

    LoginLimits(AttemptLimit bySource, AttemptLimit byUser, AttemptLimit byKnownPair) {
        this.bySource = bySource;
        this.byUser = byUser;
        this.byKnownPair = byKnownPair;
    }

    /** Whether the source may begin; takes nothing. */
    boolean allows(InetAddress source) {
        return bySource.allows(AttemptLimit.source(source));
    }

    /** Takes a try with a password, if there is one. It is over with {@link #passed}, or stays. */
    boolean tryPassword(InetAddress source, String user) {
        String from = AttemptLimit.source(source);
        if (!bySource.tryTake(from)) {
            return false;
        }
        if (isKnown(from, user) ? byKnownPair.tryTake(pair(from, user)) : byUser.tryTake(user)) {
            return true;
        }
        bySource.giveBack(from); // nothing was tried
        return false;
    }

    /** Takes a try with a token, if there is one. */
    boolean tryToken(InetAddress source) {
        return bySource.tryTake(AttemptLimit.source(source));
    }

    /** The password was right: this try is given back, and none of those before it. */
    void passedPassword(InetAddress source, String user) {
        String from = AttemptLimit.source(source);
        bySource.giveBack(from);
        if (isKnown(from, user)) {
            byKnownPair.giveBack(pair(from, user));
        } else {
            byUser.giveBack(user);
        }
        synchronized (knownPairs) {
            knownPairs.put(pair(from, user), true);
        }
    }

    void passedToken(InetAddress source, String user) {
        String from = AttemptLimit.source(source);
        bySource.giveBack(from);
        synchronized (knownPairs) {
            knownPairs.put(pair(from, user), true);
        }
    }

    private boolean isKnown(String from, String user) {
        synchronized (knownPairs) {
            return knownPairs.get(pair(from, user)) != null;
        }
    }

    private static String pair(String from, String user) {
        return user + " " + from;
    }
}
