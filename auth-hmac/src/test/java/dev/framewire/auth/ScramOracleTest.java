package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * SCRAM written a second time, from the formulas of RFC 5802 §3 over the JDK's own PBKDF2, for any hash. The vectors of
 * both RFCs hold for it, the first of which has SHA-1, and ours agrees with it.
 */
class ScramOracleTest {
    private record Oracle(String jdkHash, String hash) {
        byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
            Mac mac = Mac.getInstance("Hmac" + jdkHash);
            mac.init(new SecretKeySpec(key, "Hmac"));
            return mac.doFinal(text.getBytes(UTF_8));
        }

        byte[] h(byte[] bytes) throws GeneralSecurityException {
            return MessageDigest.getInstance(hash).digest(bytes);
        }

        /** The client's proof and the server's signature. */
        String[] exchange(String password, byte[] salt, int iterations, String authMessage)
                throws GeneralSecurityException {
            int bits = 8 * h(salt).length;
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmac" + jdkHash)
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, bits))
                    .getEncoded();
            byte[] proof = hmac(salted, "Client Key");
            byte[] signature = hmac(h(proof), authMessage);
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= signature[i];
            }
            Base64.Encoder base64 = Base64.getEncoder();
            return new String[] {
                base64.encodeToString(proof), base64.encodeToString(hmac(hmac(salted, "Server Key"), authMessage))
            };
        }
    }

    private static final Oracle SHA_1 = new Oracle("SHA1", "SHA-1");
    private static final Oracle SHA_256 = new Oracle("SHA256", "SHA-256");

    private static void check(Oracle oracle, VectorFile v) throws Exception {
        String clientFinal = v.text("clientFinal");
        int proof = clientFinal.lastIndexOf(",p=");
        String authMessage = v.text("clientFirst").substring("n,,".length())
                + ','
                + v.text("serverFirst")
                + ','
                + clientFinal.substring(0, proof);
        assertThat(oracle.exchange(
                        v.text("password"),
                        Base64.getDecoder().decode(v.text("salt")),
                        v.number("iterations"),
                        authMessage))
                .containsExactly(
                        clientFinal.substring(proof + 3), v.text("serverFinal").substring(2));
    }

    @Test
    void theExampleOfRfc5802() throws Exception {
        check(SHA_1, VectorFile.load("rfc5802/login.txt"));
    }

    @Test
    void theExampleOfRfc7677() throws Exception {
        check(SHA_256, VectorFile.load("rfc7677/login.txt"));
    }

    @Test
    void oursIsTheSame() throws Exception {
        ScramLimits low = new ScramLimits(4096, 5000);
        for (String password : List.of("p", "pencil", "p\u00e4ssword \u5bc6\u7801", "x".repeat(200))) {
            for (int iterations : List.of(4096, 4999)) {
                ScramVerifier verifier = ScramVerifier.derive(password.toCharArray(), iterations, low);
                ScramServer server = new ScramServer(
                        List.of(), ScramTest.config(Map.of("user", verifier), Map.of(iterations, 1)), "s".repeat(32));
                try (ScramClient client = new ScramClient(
                        null, "user", password.toCharArray(), low, "c".repeat(32), Pbkdf2.UNCANCELLED)) {
                    String first = new String(client.clientFirst(), US_ASCII);
                    String challenge = new String(server.serverFirst(first.getBytes(US_ASCII)), US_ASCII);
                    String last = new String(client.clientFinal(challenge.getBytes(US_ASCII)), US_ASCII);
                    String signature = new String(server.serverFinal(last.getBytes(US_ASCII)), US_ASCII);
                    int proof = last.lastIndexOf(",p=");
                    String authMessage =
                            first.substring("n,,".length()) + ',' + challenge + ',' + last.substring(0, proof);
                    byte[] salt = Base64.getDecoder().decode(challenge.split(",")[1].substring(2));
                    assertThat(SHA_256.exchange(password, salt, iterations, authMessage))
                            .containsExactly(last.substring(proof + 3), signature.substring(2));
                }
            }
        }
    }
}
