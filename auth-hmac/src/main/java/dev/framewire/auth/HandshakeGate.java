package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * Bounds what strangers can cost a server: how many handshakes run at once, and how soon a source that failed may try
 * again.
 *
 * <pre>{@code
 * SecureSession session = gate.admit(socket.getInetAddress().getHostAddress(), Transport.of(socket), server::accept);
 * }</pre>
 *
 * <p>A source may fail {@value #FREE_FAILURES} times in a row; then it waits, twice as long after each further failure,
 * from {@link #FIRST_DELAY} to {@link #LONGEST_DELAY}. One success clears it. At most {@value #MAX_SOURCES} sources are
 * remembered; beyond that the one that has been quiet longest is forgotten. Thread-safe.
 *
 * <p>A success is whatever returns a session, so let it be one that proves the peer. {@link NoiseNxServer#accept} proves nobody:
 * with it alone every stranger clears the failures of its source. There the login belongs inside:
 *
 * <pre>{@code
 * gate.admit(source, transport, t -> logins.accept(server.accept(t)));
 * }</pre>
 */
public final class HandshakeGate {
    /** Handshakes at once unless {@link #of} says otherwise. */
    public static final int DEFAULT_MAX_CONCURRENT = 64;
    /** Failures in a row without a delay. */
    public static final int FREE_FAILURES = 5;
    /** The delay after the first failure beyond those. */
    public static final Duration FIRST_DELAY = Duration.ofMillis(250);
    /** The delay never grows beyond this. */
    public static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
    /** Sources remembered. */
    public static final int MAX_SOURCES = 10_000;

    private final Semaphore running;
    private final LongSupplier nanoClock;
    private final Map<String, Failures> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MAX_SOURCES;
        }
    };

    private record Failures(int count, long lastNanos) {
        long delayNanos() {
            int beyond = count - FREE_FAILURES;
            return beyond < 0 ? 0 : Math.min(LONGEST_DELAY.toNanos(), FIRST_DELAY.toNanos() << Math.min(beyond, 16));
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
     * Runs a handshake, or refuses it at once and aborts the transport. Never waits for room.
     *
     * @param source what failures are counted by, usually the peer's address without the port
     * @param transport the connection
     * @param handshake what to run
     * @return its session
     * @throws AuthException of kind {@code LIMIT} if too many run already or the source has to wait; else as the
     *     handshake
     * @throws IOException as the handshake
     */
    public SecureSession admit(String source, Transport transport, Accepting handshake) throws IOException {
        if (mustWait(source)) {
            transport.abort();
            throw new AuthException(AuthException.Kind.LIMIT, "too many failures from one source");
        }
        if (!running.tryAcquire()) {
            transport.abort();
            throw new AuthException(AuthException.Kind.LIMIT, "too many handshakes at once");
        }
        try {
            SecureSession session = handshake.accept(transport);
            forget(source);
            return session;
        } catch (IOException e) {
            failed(source);
            throw e;
        } finally {
            running.release();
        }
    }

    private boolean mustWait(String source) {
        synchronized (failures) {
            Failures known = failures.get(source);
            return known != null && nanoClock.getAsLong() - known.lastNanos() < known.delayNanos();
        }
    }

    private void forget(String source) {
        synchronized (failures) {
            failures.remove(source);
        }
    }

    private void failed(String source) {
        synchronized (failures) {
            Failures known = failures.remove(source); // and in again, as the newest
            int count = known == null ? 1 : Math.min(known.count() + 1, 1_000);
            failures.put(source, new Failures(count, nanoClock.getAsLong()));
        }
    }
}
