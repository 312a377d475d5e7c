package dev.framewire.auth;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/**
 * Decides whether a TLS server's certificate is the right one. Nothing else stands between a client and an impostor: no
 * authority is asked, and no name or date is looked at.
 */
@FunctionalInterface
public interface CertificateVerifier {
    /**
     * Asked once a handshake, before the client sends anything that is secret. The handshake's deadline goes on, here and
     * at the server: a program that asks a person refuses this time, asks, and connects again with a pin.
     *
     * @param certificate the server's own, the first of its chain
     * @return whether to go on
     * @throws IOException if it cannot be decided; the handshake fails with it
     */
    boolean accept(X509Certificate certificate) throws IOException;

    /**
     * Accepts one certificate.
     *
     * @param fingerprint as {@link #fingerprint} writes it
     * @return the verifier
     * @throws IllegalArgumentException if it is not of that form
     */
    static CertificateVerifier pinned(String fingerprint) {
        String pin = ServerKey.checkFingerprint(fingerprint);
        return certificate -> fingerprint(certificate).equals(pin);
    }

    /**
     * What people compare: {@code SHA256:} and the SHA-256 of the certificate (DER) in base64 without padding, 50
     * characters.
     *
     * @param certificate the certificate
     * @return the fingerprint
     */
    static String fingerprint(X509Certificate certificate) {
        try {
            return ServerKey.fingerprint(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate without an encoding", e);
        }
    }
}
