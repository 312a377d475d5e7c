package dev.framewire.auth;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.time.Duration;

/**
 * The client side of noise-nnpsk0: as {@link HmacClient}, and whoever records the traffic and steals the key later
 * still cannot read it. Costs some tenths of a millisecond more.
 *
 * <p>Immutable and thread-safe; each method that sets something gives a changed copy. SPEC.md, <i>noise-nnpsk0</i>.
 */
public final class NoisePskClient {
    /** How long a handshake may take in all, unless {@link #deadline} says otherwise. */
    public static final Duration DEFAULT_DEADLINE = HandshakeOptions.DEFAULT_DEADLINE;

    private final SharedKey key;
    private final String name;
    private final String expectedServer;
    private final HandshakeOptions options;

    private NoisePskClient(SharedKey key, String name, String expectedServer, HandshakeOptions options) {
        this.key = key;
        this.name = name;
        this.expectedServer = expectedServer;
        this.options = options;
    }

    /**
     * A client with one key, for one server.
     *
     * @param key the key both ends hold
     * @param clientId the identity this client proves, a name of the form of {@link SharedKey#generate}
     * @param serverId the one server it means
     * @return the client
     * @throws IllegalArgumentException if a name is not of that form, or both are the same
     */
    public static NoisePskClient with(SharedKey key, String clientId, String serverId) {
        if (clientId.equals(serverId)) {
            throw new IllegalArgumentException("client and server of one name: \"" + clientId + '"');
        }
        return new NoisePskClient(
                key,
                Names.check("client id", clientId),
                Names.check("server id", serverId),
                HandshakeOptions.defaults());
    }

    /**
     * How long the handshake may take in all. Default: {@link #DEFAULT_DEADLINE}.
     *
     * @param limit more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is not positive
     */
    public NoisePskClient deadline(Duration limit) {
        return new NoisePskClient(key, name, expectedServer, options.withDeadline(limit));
    }

    /**
     * The watchdog that keeps the deadline. Without one, each handshake starts a thread for it.
     *
     * @param watchdog stays open as long as this object and its sessions are used; the caller closes it
     * @return a changed copy
     */
    public NoisePskClient watchdog(Watchdog watchdog) {
        return new NoisePskClient(key, name, expectedServer, options.withWatchdog(watchdog));
    }

    /** For tests: random numbers that are known. */
    NoisePskClient options(HandshakeOptions newOptions) {
        return new NoisePskClient(key, name, expectedServer, newOptions);
    }

    /**
     * Authenticates both ends.
     *
     * @param transport connected, and nothing read or written yet; the session owns it from now on. Whatever is thrown,
     *     the transport is closed then, a caller's mistake included
     * @return the session
     * @throws AuthException if the server could not prove itself or refused, broke the protocol, or took too long
     * @throws IOException if the transport failed
     * @throws IllegalStateException if the key was wiped, or the watchdog is closed
     */
    public SecureSession connect(Transport transport) throws IOException {
        return Handshake.run(transport, options, frames -> connect(transport, frames));
    }

    private SecureSession connect(Transport transport, HandshakeFrames frames) throws IOException {
        var hello = NoiseSuite.hello(NoiseSuite.NNPSK0)
                .put(HmacHandshake.KEY, key.id())
                .put(HmacHandshake.CLIENT, name)
                .put(HmacHandshake.SERVER, expectedServer);
        byte[] psk = key.noisePsk();
        try (NoiseHandshake noise = new NoiseHandshake(
                NoiseHandshake.Pattern.NNPSK0,
                true,
                NoiseSuite.prologue(HandshakeFrames.prefixAndHeader(hello, NoisePskServer.MESSAGE_BYTES)),
                X25519.KeyPair.generate(options.random()),
                null,
                psk)) {
            frames.send(hello, noise.write(NoiseSuite.NO_PAYLOAD));
            noise.read(frames.receive("reply", 1, NoisePskServer.MESSAGE_BYTES).body());
            return NoiseSuite.confirmed(frames, noise)
                    .client(
                            transport,
                            options,
                            RecordProtection.AES_256_GCM,
                            new Peer(expectedServer, key.id()),
                            NoisePskServer.SECURITY);
        } finally {
            Secrets.wipe(psk);
        }
    }
}
