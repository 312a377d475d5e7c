package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.function.BooleanSupplier;

/**
 * The key derivation of RFC 5802 §3.
 *
 * <pre>
 *     SaltedPassword = Hi(SASLprep(password), salt, i)
 *     ClientKey = HMAC(SaltedPassword, "Client Key")      StoredKey = H(ClientKey)
 *     ServerKey = HMAC(SaltedPassword, "Server Key")
 * </pre>
 */
final class ScramKeys {
    private static final byte[] CLIENT_KEY = "Client Key".getBytes(US_ASCII);
    private static final byte[] SERVER_KEY = "Server Key".getBytes(US_ASCII);

    private ScramKeys() {}

    /** The expensive step. The password is prepared already. */
    static byte[] saltedPassword(char[] prepared, byte[] salt, int iterations, BooleanSupplier cancelled) {
        byte[] password = Secrets.utf8(prepared);
        try {
            return Pbkdf2.sha256(password, salt, iterations, HmacSha256.BYTES, cancelled);
        } finally {
            Secrets.wipe(password);
        }
    }

    static byte[] clientKey(byte[] saltedPassword) {
        return HmacSha256.mac(saltedPassword, CLIENT_KEY);
    }

    static byte[] serverKey(byte[] saltedPassword) {
        return HmacSha256.mac(saltedPassword, SERVER_KEY);
    }

    /** ClientKey hidden behind a signature that only this exchange has; the same call undoes it. */
    static byte[] xor(byte[] key, byte[] signature) {
        byte[] out = new byte[key.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (key[i] ^ signature[i]);
        }
        return out;
    }
}
