package dev.framewire.auth;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * A server that speaks TLS 1.3 of the JDK and that clients know by its certificate. The session's {@link Peer} is
 * anonymous until the client logs in inside the session; no client certificate is asked for.
 *
 * <pre>{@code
 * SecureSession channel = TlsServer.with(context).accept(Transport.of(socket));
 * SecureSession session = LoginServer.with(ScramServer.Config.of(users, secret)).accept(channel);
 * }</pre>
 *
 * <p>Immutable and thread-safe; each method that sets something gives a changed copy. SPEC.md, <i>Over TLS</i>.
 */
public final class TlsServer {
    /** How long a handshake may take in all, unless {@link #deadline} says otherwise. */
    public static final Duration DEFAULT_DEADLINE = HandshakeOptions.DEFAULT_DEADLINE;

    // 1.2 has the triple handshake, renegotiation, and suites whose recorded traffic can be read later.
    static final String[] PROTOCOLS = {"TLSv1.3"};

    private final SSLContext context;
    private final Set<TlsBinding> bindings;
    private final HandshakeOptions options;

    private TlsServer(SSLContext context, Set<TlsBinding> bindings, HandshakeOptions options) {
        this.context = context;
        this.bindings = bindings;
        this.options = options;
    }

    /**
     * A server of one certificate, that takes logins bound by {@code tls-server-end-point}, and by {@code tls-exporter}
     * where this JVM can.
     *
     * @param context with the certificate and its key
     * @return the server
     */
    public static TlsServer with(SSLContext context) {
        Set<TlsBinding> bindings = EnumSet.of(TlsBinding.SERVER_END_POINT);
        if (TlsBinding.EXPORTER.available()) {
            bindings.add(TlsBinding.EXPORTER);
        }
        return new TlsServer(context, bindings, HandshakeOptions.defaults());
    }

    /**
     * What logins must be bound to: one of these. A login that is bound to nothing, or to anything else, fails.
     *
     * @param first the only one, or one of several; {@link TlsBinding#NONE} stands alone, and then a login must not be bound
     * @param more others
     * @return a changed copy
     * @throws IllegalArgumentException if this JVM cannot do one of them, or NONE is not alone
     */
    public TlsServer binding(TlsBinding first, TlsBinding... more) {
        Set<TlsBinding> required = EnumSet.of(first, more);
        required.forEach(TlsBinding::checkAvailable);
        if (required.contains(TlsBinding.NONE) && required.size() > 1) {
            throw new IllegalArgumentException("a binding is required or it is not: " + required);
        }
        return new TlsServer(context, required, options);
    }

    /**
     * How long the handshake may take in all. Default: {@link #DEFAULT_DEADLINE}.
     *
     * @param limit more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is not positive
     */
    public TlsServer deadline(Duration limit) {
        return new TlsServer(context, bindings, options.withDeadline(limit));
    }

    /**
     * The watchdog that keeps the deadline. Without one, each handshake starts a thread for it.
     *
     * @param watchdog stays open as long as this object and its sessions are used; the caller closes it
     * @return a changed copy
     */
    public TlsServer watchdog(Watchdog watchdog) {
        return new TlsServer(context, bindings, options.withWatchdog(watchdog));
    }

    /**
     * Begins TLS and authenticates the server to the client.
     *
     * @param transport connected, and nothing read or written yet; the session owns it from now on. Whatever is thrown,
     *     the transport is closed then, a caller's mistake included
     * @return the session
     * @throws AuthException {@code CHANNEL_BINDING} if the certificate has none of the bindings; {@code TIMEOUT};
     *     {@code TRUNCATED}
     * @throws SSLException if the client does not speak TLS 1.3, or refused
     * @throws IOException if the transport failed
     * @throws IllegalStateException if the context was never initialised, or the watchdog is closed
     */
    public SecureSession accept(Transport transport) throws IOException {
        SecureSession[] session = new SecureSession[1];
        Handshake.withinDeadline(transport, options, () -> {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            engine.setEnabledProtocols(PROTOCOLS);
            TlsChannel channel = new TlsChannel(transport, engine, options.watchdog());
            channel.handshake();
            session[0] = new SecureSession(channel, Peer.ANONYMOUS, security(channel), channelBindings(engine));
        });
        return session[0];
    }

    private List<ChannelBinding> channelBindings(SSLEngine engine) throws AuthException {
        List<ChannelBinding> usable = new ArrayList<>();
        AuthException missing = null;
        for (TlsBinding binding : bindings) {
            try {
                switch (binding) {
                    case EXPORTER -> usable.add(TlsExporter.binding(engine.getSession()));
                    case SERVER_END_POINT -> usable.add(TlsServerEndPoint.binding(ownCertificate(engine)));
                    case NONE -> {
                        return List.of();
                    }
                }
            } catch (AuthException e) {
                missing = e; // the others are no weaker for it; only if there is no other, nothing may go on
            }
        }
        if (usable.isEmpty() && missing != null) {
            throw missing;
        }
        return usable;
    }

    private static X509Certificate ownCertificate(SSLEngine engine) throws AuthException {
        Certificate[] chain = engine.getSession().getLocalCertificates();
        if (chain == null || !(chain[0] instanceof X509Certificate own)) {
            throw new AuthException(AuthException.Kind.CHANNEL_BINDING, "TLS does not say which certificate it used");
        }
        return own;
    }

    /** TLS 1.3 always has an ephemeral key exchange in the JDK, and no suite without encryption. */
    static Security security(TlsChannel channel) {
        String suite = channel.engine().getSession().getProtocol()
                + ':'
                + channel.engine().getSession().getCipherSuite();
        return new Security(suite, false, true, true, true, false);
    }
}
