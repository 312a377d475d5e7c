package dev.framewire.auth;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.time.Duration;

/**
 * A server that clients know by its {@link ServerIdentity}. The session's {@link Peer} is anonymous until the client
 * logs in inside the session.
 *
 * <p>Immutable and thread-safe; each method that sets something gives a changed copy. SPEC.md, <i>noise-nx</i>.
 */
public final class NoiseNxServer {
    /** How long a handshake may take in all, unless {@link #deadline} says otherwise. */
    public static final Duration DEFAULT_DEADLINE = HandshakeOptions.DEFAULT_DEADLINE;

    static final Security SECURITY = new Security(NoiseSuite.NX, false, true, true, true, false);

    private final ServerIdentity identity;
    private final HandshakeOptions options;

    private NoiseNxServer(ServerIdentity identity, HandshakeOptions options) {
        this.identity = identity;
        this.options = options;
    }

    /**
     * A server of one identity.
     *
     * @param identity the key pair
     * @return the server
     */
    public static NoiseNxServer with(ServerIdentity identity) {
        return new NoiseNxServer(identity, HandshakeOptions.defaults());
    }

    /**
     * How long the handshake may take in all. Default: {@link #DEFAULT_DEADLINE}.
     *
     * @param limit more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is not positive
     */
    public NoiseNxServer deadline(Duration limit) {
        return new NoiseNxServer(identity, options.withDeadline(limit));
    }

    /**
     * The watchdog that keeps the deadline. Without one, each handshake starts a thread for it.
     *
     * @param watchdog stays open as long as this object and its sessions are used; the caller closes it
     * @return a changed copy
     */
    public NoiseNxServer watchdog(Watchdog watchdog) {
        return new NoiseNxServer(identity, options.withWatchdog(watchdog));
    }

    /** For tests: random numbers that are known. */
    NoiseNxServer options(HandshakeOptions newOptions) {
        return new NoiseNxServer(identity, newOptions);
    }

    /**
     * Authenticates the server to the client.
     *
     * @param transport connected, and nothing read or written yet; the session owns it from now on. Whatever is thrown,
     *     the transport is closed then, a caller's mistake included
     * @return the session
     * @throws AuthException if the client did not accept this server's key, broke the protocol, or took too long
     * @throws IOException if the transport failed
     * @throws IllegalStateException if the identity was wiped, or the watchdog is closed
     */
    public SecureSession accept(Transport transport) throws IOException {
        return Handshake.run(transport, options, frames -> accept(transport, frames));
    }

    private SecureSession accept(Transport transport, HandshakeFrames frames) throws IOException {
        HandshakeFrames.Received hello = frames.receive("hello", 2, X25519.BYTES);
        NoiseSuite.checkSuite(hello, NoiseSuite.NX);
        X25519.KeyPair own = identity.keyPair();
        try (NoiseHandshake noise = new NoiseHandshake(
                NoiseHandshake.Pattern.NX,
                false,
                NoiseSuite.prologue(hello.prefixAndHeader()),
                X25519.KeyPair.generate(options.random()),
                own,
                null)) {
            noise.read(hello.body());
            frames.send(HandshakeFrames.header("reply"), noise.write(NoiseSuite.NO_PAYLOAD));
            return NoiseSuite.awaitConfirmed(frames, noise)
                    .server(transport, options, RecordProtection.AES_256_GCM, Peer.ANONYMOUS, SECURITY);
        } finally {
            Secrets.wipe(own.privateKey());
        }
    }
}
