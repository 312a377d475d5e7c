package dev.framewire.auth;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many keys are derived from passwords and passphrases at once. Each takes a core for a tenth of a second and
 * more, and a {@link SealedKeyFile} 64 MiB besides, so a program in which many connections can cause it puts them through
 * one of these.
 *
 * <pre>{@code
 * byte[] secret = limit.run(() -> SealedKeyFile.open(file, passphrase));
 * ScramVerifier verifier = limit.run(() -> ScramVerifier.derive(password, ScramVerifier.DEFAULT_ITERATIONS));
 * SecureSession session = LoginClient.withPassword(user, password).derivations(limit).login(channel);
 * }</pre>
 *
 * <p>So many run; so many more wait, the first first, and no longer than their patience; the rest is refused at once. An
 * interrupt ends the wait. It also ends a derivation of a SCRAM password, within a millisecond or so; one of a sealed file
 * does not begin on an interrupted thread, and runs to its end once it has begun, for Argon2id has no place to stop.
 *
 * <p>A {@link LoginClient} has a limit from the start. {@link ScramVerifier#derive}, {@link ScramClient} and
 * {@link SealedKeyFile} have none: each call is one derivation on the thread of its caller, who alone knows which calls
 * strangers can cause, and a limit behind them would be shared by everything in the process. Nothing on the server's side of
 * a login derives a key. Thread-safe.
 */
public final class KeyDerivationLimit {
    /** Callers that wait at once, unless {@link #of} says otherwise. */
    public static final int DEFAULT_WAITING = 256;
    /** How long a caller waits for its turn, unless {@link #of} says otherwise. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

    private final Semaphore running;
    private final Semaphore places;
    private final Duration patience;

    /**
     * What derives a key.
     *
     * @param <T> what comes out
     */
    @FunctionalInterface
    public interface Derivation<T> {
        /**
         * Derives.
         *
         * @return the result
         * @throws IOException if it fails
         */
        T derive() throws IOException;
    }

    private KeyDerivationLimit(int running, int waiting, Duration patience) {
        this.running = new Semaphore(running, true);
        this.places = new Semaphore(running + waiting);
        this.patience = patience;
    }

    /**
     * A limit of as many derivations at once as the machine has processors, {@value #DEFAULT_WAITING} waiting callers and
     * {@link #DEFAULT_PATIENCE}.
     *
     * @return the limit
     */
    public static KeyDerivationLimit create() {
        int processors = Runtime.getRuntime().availableProcessors();
        return of(Math.min(processors, 1_024), DEFAULT_WAITING, DEFAULT_PATIENCE);
    }

    /**
     * A limit.
     *
     * @param running derivations at once, 1 to 1,024; more than the machine has cores only slows each down
     * @param waiting callers that wait for one of those to end, 0 to 100,000; each is a thread
     * @param patience how long a caller waits, more than zero
     * @return the limit
     * @throws IllegalArgumentException if a value is out of range
     */
    public static KeyDerivationLimit of(int running, int waiting, Duration patience) {
        if (running < 1 || running > 1_024) {
            throw new IllegalArgumentException("running not in 1..1024: " + running);
        }
        if (waiting < 0 || waiting > 100_000) {
            throw new IllegalArgumentException("waiting not in 0..100000: " + waiting);
        }
        HandshakeOptions.positive("patience", patience);
        return new KeyDerivationLimit(running, waiting, patience);
    }

    /**
     * Derives a key on this thread, when it is this caller's turn.
     *
     * @param <T> what comes out
     * @param derivation what to run
     * @return its result
     * @throws AuthException {@code LIMIT} if too many wait already, or the turn did not come in time; {@code CANCELLED} if
     *     the thread was interrupted while it waited, the flag stays set; else as the derivation
     * @throws IOException as the derivation
     */
    public <T> T run(Derivation<T> derivation) throws IOException {
        return run(Long.MAX_VALUE, derivation);
    }

    /** {@link #run(Derivation)} for a caller that has less time than the patience. */
    <T> T run(long nanosLeft, Derivation<T> derivation) throws IOException {
        if (!places.tryAcquire()) {
            throw new AuthException(AuthException.Kind.LIMIT, "too many key derivations wait already");
        }
        try {
            awaitTurn(Math.min(nanosLeft, HandshakeOptions.nanos(patience)));
            try {
                return derivation.derive();
            } finally {
                running.release();
            }
        } finally {
            places.release();
        }
    }

    private void awaitTurn(long nanos) throws AuthException {
        try {
            if (!running.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                throw new AuthException(AuthException.Kind.LIMIT, "no key derivation ended in time for this one");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuthException(AuthException.Kind.CANCELLED, "interrupted while waiting to derive a key", e);
        }
    }

    /** How many run and wait. */
    @Override
    public String toString() {
        return "KeyDerivationLimit[free " + running.availablePermits() + ", waiting " + waiting() + "]";
    }

    int waiting() {
        return running.getQueueLength();
    }
}
