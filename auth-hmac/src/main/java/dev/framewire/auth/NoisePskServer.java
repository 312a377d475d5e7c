package dev.framewire.auth;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The server side of noise-nnpsk0: as {@link HmacServer}, with forward secrecy.
 *
 * <p>Immutable and thread-safe; each method that sets something gives a changed copy. SPEC.md, <i>noise-nnpsk0</i>.
 */
public final class NoisePskServer {
    /** How long a handshake may take in all, unless {@link #deadline} says otherwise. */
    public static final Duration DEFAULT_DEADLINE = HandshakeOptions.DEFAULT_DEADLINE;

    static final Security SECURITY = new Security(NoiseSuite.NNPSK0, true, true, true, true, false);
    static final int MESSAGE_BYTES = X25519.BYTES + NoiseState.TAG_BYTES;

    private final KeySet keys;
    private final String name;
    private final HandshakeOptions options;

    /** Stands in for keys that do not exist, made already like theirs, so that both take the same steps. */
    private final byte[] unknownPsk;

    private NoisePskServer(KeySet keys, String name, HandshakeOptions options, byte[] unknownPsk) {
        this.keys = keys;
        this.name = name;
        this.options = options;
        this.unknownPsk = unknownPsk;
    }

    /**
     * A server that accepts every key of a set.
     *
     * @param keys the set
     * @param serverId the identity this server proves and answers to, a name of the form of
     *     {@link SharedKey#generate}
     * @return the server
     * @throws IllegalArgumentException if the name is not of that form
     */
    public static NoisePskServer with(KeySet keys, String serverId) {
        HandshakeOptions options = HandshakeOptions.defaults();
        return new NoisePskServer(keys, Names.check("server id", serverId), options, options.randomBytes(32));
    }

    /**
     * How long the handshake may take in all. Default: {@link #DEFAULT_DEADLINE}.
     *
     * @param limit more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is not positive
     */
    public NoisePskServer deadline(Duration limit) {
        return new NoisePskServer(keys, name, options.withDeadline(limit), unknownPsk);
    }

    /**
     * The watchdog that keeps the deadline. Without one, each handshake starts a thread for it.
     *
     * @param watchdog stays open as long as this object and its sessions are used; the caller closes it
     * @return a changed copy
     */
    public NoisePskServer watchdog(Watchdog watchdog) {
        return new NoisePskServer(keys, name, options.withWatchdog(watchdog), unknownPsk);
    }

    /** For tests: random numbers that are known. */
    NoisePskServer options(HandshakeOptions newOptions) {
        return new NoisePskServer(keys, name, newOptions, unknownPsk);
    }

    /**
     * Authenticates both ends.
     *
     * @param transport connected, and nothing read or written yet; the session owns it from now on. Whatever is thrown,
     *     the transport is closed then, a caller's mistake included
     * @return the session
     * @throws AuthException if the client could not prove itself, broke the protocol, or took too long
     * @throws IOException if the transport failed
     * @throws IllegalStateException if the key that the client names was wiped, or the watchdog is closed
     */
    public SecureSession accept(Transport transport) throws IOException {
        return Handshake.run(transport, options, frames -> accept(transport, frames));
    }

    private SecureSession accept(Transport transport, HandshakeFrames frames) throws IOException {
        HandshakeFrames.Received hello = frames.receive("hello", 5, MESSAGE_BYTES);
        NoiseSuite.checkSuite(hello, NoiseSuite.NNPSK0);
        String keyId = hello.name(HmacHandshake.KEY);
        String client = hello.name(HmacHandshake.CLIENT);
        Optional<KeySet.Entry> entry = keys.find(keyId);
        boolean allowed = !client.isEmpty()
                && !client.equals(name)
                && hello.name(HmacHandshake.SERVER).equals(name)
                && entry.flatMap(KeySet.Entry::clientId).map(client::equals).orElse(true);
        // A key that does not exist, or is not for this client, is one that nobody has: it fails where a wrong one
        // fails.
        byte[] psk = entry.isPresent() && allowed ? entry.get().key().noisePsk() : unknownPsk.clone();
        try (NoiseHandshake noise = new NoiseHandshake(
                NoiseHandshake.Pattern.NNPSK0,
                false,
                NoiseSuite.prologue(hello.prefixAndHeader()),
                X25519.KeyPair.generate(options.random()),
                null,
                psk)) {
            noise.read(hello.body());
            frames.send(HandshakeFrames.header("reply"), noise.write(NoiseSuite.NO_PAYLOAD));
            return NoiseSuite.awaitConfirmed(frames, noise)
                    .server(transport, options, RecordProtection.AES_256_GCM, new Peer(client, keyId), SECURITY);
        } finally {
            Secrets.wipe(psk);
        }
    }
}
