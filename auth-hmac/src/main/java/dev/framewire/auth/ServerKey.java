package dev.framewire.auth;

import java.util.Base64;

/**
 * A server's public key, as a client sees it. Immutable.
 *
 * <p>Two keys are the same exactly when their fingerprints are.
 */
public final class ServerKey {
    private static final String FINGERPRINT_PREFIX = "SHA256:";

    private final byte[] publicKey;

    ServerKey(byte[] publicKey) {
        this.publicKey = publicKey.clone();
    }

    /**
     * The X25519 public key (RFC 7748).
     *
     * @return a copy of its 32 bytes
     */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /**
     * What people compare: {@code SHA256:} and the SHA-256 of the public key in base64 without padding, 50 characters.
     *
     * @return the fingerprint
     */
    public String fingerprint() {
        return fingerprint(publicKey);
    }

    /** Of any bytes that are public. */
    static String fingerprint(byte[] bytes) {
        return FINGERPRINT_PREFIX + Base64.getEncoder().withoutPadding().encodeToString(Sha256.hash(bytes));
    }

    static String checkFingerprint(String fingerprint) {
        if (!fingerprint.matches("SHA256:[A-Za-z0-9+/]{43}")) {
            throw new IllegalArgumentException(
                    "fingerprint is not SHA256: and 43 characters of base64: \"" + fingerprint + '"');
        }
        return fingerprint;
    }

    /** The fingerprint. */
    @Override
    public String toString() {
        return fingerprint();
    }
}
