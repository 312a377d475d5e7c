package dev.framewire.tutorials.login;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What RFC 5802 lets a server keep of a password, and how it checks one that was sent to it in the clear:
 *
 * <pre>
 *     salted    = PBKDF2-HMAC-SHA-256(password, salt, iterations)
 *     StoredKey = SHA-256(HMAC(salted, "Client Key"))
 *     ServerKey = HMAC(salted, "Server Key")
 * </pre>
 */
final class PasswordCheck {
    static final int ITERATIONS = 100_000;
    private static final int MAX_ITERATIONS = 2_000_000;
    private static final Pattern ENCODED = Pattern.compile("SCRAM-SHA-256\\$([0-9]{1,7}):([^$:]+)\\$([^$:]+):([^$:]+)");

    private final int iterations;
    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    private PasswordCheck(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
        this.iterations = iterations;
        this.salt = salt;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    static PasswordCheck derive(char[] password) {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        byte[] salted = salted(password, salt, ITERATIONS);
        return new PasswordCheck(ITERATIONS, salt, storedKey(salted), hmac(salted, "Server Key"));
    }

    static PasswordCheck parse(String encoded) throws IOException {
        Matcher m = ENCODED.matcher(encoded);
        try {
            if (m.matches() && Integer.parseInt(m.group(1)) >= 1 && Integer.parseInt(m.group(1)) <= MAX_ITERATIONS) {
                Base64.Decoder base64 = Base64.getDecoder();
                return new PasswordCheck(
                        Integer.parseInt(m.group(1)),
                        base64.decode(m.group(2)),
                        base64.decode(m.group(3)),
                        base64.decode(m.group(4)));
            }
        } catch (IllegalArgumentException e) {
            // Not Base64: the same complaint.
        }
        throw new IOException(
                "Corrupt users' file: a verifier is not SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey");
    }

    String encoded() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "SCRAM-SHA-256$" + iterations + ":" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(storedKey) + ":" + base64.encodeToString(serverKey);
    }

    /** In a time that does not depend on how much of it is right. */
    boolean accepts(char[] password) {
        return MessageDigest.isEqual(storedKey, storedKey(salted(password, salt, iterations)));
    }

    private static byte[] salted(char[] password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, 256);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static byte[] storedKey(byte[] salted) {
        byte[] clientKey = hmac(salted, "Client Key");
        try {
            return MessageDigest.getInstance("SHA-256").digest(clientKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        } finally {
            Arrays.fill(clientKey, (byte) 0);
        }
    }

    private static byte[] hmac(byte[] key, String label) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(label.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "PasswordCheck[" + iterations + " iterations]";
    }
}
