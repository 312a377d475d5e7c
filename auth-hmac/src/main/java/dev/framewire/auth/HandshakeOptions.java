package dev.framewire.auth;

import dev.framewire.framing.Watchdog;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What every client and server of this package has in common. Immutable. */
record HandshakeOptions(Duration deadline, @Nullable Watchdog watchdog, SecureRandom random) {
    static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    static HandshakeOptions defaults() {
        return new HandshakeOptions(DEFAULT_DEADLINE, null, new SecureRandom());
    }

    HandshakeOptions withDeadline(Duration newDeadline) {
        return new HandshakeOptions(positive("deadline", newDeadline), watchdog, random);
    }

    /** The deadline in nanoseconds; beyond 292 years it is never. */
    long deadlineNanos() {
        return nanos(deadline);
    }

    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    static Duration positive(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " is not positive: " + duration);
        }
        return duration;
    }

    HandshakeOptions withWatchdog(Watchdog newWatchdog) {
        return new HandshakeOptions(deadline, newWatchdog, random);
    }

    HandshakeOptions withRandom(SecureRandom newRandom) {
        return new HandshakeOptions(deadline, watchdog, newRandom);
    }

    byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
