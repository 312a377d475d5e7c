package dev.framewire.auth;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A client that speaks TLS 1.3 of the JDK to its server and has checked who the server is: by a pinned certificate, or by
 * a trusted authority and the host's name. The client itself stays anonymous until it logs in inside the session.
 *
 * <pre>{@code
 * TlsClient tls = TlsClient.with(CertificateVerifier.pinned(fingerprint)).binding(TlsBinding.EXPORTER);
 * SecureSession channel = tls.connect(Transport.of(socket));
 * SecureSession session = LoginClient.withPassword("alice", password).login(channel);
 * }</pre>
 *
 * <p>Immutable and thread-safe; each method that sets something gives a changed copy. SPEC.md, <i>Over TLS</i>.
 */
public final class TlsClient {
    /** How long a handshake may take in all, unless {@link #deadline} says otherwise. */
    public static final Duration DEFAULT_DEADLINE = HandshakeOptions.DEFAULT_DEADLINE;
    /** What logins are bound to unless {@link #binding} says otherwise: what every JVM and every TLS library can do. */
    public static final TlsBinding DEFAULT_BINDING = TlsBinding.SERVER_END_POINT;

    private final ServerCheck check;
    private final TlsBinding binding;
    private final HandshakeOptions options;

    /** How the server is known. */
    private sealed interface ServerCheck permits ByCertificate, ByName {}

    private record ByCertificate(CertificateVerifier verifier) implements ServerCheck {}

    private record ByName(String host, SSLContext context) implements ServerCheck {}

    private TlsClient(ServerCheck check, TlsBinding binding, HandshakeOptions options) {
        this.check = check;
        this.binding = binding;
        this.options = options;
    }

    /**
     * A client that knows its server by the certificate alone, as with ssh.
     *
     * @param verifier decides; {@link CertificateVerifier#pinned} for one known certificate
     * @return the client
     */
    public static TlsClient with(CertificateVerifier verifier) {
        return new TlsClient(new ByCertificate(verifier), DEFAULT_BINDING, HandshakeOptions.defaults());
    }

    /**
     * A client that knows its server by its name: the certificate must be of an authority that the context trusts, valid
     * today, and made out to this host (RFC 2818, as the JDK checks it).
     *
     * @param host the name or address meant; never one that was looked up
     * @param context whom to trust, such as {@link SSLContext#getDefault()}
     * @return the client
     * @throws IllegalArgumentException if the host is empty
     */
    public static TlsClient to(String host, SSLContext context) {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host is empty");
        }
        return new TlsClient(new ByName(host, context), DEFAULT_BINDING, HandshakeOptions.defaults());
    }

    /**
     * What logins in the session are bound to. The server must allow it. Default: {@link #DEFAULT_BINDING}.
     *
     * @param required used, or the handshake fails
     * @return a changed copy
     * @throws IllegalArgumentException if this JVM cannot do it
     */
    public TlsClient binding(TlsBinding required) {
        required.checkAvailable();
        return new TlsClient(check, required, options);
    }

    /**
     * How long the handshake may take in all. Default: {@link #DEFAULT_DEADLINE}.
     *
     * @param limit more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is not positive
     */
    public TlsClient deadline(Duration limit) {
        return new TlsClient(check, binding, options.withDeadline(limit));
    }

    /**
     * The watchdog that keeps the deadline. Without one, each handshake starts a thread for it.
     *
     * @param watchdog stays open as long as this object and its sessions are used; the caller closes it
     * @return a changed copy
     */
    public TlsClient watchdog(Watchdog watchdog) {
        return new TlsClient(check, binding, options.withWatchdog(watchdog));
    }

    /**
     * Begins TLS and authenticates the server.
     *
     * @param transport connected, and nothing read or written yet; the session owns it from now on. Whatever is thrown,
     *     the transport is closed then, a caller's mistake included
     * @return the session
     * @throws AuthException {@code SERVER} if the certificate was not accepted or is not the host's;
     *     {@code CHANNEL_BINDING} if the certificate or the connection has no such binding; {@code TIMEOUT};
     *     {@code TRUNCATED}
     * @throws SSLException if the server does not speak TLS 1.3, or refused
     * @throws IOException if the transport failed
     * @throws IllegalStateException if the context was never initialised, or the watchdog is closed
     */
    public SecureSession connect(Transport transport) throws IOException {
        SecureSession[] session = new SecureSession[1];
        Handshake.withinDeadline(transport, options, () -> {
            PinningTrustManager pinning =
                    check instanceof ByCertificate known ? new PinningTrustManager(known.verifier) : null;
            session[0] = connect(new TlsChannel(transport, engine(pinning), options.watchdog()), pinning);
        });
        return session[0];
    }

    private SecureSession connect(TlsChannel channel, @Nullable PinningTrustManager pinning) throws IOException {
        try {
            channel.handshake();
        } catch (SSLException e) {
            if (pinning != null && pinning.mistake() != null) {
                throw pinning.mistake();
            }
            if (pinning != null && pinning.failure() != null) {
                throw pinning.failure();
            }
            if (e.getCause() instanceof CertificateException) {
                throw new AuthException(
                        AuthException.Kind.SERVER,
                        "the server's certificate was not accepted, or is not that of the host",
                        e);
            }
            throw e;
        }
        X509Certificate certificate =
                (X509Certificate) channel.engine().getSession().getPeerCertificates()[0];
        List<ChannelBinding> bindings = switch (binding) {
            case EXPORTER -> List.of(TlsExporter.binding(channel.engine().getSession()));
            case SERVER_END_POINT -> List.of(TlsServerEndPoint.binding(certificate));
            case NONE -> List.of();
        };
        String fingerprint = CertificateVerifier.fingerprint(certificate);
        Peer peer = new Peer(check instanceof ByName name ? name.host : fingerprint, fingerprint);
        return new SecureSession(channel, peer, TlsServer.security(channel), bindings);
    }

    private SSLEngine engine(@Nullable PinningTrustManager pinning) {
        SSLEngine engine;
        if (check instanceof ByName name) {
            engine = name.context.createSSLEngine(name.host, -1);
            SSLParameters parameters = engine.getSSLParameters();
            // Without this the JDK accepts any certificate of any host whose authority is trusted.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        } else {
            try {
                // A context of its own: no earlier session, whose certificate nobody would be asked about again.
                SSLContext context = SSLContext.getInstance("TLSv1.3");
                context.init(null, new TrustManager[] {pinning}, null);
                engine = context.createSSLEngine();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JVM has no TLS 1.3", e);
            }
        }
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(TlsServer.PROTOCOLS);
        return engine;
    }
}
