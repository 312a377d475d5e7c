package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ongres.scram.common.util.TlsServerEndpoint;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5929 §4.1, for every kind of signature. */
class TlsServerEndPointTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"end-point-md5", "end-point-sha1", "end-point-sha256", "end-point-sha384", "end-point-sha512"})
    void vectors(String name) throws Exception {
        VectorFile v = VectorFile.load("tls/" + name + ".txt");
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(v.hex("certificate")));
        assertThat(TlsServerEndPoint.binding(certificate).data()).isEqualTo(v.hex("end_point"));
    }

    @Test
    void aSignatureWithoutAHashHasNoEndPoint() {
        assertNone(Certificates.selfSigned("Ed25519", "a.example").certificate());
    }

    @Test
    void aSignatureWithTwoHashesHasNoEndPoint() {
        PSSParameterSpec two = new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA256, 64, 1);
        assertNone(Certificates.selfSigned("RSASSA-PSS", two, "a.example").certificate());
    }

    @ParameterizedTest
    @CsvSource({
        "MD5withRSA, SHA-256",
        "SHA1withRSA, SHA-256",
        "SHA256withRSA, SHA-256",
        "SHA512withRSA, SHA-512",
        "SHA256withECDSA, SHA-256",
        "SHA384withECDSA, SHA-384"
    })
    void hashIsTheOneOfTheSignatureAndNeverAWeakOne(String signature, String hash) throws Exception {
        X509Certificate certificate =
                Certificates.selfSigned(signature, "a.example").certificate();
        assertThat(TlsBinding.SERVER_END_POINT.fits(certificate)).isTrue();
        byte[] data = TlsServerEndPoint.binding(certificate).data();
        assertThat(data).isEqualTo(MessageDigest.getInstance(hash).digest(certificate.getEncoded()));
        // and others think so, too
        assertThat(data).isEqualTo(TlsServerEndpoint.getChannelBindingData(certificate));
    }

    @Test
    void hashOfAPssSignatureIsItsParameter() throws Exception {
        PSSParameterSpec pss = new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1);
        X509Certificate certificate =
                Certificates.selfSigned("RSASSA-PSS", pss, "a.example").certificate();
        assertThat(TlsServerEndPoint.binding(certificate).data())
                .isEqualTo(MessageDigest.getInstance("SHA-384").digest(certificate.getEncoded()));
    }

    private static void assertNone(X509Certificate certificate) {
        assertThat(TlsBinding.SERVER_END_POINT.fits(certificate)).isFalse();
        assertThatThrownBy(() -> TlsServerEndPoint.binding(certificate))
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.CHANNEL_BINDING));
    }
}
