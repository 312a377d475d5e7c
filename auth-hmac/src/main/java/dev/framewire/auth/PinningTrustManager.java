package dev.framewire.auth;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Asks a {@link CertificateVerifier} in the middle of one TLS handshake; TLS itself then has the server prove that it
 * holds the certificate's key. Anything but a clear yes is a no.
 */
final class PinningTrustManager extends X509ExtendedTrustManager {
    private final CertificateVerifier verifier;
    private volatile @Nullable IOException failure;
    private volatile @Nullable RuntimeException mistake;

    PinningTrustManager(CertificateVerifier verifier) {
        this.verifier = verifier;
    }

    /** Why the certificate was not accepted; null if it was, or none was seen. */
    @Nullable IOException failure() {
        return failure;
    }

    /** What the verifier threw and should not have; TLS of some JDKs would tell of it as if the peer had done it. */
    @Nullable RuntimeException mistake() {
        return mistake;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        IOException no = new AuthException(
                AuthException.Kind.SERVER,
                "the server's certificate was not accepted: " + CertificateVerifier.fingerprint(chain[0]));
        try {
            if (verifier.accept(chain[0])) {
                return;
            }
        } catch (IOException e) {
            no = e;
        } catch (RuntimeException e) {
            mistake = e;
            throw e;
        }
        failure = no;
        throw new CertificateException("not accepted", no);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("for engines only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("for servers' certificates only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
