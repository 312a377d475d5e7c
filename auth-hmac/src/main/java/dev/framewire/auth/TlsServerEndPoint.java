package dev.framewire.auth;

import static java.util.Map.entry;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The binding {@code tls-server-end-point} (RFC 5929 §4.1): the server's certificate, hashed with the hash of the
 * certificate's own signature, where MD5 and SHA-1 are replaced by SHA-256.
 *
 * <p>Undefined for a signature that uses no hash, or more than one. Then it fails: a login that goes on without a binding
 * is what a man in the middle hopes for.
 */
final class TlsServerEndPoint {
    private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";

    // OIDs, not names: names differ between providers. RFC 3279, 4055, 5758, 8702 and NIST's registry.
    private static final Map<String, String> HASHES = Map.ofEntries(
            entry("1.2.840.113549.1.1.4", "SHA-256"), // md5WithRSAEncryption
            entry("1.2.840.113549.1.1.5", "SHA-256"), // sha1WithRSAEncryption
            entry("1.2.840.113549.1.1.14", "SHA-224"),
            entry("1.2.840.113549.1.1.11", "SHA-256"),
            entry("1.2.840.113549.1.1.12", "SHA-384"),
            entry("1.2.840.113549.1.1.13", "SHA-512"),
            entry("1.2.840.113549.1.1.15", "SHA-512/224"),
            entry("1.2.840.113549.1.1.16", "SHA-512/256"),
            entry("1.2.840.10040.4.3", "SHA-256"), // dsa-with-sha1
            entry("2.16.840.1.101.3.4.3.1", "SHA-224"),
            entry("2.16.840.1.101.3.4.3.2", "SHA-256"),
            entry("2.16.840.1.101.3.4.3.3", "SHA-384"),
            entry("2.16.840.1.101.3.4.3.4", "SHA-512"),
            entry("1.2.840.10045.4.1", "SHA-256"), // ecdsa-with-SHA1
            entry("1.2.840.10045.4.3.1", "SHA-224"),
            entry("1.2.840.10045.4.3.2", "SHA-256"),
            entry("1.2.840.10045.4.3.3", "SHA-384"),
            entry("1.2.840.10045.4.3.4", "SHA-512"),
            entry("2.16.840.1.101.3.4.3.9", "SHA3-224"), // ecdsa-with-sha3-224
            entry("2.16.840.1.101.3.4.3.10", "SHA3-256"),
            entry("2.16.840.1.101.3.4.3.11", "SHA3-384"),
            entry("2.16.840.1.101.3.4.3.12", "SHA3-512"),
            entry("2.16.840.1.101.3.4.3.13", "SHA3-224"), // rsassa-pkcs1-v1-5-with-sha3-224
            entry("2.16.840.1.101.3.4.3.14", "SHA3-256"),
            entry("2.16.840.1.101.3.4.3.15", "SHA3-384"),
            entry("2.16.840.1.101.3.4.3.16", "SHA3-512"));

    private TlsServerEndPoint() {}

    static ChannelBinding binding(X509Certificate certificate) throws AuthException {
        String hash = certificate.getSigAlgOID().equals(RSASSA_PSS)
                ? pssHash(certificate)
                : HASHES.get(certificate.getSigAlgOID());
        if (hash == null) {
            throw new AuthException(
                    AuthException.Kind.CHANNEL_BINDING,
                    "no tls-server-end-point for a certificate signed with " + certificate.getSigAlgName()
                            + ": its signature has no one hash");
        }
        try {
            return new ChannelBinding(
                    ChannelBinding.TLS_SERVER_END_POINT,
                    MessageDigest.getInstance(hash).digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new AuthException(AuthException.Kind.CHANNEL_BINDING, "cannot hash the server's certificate", e);
        }
    }

    /** RFC 4055 §3.1: the hash is a parameter, and so is a second one, of the mask; only if they agree there is one. */
    private static @Nullable String pssHash(X509Certificate certificate) throws AuthException {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(certificate.getSigAlgParams());
            PSSParameterSpec pss = parameters.getParameterSpec(PSSParameterSpec.class);
            String hash = pss.getDigestAlgorithm();
            boolean one = pss.getMGFParameters() instanceof MGF1ParameterSpec mask
                    && mask.getDigestAlgorithm().equals(hash);
            return !one ? null : hash.equals("SHA-1") || hash.equals("MD5") ? "SHA-256" : hash;
        } catch (GeneralSecurityException | IOException e) {
            throw new AuthException(
                    AuthException.Kind.CHANNEL_BINDING, "the certificate's signature has unreadable parameters", e);
        }
    }
}
