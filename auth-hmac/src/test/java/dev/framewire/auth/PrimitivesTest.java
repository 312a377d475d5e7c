package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

class PrimitivesTest {
    private static final byte[] PASSWORD = "pencil".getBytes(US_ASCII);
    private static final byte[] SALT = new byte[16];

    @Test
    void keyDerivationStopsWhenTheThreadIsInterruptedAndKeepsTheFlag() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Pbkdf2.sha256(PASSWORD, SALT, Integer.MAX_VALUE, 32, Pbkdf2.UNCANCELLED))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void keyDerivationStopsWhenCancelledHalfWay() {
        AtomicInteger asked = new AtomicInteger();
        assertThatThrownBy(
                        () -> Pbkdf2.sha256(PASSWORD, SALT, Integer.MAX_VALUE, 32, () -> asked.incrementAndGet() == 3))
                .isInstanceOf(CancellationException.class);
        assertThat(asked).hasValue(3);
    }

    @Test
    void keyDerivationRefusesZeroIterationsAndZeroLength() {
        assertThatThrownBy(() -> Pbkdf2.sha256(PASSWORD, SALT, 0, 32, Pbkdf2.UNCANCELLED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
        assertThatThrownBy(() -> Pbkdf2.sha256(PASSWORD, SALT, 1, 0, Pbkdf2.UNCANCELLED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hkdfRefusesMoreThan255Blocks() {
        byte[] prk = new byte[32];
        assertThat(Hkdf.expand(prk, "x", Hkdf.MAX_OUTPUT_BYTES)).hasSize(8160);
        assertThatThrownBy(() -> Hkdf.expand(prk, "x", Hkdf.MAX_OUTPUT_BYTES + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8161");
    }

    @Test
    void emptyHmacKeyIsAllowed() {
        // RFC 4231 has no such case; the value is that of Python's hmac.new(b"", b"", "sha256")
        assertThat(HmacSha256.mac(new byte[0]))
                .asHexString()
                .isEqualToIgnoringCase("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    }

    @Test
    void equalComparesLengthAndEveryByte() {
        assertThat(Secrets.equal(new byte[] {1, 2}, new byte[] {1, 2})).isTrue();
        assertThat(Secrets.equal(new byte[] {1, 2}, new byte[] {1, 3})).isFalse();
        assertThat(Secrets.equal(new byte[] {1, 2}, new byte[] {1})).isFalse();
    }

    @Test
    void wipeLeavesZeros() {
        byte[] a = {1, 2, 3};
        char[] b = {'x', 'y'};
        Secrets.wipe(a);
        Secrets.wipe(b);
        assertThat(a).containsOnly(0);
        assertThat(b).containsOnly('\0');
    }

    @Test
    void utf8IsThatOfTheJdkForEveryCodePoint() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String text = "a" + Character.toString(c) + "b";
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                assertThat(Arrays.equals(Secrets.utf8(text.toCharArray()), text.getBytes(StandardCharsets.UTF_8)))
                        .as("U+%04X", c)
                        .isTrue();
            } else {
                assertThatThrownBy(() -> Secrets.utf8(text.toCharArray())).isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThat(Secrets.utf8(new char[0])).isEmpty();
        assertThatThrownBy(() -> Secrets.utf8(new char[] {'a', '\ud83d'}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("a\ud83d");
    }

    @Test
    void noSecurityProviderIsAdded() {
        BouncyCastleArgon2.argon2id(PASSWORD, SALT, 64, 1, 1, 32);
        assertThat(Arrays.stream(Security.getProviders()).map(p -> p.getName()))
                .noneMatch(name -> name.startsWith("BC"));
    }

    /** JEP 510: from JDK 25 on the platform has an HKDF too. */
    @Test
    @EnabledForJreRange(minVersion = 25)
    void hkdfIsThatOfTheJdk() throws Exception {
        Class<?> kdfClass = Class.forName("javax.crypto.KDF");
        Class<?> parameters = Class.forName("javax.crypto.spec.HKDFParameterSpec");
        Class<?> builderClass = Class.forName("javax.crypto.spec.HKDFParameterSpec$Builder");
        Object kdf = kdfClass.getMethod("getInstance", String.class).invoke(null, "HKDF-SHA256");
        Random random = new Random(25);
        for (int round = 0; round < 50; round++) {
            byte[] ikm = new byte[1 + random.nextInt(64)];
            byte[] salt = new byte[1 + random.nextInt(64)];
            byte[] info = new byte[1 + random.nextInt(64)];
            int length = 1 + random.nextInt(500);
            random.nextBytes(ikm);
            random.nextBytes(salt);
            random.nextBytes(info);
            Object builder = parameters.getMethod("ofExtract").invoke(null);
            builderClass.getMethod("addIKM", byte[].class).invoke(builder, ikm);
            builderClass.getMethod("addSalt", byte[].class).invoke(builder, salt);
            Object spec = builderClass
                    .getMethod("thenExpand", byte[].class, int.class)
                    .invoke(builder, info, length);
            byte[] expected = (byte[]) kdfClass.getMethod("deriveData", AlgorithmParameterSpec.class)
                    .invoke(kdf, spec);
            assertThat(Hkdf.expand(Hkdf.extract(salt, ikm), info, length)).isEqualTo(expected);
        }
    }
}
