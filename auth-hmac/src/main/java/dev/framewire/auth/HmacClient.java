package dev.framewire.auth;

import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client side of hmac-sha256: both ends prove that they hold the same {@link SharedKey}, and the session is
 * protected with keys made from it.
 *
 * <p>There is no forward secrecy: who records the traffic and steals the key later reads it. {@link NoisePskClient} has
 * it. Immutable and thread-safe; each method that sets something gives a changed copy. SPEC.md, <i>hmac-sha256</i>.
 */
public final class HmacClient {
    /** How long a handshake may take in all, unless {@link #deadline} says otherwise. */
    public static final Duration DEFAULT_DEADLINE = HandshakeOptions.DEFAULT_DEADLINE;
    /** The client's identity unless {@link #as} says otherwise. */
    public static final String DEFAULT_NAME = "client";

    private final SharedKey key;
    private final String name;
    private final String expectedServer;
    private final List<HmacSuite> suites;
    private final HandshakeOptions options;

    private HmacClient(
            SharedKey key, String name, String expectedServer, List<HmacSuite> suites, HandshakeOptions options) {
        this.key = key;
        this.name = name;
        this.expectedServer = expectedServer;
        this.suites = suites;
        this.options = options;
    }

    /**
     * A client with one key.
     *
     * @param key the key both ends hold
     * @return the client
     */
    public static HmacClient with(SharedKey key) {
        return new HmacClient(key, DEFAULT_NAME, "", List.of(HmacSuite.AES_256_GCM), HandshakeOptions.defaults());
    }

    /**
     * A client that uses the primary key of a set.
     *
     * @param keys the set
     * @return the client
     */
    public static HmacClient with(KeySet keys) {
        return with(keys.primary());
    }

    /**
     * The identity this client proves.
     *
     * @param clientId a name of the form of {@link SharedKey#generate}
     * @return a changed copy
     * @throws IllegalArgumentException if it is not of that form
     */
    public HmacClient as(String clientId) {
        return new HmacClient(key, Names.check("client id", clientId), expectedServer, suites, options);
    }

    /**
     * The one server this client means. Without it, any holder of the key may answer, so set it wherever more than one
     * server has the key, or one program is both client and server.
     *
     * @param serverId the server's identity ({@link HmacServer#as})
     * @return a changed copy
     * @throws IllegalArgumentException if it is not of the form of {@link SharedKey#generate}
     */
    public HmacClient expecting(String serverId) {
        return new HmacClient(key, name, Names.check("server id", serverId), suites, options);
    }

    /**
     * What to offer, the best first. Default: {@link HmacSuite#AES_256_GCM} alone.
     *
     * @param offered one or more suites
     * @return a changed copy
     * @throws IllegalArgumentException if none is given or one twice
     */
    public HmacClient suites(HmacSuite... offered) {
        return new HmacClient(key, name, expectedServer, HmacServer.distinct(offered), options);
    }

    /**
     * How long the handshake may take in all. Default: {@link #DEFAULT_DEADLINE}.
     *
     * @param limit more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is not positive
     */
    public HmacClient deadline(Duration limit) {
        return new HmacClient(key, name, expectedServer, suites, options.withDeadline(limit));
    }

    /**
     * The watchdog that keeps the deadline. Without one, each handshake starts a thread for it.
     *
     * @param watchdog stays open as long as this client and its sessions are used; the caller closes it
     * @return a changed copy
     */
    public HmacClient watchdog(Watchdog watchdog) {
        return new HmacClient(key, name, expectedServer, suites, options.withWatchdog(watchdog));
    }

    /** For tests: nonces that are known. */
    HmacClient options(HandshakeOptions newOptions) {
        return new HmacClient(key, name, expectedServer, suites, newOptions);
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
        HmacHandshake.Finish finish = (wireName, keys, transcriptHash, peer) -> {
            HmacSuite suite = HmacSuite.named(wireName);
            return keys.session(transcriptHash)
                    .client(transport, options, suite.protection(), peer, HmacHandshake.security(suite));
        };
        return Handshake.run(transport, options, frames -> connect(frames, HmacSuite.wireNames(suites), null, finish));
    }

    /**
     * Authenticates both ends inside a channel, TLS or noise-nx, and bound to it: a proof is good in this channel and no
     * other. The channel's own protection goes on; {@link #suites} plays no part.
     *
     * <p>What it is bound to is the channel's matter ({@link TlsClient#binding}), and both ends must agree. With
     * {@link TlsBinding#NONE} at both, whoever ends TLS between them can read and change what follows; there
     * {@link #connect} over {@link SecureSession#transport()} protects from one end to the other. SPEC.md, <i>Inside a
     * channel</i>.
     *
     * @param channel nothing read or written yet
     * @return the same channel, whose {@link SecureSession#peer()} is the server with this key. Whatever is thrown,
     *     the channel is closed then, a caller's mistake included
     * @throws AuthException as {@link #connect}; {@code REFUSED} also if the server is bound to something else, or to
     *     nothing
     * @throws IOException if the channel failed
     * @throws IllegalStateException as {@link #connect}; also if the channel is not encrypted or its server not
     *     authenticated
     */
    public SecureSession connectInside(SecureSession channel) throws IOException {
        HmacHandshake.Finish finish =
                (suite, keys, transcriptHash, peer) -> channel.withPeer(peer, HmacHandshake.LOGIN);
        return Handshake.run(
                channel.transport(),
                options,
                frames -> connect(
                        frames, List.of(HmacHandshake.IN_CHANNEL), LoginChannel.clientBinding(channel), finish));
    }

    private SecureSession connect(
            HandshakeFrames frames, List<String> offered, @Nullable ChannelBinding binding, HmacHandshake.Finish finish)
            throws IOException {
        String bindingType = HmacHandshake.NO_BINDING;
        if (binding != null) {
            bindingType = binding.type();
            frames.bind(binding.data());
        }
        HmacKeys keys = key.hmacKeys();
        try {
            return connect(frames, offered, bindingType, keys, finish);
        } finally {
            keys.wipe();
        }
    }

    private SecureSession connect(
            HandshakeFrames frames,
            List<String> offered,
            String bindingType,
            HmacKeys keys,
            HmacHandshake.Finish finish)
            throws IOException {
        HeaderBuilder hello = HandshakeFrames.header("hello")
                .put(HmacHandshake.SUITES, String.join(" ", offered))
                .put(HmacHandshake.KEY, key.id())
                .put(HmacHandshake.CLIENT, name)
                .put(HmacHandshake.SERVER, expectedServer)
                .put(HmacHandshake.NONCE, HmacHandshake.nonce(options))
                .put(HmacHandshake.BINDING, bindingType);
        frames.send(hello, new byte[0]);

        HandshakeFrames.Received challenge = frames.receive("challenge", HmacHandshake.CHALLENGE_FIELDS, 0);
        HmacHandshake.checkNonce(challenge);
        String suite = challenge.text(HmacHandshake.SUITE);
        if (!offered.contains(suite)) {
            throw new AuthException(AuthException.Kind.UNSUPPORTED, "the server chose a suite that was not offered");
        }
        String server = challenge.name(HmacHandshake.SERVER);
        if (server.isEmpty() || server.equals(name) || (!expectedServer.isEmpty() && !server.equals(expectedServer))) {
            // Our own name means that somebody leads us back to ourselves.
            throw new AuthException(AuthException.Kind.SERVER, "the server is not the one expected");
        }

        frames.send(HandshakeFrames.header("proof"), keys.clientProof(frames.transcriptHash()));

        byte[] expected = keys.serverFinish(frames.transcriptHash());
        byte[] proof = frames.receive("finish", 1, HmacHandshake.PROOF_BYTES).body();
        if (!Secrets.equal(expected, proof)) {
            throw new AuthException(AuthException.Kind.SERVER, "the server's proof does not hold");
        }
        return finish.session(suite, keys, frames.transcriptHash(), new Peer(server, key.id()));
    }
}
