package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.AEADCipher;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** Every primitive against a second implementation of it. */
class PrimitiveProperties {
    private static final byte[] REFUSED = {};

    @Property(tries = 300)
    void sha256IsThatOfBouncyCastle(@ForAll @Size(max = 300) byte[] head, @ForAll @Size(max = 300) byte[] tail) {
        SHA256Digest digest = new SHA256Digest();
        digest.update(head, 0, head.length);
        digest.update(tail, 0, tail.length);
        byte[] expected = new byte[32];
        digest.doFinal(expected, 0);
        assertThat(Sha256.hash(head, tail)).isEqualTo(expected);
    }

    @Property(tries = 300)
    void hmacIsThatOfBouncyCastle(@ForAll @Size(max = 200) byte[] key, @ForAll @Size(max = 300) byte[] data) {
        HMac hmac = new HMac(new SHA256Digest());
        hmac.init(new KeyParameter(key));
        hmac.update(data, 0, data.length);
        byte[] expected = new byte[32];
        hmac.doFinal(expected, 0);
        assertThat(HmacSha256.mac(key, data)).isEqualTo(expected);
    }

    @Property(tries = 200)
    void hkdfIsThatOfBouncyCastle(
            @ForAll @Size(min = 1, max = 100) byte[] ikm,
            @ForAll @Size(max = 100) byte[] salt,
            @ForAll @Size(max = 100) byte[] info,
            @ForAll @IntRange(min = 1, max = Hkdf.MAX_OUTPUT_BYTES) int length) {
        HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(new HKDFParameters(ikm, salt, info));
        byte[] expected = new byte[length];
        generator.generateBytes(expected, 0, length);
        assertThat(Hkdf.expand(Hkdf.extract(salt, ikm), info, length)).isEqualTo(expected);
    }

    @Property(tries = 60)
    void pbkdf2IsThatOfBouncyCastle(
            @ForAll @Size(max = 100) byte[] password,
            @ForAll @Size(max = 64) byte[] salt,
            @ForAll @IntRange(min = 1, max = 3000) int iterations,
            @ForAll @IntRange(min = 1, max = 100) int length) {
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
        generator.init(password, salt, iterations);
        byte[] expected = ((KeyParameter) generator.generateDerivedMacParameters(length * 8)).getKey();
        assertThat(Pbkdf2.sha256(password, salt, iterations, length, Pbkdf2.UNCANCELLED))
                .isEqualTo(expected);
    }

    @Property(tries = 200)
    void aesGcmIsThatOfBouncyCastle(
            @ForAll @Size(32) byte[] key,
            @ForAll @Size(12) byte[] nonce,
            @ForAll @Size(max = 40) byte[] aad,
            @ForAll @Size(max = 500) byte[] plaintext)
            throws Exception {
        byte[] sealed = seal(
                "AES/GCM/NoPadding", new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce), aad, plaintext);
        AEADCipher peer = GCMBlockCipher.newInstance(AESEngine.newInstance());
        assertThat(sealed).isEqualTo(seal(peer, new AEADParameters(new KeyParameter(key), 128, nonce, aad), plaintext));
    }

    @Property(tries = 100)
    void chaCha20Poly1305IsThatOfBouncyCastle(
            @ForAll @Size(32) byte[] key,
            @ForAll @Size(12) byte[] nonce,
            @ForAll @Size(max = 40) byte[] aad,
            @ForAll @Size(max = 500) byte[] plaintext)
            throws Exception {
        byte[] sealed = seal(
                "ChaCha20-Poly1305", new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce), aad, plaintext);
        AEADCipher peer = new ChaCha20Poly1305();
        assertThat(sealed).isEqualTo(seal(peer, new AEADParameters(new KeyParameter(key), 128, nonce, aad), plaintext));
    }

    /** Of any 32 bytes: also of numbers that are not reduced, and with the bit that does not count. */
    @Property(tries = 300)
    void x25519IsThatOfTheJdk(@ForAll @Size(32) byte[] scalar, @ForAll @Size(32) byte[] u) throws Exception {
        assertThat(agree(scalar, u)).isEqualTo(agreeByTheJdk(scalar, u));
        byte[] nine = new byte[X25519.BYTES];
        nine[0] = 9;
        assertThat(X25519.publicKey(scalar)).isEqualTo(agreeByTheJdk(scalar, nine));
    }

    /** As above, where the JDK's arithmetic carries: around 2^255 - 19, and around 2^255. */
    @Property(tries = 100)
    void x25519IsThatOfTheJdkAroundThePrime(
            @ForAll @Size(32) byte[] scalar, @ForAll @IntRange(min = -40, max = 40) int beside, @ForAll boolean highBit)
            throws Exception {
        byte[] bigEndian = BigInteger.TWO
                .pow(255)
                .subtract(BigInteger.valueOf(19))
                .add(BigInteger.valueOf(beside))
                .mod(BigInteger.TWO.pow(255))
                .toByteArray();
        byte[] u = new byte[X25519.BYTES];
        for (int i = 0; i < bigEndian.length && i < u.length; i++) {
            u[i] = bigEndian[bigEndian.length - 1 - i];
        }
        if (highBit) {
            u[31] |= (byte) 0x80;
        }
        assertThat(agree(scalar, u)).isEqualTo(agreeByTheJdk(scalar, u));
    }

    private static byte[] agree(byte[] scalar, byte[] u) {
        try {
            return X25519.agree(scalar, u);
        } catch (AuthException e) {
            assertThat(e.kind()).isEqualTo(AuthException.Kind.MALFORMED);
            return REFUSED;
        }
    }

    /** {@link #REFUSED} where the JDK refuses: of a key of small order. */
    private static byte[] agreeByTheJdk(byte[] scalar, byte[] u) throws Exception {
        KeyFactory keys = KeyFactory.getInstance("X25519");
        KeyAgreement agreement = KeyAgreement.getInstance("X25519");
        agreement.init(keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar)));
        byte[] bigEndian = new byte[X25519.BYTES];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = u[31 - i];
        }
        bigEndian[0] &= 0x7f;
        try {
            agreement.doPhase(
                    keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian))),
                    true);
            return agreement.generateSecret();
        } catch (InvalidKeyException e) {
            return REFUSED;
        }
    }

    private static byte[] seal(
            String algorithm, SecretKeySpec key, AlgorithmParameterSpec parameters, byte[] aad, byte[] plaintext)
            throws Exception {
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
        cipher.updateAAD(aad);
        return cipher.doFinal(plaintext);
    }

    private static byte[] seal(AEADCipher cipher, CipherParameters parameters, byte[] plaintext) throws Exception {
        cipher.init(true, parameters);
        byte[] out = new byte[cipher.getOutputSize(plaintext.length)];
        int n = cipher.processBytes(plaintext, 0, plaintext.length, out, 0);
        n += cipher.doFinal(out, n);
        return Arrays.copyOf(out, n);
    }
}
