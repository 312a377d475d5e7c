package dev.framewire.auth;

import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The server side of hmac-sha256. A client that does not hold a key of the {@link KeySet} learns nothing from it: not
 * whether the key id exists, not whether the client may use it, not whether it asked for another server.
 *
 * <p>Immutable and thread-safe; each method that sets something gives a changed copy. SPEC.md, <i>hmac-sha256</i>.
 */
public final class HmacServer {
    /** How long a handshake may take in all, unless {@link #deadline} says otherwise. */
    public static final Duration DEFAULT_DEADLINE = HandshakeOptions.DEFAULT_DEADLINE;
    /** The server's identity unless {@link #as} says otherwise. */
    public static final String DEFAULT_NAME = "server";

    private static final int MAX_OFFERED = 8;

    private final KeySet keys;
    private final String name;
    private final List<HmacSuite> suites;
    private final HandshakeOptions options;

    /** Stands in for keys that do not exist, made already like theirs, so that both take the same steps. */
    private final HmacKeys unknownKey;

    private HmacServer(
            KeySet keys, String name, List<HmacSuite> suites, HandshakeOptions options, HmacKeys unknownKey) {
        this.keys = keys;
        this.name = name;
        this.suites = suites;
        this.options = options;
        this.unknownKey = unknownKey;
    }

    /**
     * A server with one key, for any client identity.
     *
     * @param key the key both ends hold
     * @return the server
     */
    public static HmacServer with(SharedKey key) {
        return with(KeySet.of(key));
    }

    /**
     * A server that accepts every key of a set.
     *
     * @param keys the set
     * @return the server
     */
    public static HmacServer with(KeySet keys) {
        HandshakeOptions options = HandshakeOptions.defaults();
        return new HmacServer(
                keys,
                DEFAULT_NAME,
                List.of(HmacSuite.AES_256_GCM),
                options,
                HmacKeys.of(options.randomBytes(SharedKey.GENERATED_BYTES)));
    }

    /**
     * The identity this server proves, and the only one it answers to when a client expects a certain server.
     *
     * @param serverId a name of the form of {@link SharedKey#generate}
     * @return a changed copy
     * @throws IllegalArgumentException if it is not of that form
     */
    public HmacServer as(String serverId) {
        return new HmacServer(keys, Names.check("server id", serverId), suites, options, unknownKey);
    }

    /**
     * What to accept; of what a client offers, the first in this order is used. Default:
     * {@link HmacSuite#AES_256_GCM} alone.
     *
     * @param accepted one or more suites
     * @return a changed copy
     * @throws IllegalArgumentException if none is given or one twice
     */
    public HmacServer suites(HmacSuite... accepted) {
        return new HmacServer(keys, name, distinct(accepted), options, unknownKey);
    }

    static List<HmacSuite> distinct(HmacSuite... suites) {
        List<HmacSuite> list = List.of(suites);
        if (list.isEmpty() || Set.copyOf(list).size() != list.size()) {
            throw new IllegalArgumentException("not one or more different suites: " + list);
        }
        return list;
    }

    /**
     * How long a handshake may take in all. Default: {@link #DEFAULT_DEADLINE}.
     *
     * @param limit more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is not positive
     */
    public HmacServer deadline(Duration limit) {
        return new HmacServer(keys, name, suites, options.withDeadline(limit), unknownKey);
    }

    /**
     * The watchdog that keeps the deadline. Without one, each handshake starts a thread for it.
     *
     * @param watchdog stays open as long as this server and its sessions are used; the caller closes it
     * @return a changed copy
     */
    public HmacServer watchdog(Watchdog watchdog) {
        return new HmacServer(keys, name, suites, options.withWatchdog(watchdog), unknownKey);
    }

    /** For tests: nonces that are known. */
    HmacServer options(HandshakeOptions newOptions) {
        return new HmacServer(keys, name, suites, newOptions, unknownKey);
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
        HmacHandshake.Finish finish = (wireName, proved, transcriptHash, peer) -> {
            HmacSuite suite = HmacSuite.named(wireName);
            return proved.session(transcriptHash)
                    .server(transport, options, suite.protection(), peer, HmacHandshake.security(suite));
        };
        return Handshake.run(
                transport, options, frames -> accept(frames, HmacSuite.wireNames(suites), List.of(), finish));
    }

    /**
     * Authenticates both ends inside a channel, TLS or noise-nx, and bound to it: a proof is good in this channel and no
     * other. The channel's own protection goes on; {@link #suites} plays no part.
     *
     * <p>What it must be bound to is the channel's matter ({@link TlsServer#binding}). A client that is bound to anything
     * else, or to nothing where it must be bound, is refused together with its proof.
     *
     * @param channel nothing read or written yet
     * @return the same channel, whose {@link SecureSession#peer()} is the client with its key. Whatever is thrown,
     *     the channel is closed then, a caller's mistake included
     * @throws AuthException as {@link #accept}; {@code CHANNEL_BINDING} if the client is not bound as required
     * @throws IOException if the channel failed
     * @throws IllegalStateException as {@link #accept}; also if the channel is not encrypted or its server not
     *     authenticated
     */
    public SecureSession acceptInside(SecureSession channel) throws IOException {
        HmacHandshake.Finish finish =
                (suite, proved, transcriptHash, peer) -> channel.withPeer(peer, HmacHandshake.LOGIN);
        return Handshake.run(
                channel.transport(),
                options,
                frames -> accept(frames, List.of(HmacHandshake.IN_CHANNEL), LoginChannel.bindings(channel), finish));
    }

    /**
     * The steps.
     *
     * @param bindings the client must be bound to one of them; if there is none it must not be bound
     */
    private SecureSession accept(
            HandshakeFrames frames, List<String> accepted, List<ChannelBinding> bindings, HmacHandshake.Finish finish)
            throws IOException {
        HandshakeFrames.Received hello = frames.receive("hello", HmacHandshake.HELLO_FIELDS, 0);
        HmacHandshake.checkNonce(hello);
        String keyId = hello.name(HmacHandshake.KEY);
        String client = hello.name(HmacHandshake.CLIENT);
        String meantServer = hello.name(HmacHandshake.SERVER);
        if (client.isEmpty() || keyId.isEmpty()) {
            throw HandshakeFrames.malformed("hello without a client or a key");
        }
        String suite = choose(hello.text(HmacHandshake.SUITES), accepted);
        String bindingType = hello.text(HmacHandshake.BINDING);
        boolean bound = bindings.isEmpty() && bindingType.equals(HmacHandshake.NO_BINDING);
        for (ChannelBinding binding : bindings) {
            if (binding.type().equals(bindingType)) {
                frames.bind(binding.data());
                bound = true;
            }
        }

        HeaderBuilder challenge = HandshakeFrames.header("challenge")
                .put(HmacHandshake.SUITE, suite)
                .put(HmacHandshake.SERVER, name)
                .put(HmacHandshake.NONCE, HmacHandshake.nonce(options));
        frames.send(challenge, new byte[0]);

        // What is wrong with the hello, if anything, comes out only together with the proof: always at the same step.
        Optional<KeySet.Entry> entry = keys.find(keyId);
        boolean allowed = entry.isPresent()
                && entry.get().clientId().map(client::equals).orElse(true)
                && (meantServer.isEmpty() || meantServer.equals(name))
                && !client.equals(name)
                && bound;
        HmacKeys proving = entry.isPresent() ? entry.get().key().hmacKeys() : unknownKey.copy();
        try {
            byte[] expected = proving.clientProof(frames.transcriptHash());
            HandshakeFrames.Received proof = frames.receive("proof", 1, HmacHandshake.PROOF_BYTES);
            boolean proved = Secrets.equal(expected, proof.body());
            if (!proved || !allowed) {
                throw new AuthException(
                        bound ? AuthException.Kind.CREDENTIALS : AuthException.Kind.CHANNEL_BINDING,
                        "client \"" + client + "\" with key \"" + keyId + "\" for server \"" + meantServer
                                + "\" could not prove itself");
            }
            frames.send(HandshakeFrames.header("finish"), proving.serverFinish(frames.transcriptHash()));
            return finish.session(suite, proving, frames.transcriptHash(), new Peer(client, keyId));
        } finally {
            proving.wipe();
        }
    }

    private static String choose(String offered, List<String> accepted) throws AuthException {
        String[] wireNames = offered.split(" ", MAX_OFFERED + 1);
        if (wireNames.length > MAX_OFFERED || new HashSet<>(List.of(wireNames)).size() != wireNames.length) {
            throw HandshakeFrames.malformed("the offered suites are not 1 to " + MAX_OFFERED + " different ones");
        }
        for (String suite : accepted) {
            if (List.of(wireNames).contains(suite)) {
                return suite;
            }
        }
        throw new AuthException(AuthException.Kind.UNSUPPORTED, "no suite in common");
    }
}
