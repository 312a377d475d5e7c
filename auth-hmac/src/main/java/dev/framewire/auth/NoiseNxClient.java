package dev.framewire.auth;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.time.Duration;

/**
 * A client that knows its server by the server's key, as with ssh. The client itself stays anonymous until it logs in
 * inside the session.
 *
 * <p>Immutable and thread-safe; each method that sets something gives a changed copy. SPEC.md, <i>noise-nx</i>.
 */
public final class NoiseNxClient {
    /** How long a handshake may take in all, unless {@link #deadline} says otherwise. */
    public static final Duration DEFAULT_DEADLINE = HandshakeOptions.DEFAULT_DEADLINE;

    private static final int REPLY_BYTES = X25519.BYTES + X25519.BYTES + 2 * NoiseState.TAG_BYTES;

    private final ServerKeyVerifier verifier;
    private final HandshakeOptions options;

    private NoiseNxClient(ServerKeyVerifier verifier, HandshakeOptions options) {
        this.verifier = verifier;
        this.options = options;
    }

    /**
     * A client that asks about each server's key.
     *
     * @param verifier decides; {@link ServerKeyVerifier#pinned} for one known key
     * @return the client
     */
    public static NoiseNxClient with(ServerKeyVerifier verifier) {
        return new NoiseNxClient(verifier, HandshakeOptions.defaults());
    }

    /**
     * How long the handshake may take in all. Default: {@link #DEFAULT_DEADLINE}.
     *
     * @param limit more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is not positive
     */
    public NoiseNxClient deadline(Duration limit) {
        return new NoiseNxClient(verifier, options.withDeadline(limit));
    }

    /**
     * The watchdog that keeps the deadline. Without one, each handshake starts a thread for it.
     *
     * @param watchdog stays open as long as this object and its sessions are used; the caller closes it
     * @return a changed copy
     */
    public NoiseNxClient watchdog(Watchdog watchdog) {
        return new NoiseNxClient(verifier, options.withWatchdog(watchdog));
    }

    /** For tests: random numbers that are known. */
    NoiseNxClient options(HandshakeOptions newOptions) {
        return new NoiseNxClient(verifier, newOptions);
    }

    /**
     * Authenticates the server.
     *
     * @param transport connected, and nothing read or written yet; the session owns it from now on. Whatever is thrown,
     *     the transport is closed then, a caller's mistake included
     * @return the session
     * @throws AuthException if the server's key was not accepted, or the server refused, broke the protocol, or took too long
     * @throws IOException if the transport failed
     * @throws IllegalStateException if the watchdog is closed
     */
    public SecureSession connect(Transport transport) throws IOException {
        return Handshake.run(transport, options, frames -> connect(transport, frames));
    }

    private SecureSession connect(Transport transport, HandshakeFrames frames) throws IOException {
        var hello = NoiseSuite.hello(NoiseSuite.NX);
        byte[] prologue = NoiseSuite.prologue(HandshakeFrames.prefixAndHeader(hello, X25519.BYTES));
        try (NoiseHandshake noise = new NoiseHandshake(
                NoiseHandshake.Pattern.NX, true, prologue, X25519.KeyPair.generate(options.random()), null, null)) {
            frames.send(hello, noise.write(NoiseSuite.NO_PAYLOAD));

            HandshakeFrames.Received reply = frames.receive("reply", 1, REPLY_BYTES);
            noise.read(reply.body());
            ServerKey key = new ServerKey(noise.peerStatic());
            if (!verifier.accept(key)) {
                throw new AuthException(
                        AuthException.Kind.SERVER, "the server's key was not accepted: " + key.fingerprint());
            }
            return NoiseSuite.confirmed(frames, noise)
                    .client(
                            transport,
                            options,
                            RecordProtection.AES_256_GCM,
                            new Peer(key.fingerprint(), key.fingerprint()),
                            NoiseNxServer.SECURITY);
        }
    }
}
