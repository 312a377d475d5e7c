package dev.framewire.auth;

import java.security.cert.X509Certificate;

/**
 * What ties a login to the TLS connection it runs in, so that it cannot be passed on into another one. Both ends are
 * told which; there is no "if the other side can", because whoever sits between them would then choose for them.
 * SPEC.md, <i>Over TLS</i>.
 */
public enum TlsBinding {
    /**
     * {@code tls-exporter} (RFC 9266): a secret of this one connection. Needs JDK 25 or newer; see {@link #available()}.
     * The only one that allows re-login tokens.
     */
    EXPORTER,
    /**
     * {@code tls-server-end-point} (RFC 5929 §4): the hash of the server's certificate. The same on every connection to a
     * server, and everyone who has the certificate's key can be that server. Certificates whose signature has no hash of
     * its own, such as those of Ed25519, have no such binding and are refused.
     */
    SERVER_END_POINT,
    /**
     * None: for a server behind a proxy that ends TLS. Whoever is the proxy can use the login in a connection of its
     * own. Both ends must be set so.
     */
    NONE;

    /**
     * Whether this JVM can do it.
     *
     * @return false for {@link #EXPORTER} before JDK 25
     */
    public boolean available() {
        return this != EXPORTER || TlsExporter.AVAILABLE;
    }

    /**
     * Whether a server of this certificate can be bound to in this way, so that one which cannot need not start.
     *
     * @param certificate the server's
     * @return false for {@link #SERVER_END_POINT} and a certificate whose signature has no hash of its own
     */
    public boolean fits(X509Certificate certificate) {
        if (this != SERVER_END_POINT) {
            return available();
        }
        try {
            TlsServerEndPoint.binding(certificate);
            return true;
        } catch (AuthException e) {
            return false;
        }
    }

    /** The caller's choice, or the caller's mistake. */
    void checkAvailable() {
        if (!available()) {
            throw new IllegalArgumentException("tls-exporter needs JDK 25 or newer, this is "
                    + Runtime.version().feature());
        }
    }
}
