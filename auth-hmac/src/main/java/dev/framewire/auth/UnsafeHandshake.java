package dev.framewire.auth;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.time.Duration;

/**
 * The handshakes of old programs, for talking to those programs and for nothing else. Nothing in this library uses one
 * unless it is called here, by its name.
 *
 * <pre>{@code
 * UnsafeHandshake.tutorialMd5(secret).accept(Transport.of(socket));     // throws, or the peer has the secret
 * }</pre>
 *
 * <p>None of them makes a {@link SecureSession}, because nothing is secured: they only show that somebody on the way
 * holds the secret. Whoever sits between the two programs
 * <ul>
 *   <li>lets them prove themselves to each other, and then reads, changes and invents whatever follows;
 *   <li>hands the challenge of one connection to the peer of another and sends its answer back, so that a program that
 *       holds no secret passes for one that does;
 *   <li>if the secret is a word or a phrase, finds it from one overheard answer, at millions of guesses a second.
 * </ul>
 *
 * <p>Use them on a loopback interface, or inside a channel that is protected by other means. Where both programs can be
 * changed, use {@link HmacClient} and {@link HmacServer}. What these modes do have is what a server needs against
 * strangers: one deadline for all of it, no byte read beyond it, lengths refused before they are believed, comparison in
 * constant time.
 *
 * <p>Immutable and thread-safe; each method that sets something gives a changed copy. SPEC.md, <i>Compatibility modes</i>.
 */
public final class UnsafeHandshake {
    /** How long a handshake may take in all, unless {@link #deadline} says otherwise. */
    public static final Duration DEFAULT_DEADLINE = HandshakeOptions.DEFAULT_DEADLINE;

    private final Mode mode;
    private final SecretBytes secret;
    private final HandshakeOptions options;

    /** What the two ends of one old protocol do. */
    interface Mode {
        void accept(Transport transport, HandshakeOptions options, byte[] secret) throws IOException;

        void connect(Transport transport, HandshakeOptions options, byte[] secret) throws IOException;
    }

    /** One of the two. */
    private interface Half {
        void run(Transport transport, HandshakeOptions options, byte[] secret) throws IOException;
    }

    private UnsafeHandshake(Mode mode, SecretBytes secret, HandshakeOptions options) {
        this.mode = mode;
        this.secret = secret;
        this.options = options;
    }

    private static UnsafeHandshake of(Mode mode, byte[] secret) {
        SecretBytes copy = new SecretBytes("the secret of " + mode, secret.clone());
        return new UnsafeHandshake(mode, copy, HandshakeOptions.defaults());
    }

    /**
     * {@code tutorial-md5}: the server sends 32 random bytes, the client answers with their HMAC-MD5. The client learns
     * nothing about the server, and answers whatever 32 bytes anybody sends it.
     *
     * @param secret what both programs hold, of any length; copied
     * @return the mode
     */
    public static UnsafeHandshake tutorialMd5(byte[] secret) {
        return of(new TutorialMd5(), secret);
    }

    /**
     * {@code python-multiprocessing}: {@code multiprocessing.connection} of Python 3.12 and later, with
     * <code>{sha256}</code> and nothing else. A Python of 3.11 or earlier is refused.
     *
     * <p>Both ends answer a challenge, but the client answers before it has asked, and an answer does not say whose it
     * is. What follows are Python's messages, usually pickles: reading a pickle of a peer runs the peer's code.
     *
     * @param authkey what both programs hold, of any length; copied
     * @return the mode; {@link #accept} is Python's {@code Listener.accept}, {@link #connect} its {@code Client}
     */
    public static UnsafeHandshake pythonMultiprocessing(byte[] authkey) {
        return of(new PythonMultiprocessing(false), authkey);
    }

    /**
     * {@code python-multiprocessing} that takes HMAC-MD5 as well, the only form that Python 3.11 and earlier speak.
     * Whoever sits between chooses MD5 for a client by sending a challenge of its own of 20 bytes.
     *
     * @param authkey as in {@link #pythonMultiprocessing}
     * @return the mode
     */
    public static UnsafeHandshake pythonMultiprocessingWithMd5(byte[] authkey) {
        return of(new PythonMultiprocessing(true), authkey);
    }

    /**
     * How long the handshake may take in all. Default: {@link #DEFAULT_DEADLINE}.
     *
     * @param limit more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is not positive
     */
    public UnsafeHandshake deadline(Duration limit) {
        return options(options.withDeadline(limit));
    }

    /**
     * The watchdog that keeps the deadline. Without one, each handshake starts a thread for it.
     *
     * @param watchdog stays open as long as this object is used; the caller closes it
     * @return a changed copy
     */
    public UnsafeHandshake watchdog(Watchdog watchdog) {
        return options(options.withWatchdog(watchdog));
    }

    /** For tests: challenges that are known. */
    UnsafeHandshake options(HandshakeOptions newOptions) {
        return new UnsafeHandshake(mode, secret, newOptions);
    }

    /**
     * The server's half.
     *
     * @param transport connected, and nothing read or written yet; after success it is the caller's, unprotected, and
     *     not a byte of what follows has been read; whatever is thrown, it is closed then, a caller's mistake included
     * @throws AuthException {@code CREDENTIALS} if the peer's answer is wrong; other kinds if it broke the protocol,
     *     refused, or took too long
     * @throws IOException if the transport failed
     * @throws IllegalStateException if the secret was wiped, or the watchdog is closed
     */
    public void accept(Transport transport) throws IOException {
        run(transport, mode::accept);
    }

    /**
     * The client's half.
     *
     * @param transport as in {@link #accept}
     * @throws AuthException as in {@link #accept}; {@code SERVER} if it is the server's answer that is wrong
     * @throws IOException if the transport failed
     * @throws IllegalStateException if the secret was wiped, or the watchdog is closed
     */
    public void connect(Transport transport) throws IOException {
        run(transport, mode::connect);
    }

    private void run(Transport transport, Half half) throws IOException {
        Handshake.withinDeadline(transport, options, () -> {
            byte[] copy = secret.copy();
            try {
                half.run(transport, options, copy);
            } finally {
                Secrets.wipe(copy);
            }
        });
    }

    /** Overwrites the secret that this object and its copies share. Every later use fails; what has begun goes on. */
    public void wipe() {
        secret.wipe();
    }

    /** Names the mode; the secret is not in it. */
    @Override
    public String toString() {
        return "UnsafeHandshake[" + mode + "]";
    }
}
