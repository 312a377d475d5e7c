package dev.framewire.auth;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.jspecify.annotations.Nullable;

/** Makes certificates of any kind while a test runs: nothing in the repository that could expire or be copied. */
final class Certificates {
    private static final char[] NO_PASSWORD = {};

    /** A certificate and the key it belongs to. */
    record Held(X509Certificate certificate, PrivateKey key) {
        String fingerprint() {
            return CertificateVerifier.fingerprint(certificate);
        }

        /** What a TLS server of this certificate runs with. */
        SSLContext serving() {
            try {
                KeyStore store = emptyStore();
                store.setKeyEntry("server", key, NO_PASSWORD, new Certificate[] {certificate});
                KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
                keys.init(store, NO_PASSWORD);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(keys.getKeyManagers(), null, null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        /** What a TLS client runs with that trusts this certificate as an authority. */
        SSLContext trusting() {
            try {
                KeyStore store = emptyStore();
                store.setCertificateEntry("authority", certificate);
                TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
                trust.init(store);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, trust.getTrustManagers(), null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static final Map<String, String> OIDS = Map.of(
            "MD5withRSA", "1.2.840.113549.1.1.4",
            "SHA1withRSA", "1.2.840.113549.1.1.5",
            "SHA256withRSA", "1.2.840.113549.1.1.11",
            "SHA512withRSA", "1.2.840.113549.1.1.13",
            "SHA256withECDSA", "1.2.840.10045.4.3.2",
            "SHA384withECDSA", "1.2.840.10045.4.3.3",
            "RSASSA-PSS", "1.2.840.113549.1.1.10",
            "Ed25519", "1.3.101.112");

    /** Finding two primes takes longer than everything else here: once, and only for whoever needs it. */
    private static final class Rsa {
        static final KeyPair KEYS = generate("RSA");
    }

    private Certificates() {}

    /** A self-signed certificate of a host. */
    static Held selfSigned(String signature, String host) {
        return selfSigned(signature, null, host);
    }

    static Held selfSigned(String signature, @Nullable AlgorithmParameterSpec parameters, String host) {
        KeyPair pair = keyPair(signature);
        return issue(signature, parameters, pair, host, host, pair.getPrivate(), false);
    }

    static Held authority() {
        KeyPair pair = keyPair("SHA256withECDSA");
        return issue("SHA256withECDSA", null, pair, "authority", "authority", pair.getPrivate(), true);
    }

    static Held issued(Held authority, String host) {
        return issue("SHA256withECDSA", null, keyPair("SHA256withECDSA"), host, "authority", authority.key(), false);
    }

    private static KeyPair keyPair(String signature) {
        if (signature.contains("RSA") && !signature.contains("ECDSA")) {
            return Rsa.KEYS;
        }
        return generate(signature.equals("Ed25519") ? "Ed25519" : "EC");
    }

    private static KeyPair generate(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (!algorithm.equals("Ed25519")) {
                generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Held issue(
            String signature,
            @Nullable AlgorithmParameterSpec parameters,
            KeyPair pair,
            String host,
            String issuer,
            PrivateKey issuerKey,
            boolean authority) {
        try {
            Signature signer = Signature.getInstance(signature);
            if (parameters != null) {
                signer.setParameter(parameters);
            }
            signer.initSign(issuerKey);
            ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier(OIDS.get(signature));
            AlgorithmIdentifier algorithm = signature.equals("RSASSA-PSS")
                    ? new AlgorithmIdentifier(
                            oid,
                            ASN1Primitive.fromByteArray(signer.getParameters().getEncoded()))
                    : signature.endsWith("withRSA")
                            ? new AlgorithmIdentifier(oid, DERNull.INSTANCE)
                            : new AlgorithmIdentifier(oid);
            Instant now = Instant.now();
            V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
            generator.setSerialNumber(new ASN1Integer(BigInteger.valueOf(System.nanoTime())));
            generator.setSignature(algorithm);
            generator.setIssuer(new X500Name("CN=" + issuer));
            generator.setSubject(new X500Name("CN=" + host));
            generator.setStartDate(new Time(Date.from(now.minus(1, ChronoUnit.DAYS))));
            generator.setEndDate(new Time(Date.from(now.plus(1, ChronoUnit.DAYS))));
            generator.setSubjectPublicKeyInfo(
                    SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
            generator.setExtensions(new Extensions(new Extension[] {
                Extension.create(Extension.basicConstraints, true, new BasicConstraints(authority)),
                Extension.create(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, host)))
            }));
            TBSCertificate body = generator.generateTBSCertificate();
            signer.update(body.getEncoded());
            ASN1EncodableVector parts = new ASN1EncodableVector();
            parts.add(body);
            parts.add(algorithm);
            parts.add(new DERBitString(signer.sign()));
            byte[] encoded = new DERSequence(parts).getEncoded();
            return new Held(
                    (X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(encoded)),
                    pair.getPrivate());
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
