package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * Bounds what strangers can cost a server: how many handshakes run at once, and how soon a source that failed may try
 * again.
 *
 * <pre>{@code
 * SecureSession session = gate.admit(HandshakeGate.source(socket.getInetAddress()), Transport.of(socket), server::accept);
 * }</pre>
 *
 * <p>A source may fail {@value #FREE_FAILURES} times; then it waits, twice as long after each further failure, from
 * {@link #FIRST_DELAY} to {@link #LONGEST_DELAY}, and makes one attempt at a time. An attempt that still runs counts as a
 * failure, so that guesses made at once are guesses too. A success takes back its own attempt and nothing else:
 * otherwise whoever has one right password clears the guesses at all others with it. Of what a source failed, one failure
 * is forgotten with each {@link #FORGET_ONE_AFTER} without another. At most {@value #MAX_SOURCES} sources are remembered;
 * beyond that the one whose last failure is longest ago is forgotten. Thread-safe.
 *
 * <p>A success is whatever returns a session, so let it be one that proves the peer. {@link NoiseNxServer#accept} proves
 * nobody: with it alone a stranger's guesses at passwords are no failures. There the login belongs inside, and each of the
 * two has its own deadline:
 *
 * <pre>{@code
 * gate.admit(source, transport, t -> logins.accept(server.accept(t)));
 * }</pre>
 */
public final class HandshakeGate {
    /** Handshakes at once unless {@link #of} says otherwise. */
    public static final int DEFAULT_MAX_CONCURRENT = 64;
    /** Failures without a delay; also how many attempts of one source may run at once. */
    public static final int FREE_FAILURES = 5;
    /** The delay after the first failure beyond those. */
    public static final Duration FIRST_DELAY = Duration.ofMillis(250);
    /** The delay never grows beyond this. */
    public static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
    /** A source that does not fail for this long has one failure less. */
    public static final Duration FORGET_ONE_AFTER = Duration.ofMinutes(1);
    /** Sources remembered. */
    public static final int MAX_SOURCES = 10_000;

    /** Failures counted: with one more the delay does not grow. */
    private static final int MOST_FAILURES = FREE_FAILURES + 8;

    private final Semaphore running;
    private final LongSupplier nanoClock;

    /** Sources with failures or running attempts, the one whose last failure is longest ago first. */
    private final Map<String, Source> sources = new LinkedHashMap<>();

    private static final class Source {
        private int running;
        private int failures;
        private long lastFailureNanos;
        private long forgottenUpToNanos;

        boolean mayTry(long nowNanos) {
            forget(nowNanos);
            if (failures + running < FREE_FAILURES) {
                return true;
            }
            return running == 0 && nowNanos - lastFailureNanos >= delayNanos();
        }

        void failed(long nowNanos) {
            failures = Math.min(failures + 1, MOST_FAILURES);
            lastFailureNanos = nowNanos;
            forgottenUpToNanos = nowNanos;
        }

        private void forget(long nowNanos) {
            long quiet = (nowNanos - forgottenUpToNanos) / FORGET_ONE_AFTER.toNanos();
            if (failures > 0 && quiet > 0) {
                failures = (int) Math.max(0, failures - quiet);
                forgottenUpToNanos += quiet * FORGET_ONE_AFTER.toNanos();
            }
        }

        private long delayNanos() {
            return Math.min(LONGEST_DELAY.toNanos(), FIRST_DELAY.toNanos() << Math.max(0, failures - FREE_FAILURES));
        }

        boolean forgotten() {
            return running == 0 && failures == 0;
        }
    }

    /** A server's handshake, such as {@code server::accept}. */
    @FunctionalInterface
    public interface Accepting {
        /**
         * Makes the handshake.
         *
         * @param transport the connection
         * @return the session
         * @throws IOException if it fails
         */
        SecureSession accept(Transport transport) throws IOException;
    }

    private HandshakeGate(int maxConcurrent, LongSupplier nanoClock) {
        this.running = new Semaphore(maxConcurrent);
        this.nanoClock = nanoClock;
    }

    /**
     * A gate for {@value #DEFAULT_MAX_CONCURRENT} handshakes at once.
     *
     * @return the gate
     */
    public static HandshakeGate create() {
        return of(DEFAULT_MAX_CONCURRENT);
    }

    /**
     * A gate.
     *
     * @param maxConcurrent handshakes at once, 1 or more
     * @return the gate
     * @throws IllegalArgumentException if it is less than 1
     */
    public static HandshakeGate of(int maxConcurrent) {
        return of(maxConcurrent, System::nanoTime);
    }

    static HandshakeGate of(int maxConcurrent, LongSupplier nanoClock) {
        if (maxConcurrent < 1) {
            throw new IllegalArgumentException("maxConcurrent < 1: " + maxConcurrent);
        }
        return new HandshakeGate(maxConcurrent, nanoClock);
    }

    /**
     * What failures are counted by: an IPv4 address, or the first 64 bits of an IPv6 address, which is what one
     * customer gets.
     *
     * @param address the peer's
     * @return a text for {@link #admit}
     */
    public static String source(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }

    /**
     * Runs a handshake, or refuses it at once. Never waits for room. Whatever is thrown, the transport is closed then, also
     * where the handshake did not close it.
     *
     * @param source what failures are counted by, usually {@link #source(InetAddress)}
     * @param transport the connection
     * @param handshake what to run
     * @return its session
     * @throws AuthException of kind {@code LIMIT} if too many run already or the source has to wait; else as the
     *     handshake
     * @throws IOException as the handshake
     */
    public SecureSession admit(String source, Transport transport, Accepting handshake) throws IOException {
        if (!running.tryAcquire()) {
            transport.abort();
            throw new AuthException(AuthException.Kind.LIMIT, "too many handshakes at once");
        }
        try {
            if (!begin(source)) {
                transport.abort();
                throw new AuthException(AuthException.Kind.LIMIT, "too many failures from one source");
            }
            boolean succeeded = false;
            try {
                SecureSession session = handshake.accept(transport);
                succeeded = true;
                return session;
            } finally {
                end(source, succeeded);
                if (!succeeded) {
                    transport.abort(); // after a close it has no effect
                }
            }
        } finally {
            running.release();
        }
    }

    private boolean begin(String name) {
        synchronized (sources) {
            Source source = sources.computeIfAbsent(name, unknown -> new Source());
            if (!source.mayTry(nanoClock.getAsLong())) {
                return false;
            }
            source.running++;
            forgetBeyondTheLimit();
            return true;
        }
    }

    private void end(String name, boolean succeeded) {
        synchronized (sources) {
            Source source = sources.get(name);
            if (source == null) {
                return; // cannot be: a source with an attempt is not forgotten
            }
            source.running--;
            if (!succeeded) {
                source.failed(nanoClock.getAsLong());
                sources.remove(name); // and in again, as the newest
                sources.put(name, source);
            } else if (source.forgotten()) {
                sources.remove(name);
            }
        }
    }

    private void forgetBeyondTheLimit() {
        Iterator<Source> eldest = sources.values().iterator();
        while (sources.size() > MAX_SOURCES && eldest.hasNext()) {
            if (eldest.next().running == 0) {
                eldest.remove();
            }
        }
    }
}
