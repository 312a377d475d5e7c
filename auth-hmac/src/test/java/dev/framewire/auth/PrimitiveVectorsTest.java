package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published vectors of the primitives that this module rests on. */
class PrimitiveVectorsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "short_key",
                "key_shorter_than_output",
                "repeated_bytes",
                "counting_key",
                "truncated_output",
                "key_longer_than_block",
                "key_and_data_longer_than_block"
            })
    void hmacSha256OfRfc4231(String name) {
        VectorFile v = VectorFile.load("rfc4231/" + name + ".txt");
        byte[] expected = v.hex("mac");
        byte[] mac = HmacSha256.mac(v.hex("key"), v.hex("data"));
        assertThat(Arrays.copyOf(mac, expected.length)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", "longer_inputs", "empty_salt_and_info"})
    void hkdfOfRfc5869(String name) {
        VectorFile v = VectorFile.load("rfc5869/" + name + ".txt");
        byte[] prk = Hkdf.extract(v.hex("salt"), v.hex("ikm"));
        assertThat(prk).isEqualTo(v.hex("prk"));
        assertThat(Hkdf.expand(prk, v.hex("info"), v.number("length"))).isEqualTo(v.hex("okm"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"one_iteration", "many_iterations"})
    void pbkdf2OfRfc7914(String name) {
        VectorFile v = VectorFile.load("rfc7914/" + name + ".txt");
        byte[] key = Pbkdf2.sha256(
                v.hex("password"), v.hex("salt"), v.number("iterations"), v.hex("key").length, Pbkdf2.UNCANCELLED);
        assertThat(key).isEqualTo(v.hex("key"));
    }

    @Test
    void saltedPasswordOfRfc7677() {
        VectorFile v = VectorFile.load("rfc7677/login.txt");
        byte[] salt = Base64.getDecoder().decode(v.text("salt"));
        byte[] salted = Pbkdf2.sha256(
                v.text("password").getBytes(US_ASCII), salt, v.number("iterations"), 32, Pbkdf2.UNCANCELLED);
        assertThat(salted).isEqualTo(v.hex("saltedPassword"));
    }

    /** The vectors carry a secret and associated data, which sealed files do not use: checked on the library itself. */
    @ParameterizedTest
    @ValueSource(strings = {"argon2d", "argon2i", "argon2id"})
    void argon2OfRfc9106(String name) {
        VectorFile v = VectorFile.load("rfc9106/" + name + ".txt");
        int type = switch (name) {
            case "argon2d" -> Argon2Parameters.ARGON2_d;
            case "argon2i" -> Argon2Parameters.ARGON2_i;
            default -> Argon2Parameters.ARGON2_id;
        };
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(type)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(v.hex("salt"))
                .withSecret(v.hex("secret"))
                .withAdditional(v.hex("data"))
                .withMemoryAsKB(v.number("memoryKib"))
                .withIterations(v.number("passes"))
                .withParallelism(v.number("lanes"))
                .build());
        byte[] key = new byte[v.hex("key").length];
        generator.generateBytes(v.hex("password"), key);
        assertThat(key).isEqualTo(v.hex("key"));
    }

    @Test
    void chaCha20Poly1305OfRfc8439() throws Exception {
        VectorFile v = VectorFile.load("rfc8439/aead.txt");
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(
                Cipher.ENCRYPT_MODE, new SecretKeySpec(v.hex("key"), "ChaCha20"), new IvParameterSpec(v.hex("nonce")));
        cipher.updateAAD(v.hex("aad"));
        byte[] expected = concat(v.hex("ciphertext"), v.hex("tag"));
        assertThat(cipher.doFinal(v.hex("plaintext"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "second", "iterated_once", "iterated_1000_times"})
    void x25519OfRfc7748(String name) throws Exception {
        VectorFile v = VectorFile.load("rfc7748/" + name + ".txt");
        byte[] scalar = v.hex("scalar");
        byte[] u = v.hex("u");
        for (int round = v.number("rounds"); round > 0; round--) {
            byte[] out = X25519.agree(scalar, u);
            u = scalar;
            scalar = out;
        }
        assertThat(scalar).isEqualTo(v.hex("out"));
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }
}
