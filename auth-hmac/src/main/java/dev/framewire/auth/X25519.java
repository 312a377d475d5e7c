package dev.framewire.auth;

import java.security.SecureRandom;

/**
 * X25519 (RFC 7748 §5) over the 32 raw bytes that the RFC and Noise use, by BouncyCastle: in constant time as the JDK's, almost twice
 * as fast, and in a JVM that has just started without the tables of providers that the JDK goes through first. The highest bit of
 * a public key does not count.
 */
final class X25519 {
    static final int BYTES = 32;

    private static final byte[] BASE_POINT = basePoint();

    private X25519() {}

    /** A private key and its public key. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record KeyPair(byte[] privateKey, byte[] publicKey) {
        static KeyPair of(byte[] privateKey) {
            return new KeyPair(privateKey, X25519.publicKey(privateKey));
        }

        static KeyPair generate(SecureRandom random) {
            byte[] privateKey = new byte[BYTES];
            random.nextBytes(privateKey);
            return of(privateKey);
        }

        @Override
        public String toString() {
            return "X25519.KeyPair[private key not shown]";
        }
    }

    static byte[] publicKey(byte[] privateKey) {
        byte[] publicKey = new byte[BYTES];
        org.bouncycastle.math.ec.rfc7748.X25519.scalarMult(privateKey, 0, BASE_POINT, 0, publicKey, 0);
        return publicKey;
    }

    /**
     * The secret two key pairs have in common.
     *
     * @throws AuthException if the peer's key is one of the few that make the secret zero, whatever ours is
     */
    static byte[] agree(byte[] privateKey, byte[] peerPublicKey) throws AuthException {
        byte[] secret = new byte[BYTES];
        if (!org.bouncycastle.math.ec.rfc7748.X25519.calculateAgreement(privateKey, 0, peerPublicKey, 0, secret, 0)) {
            throw new AuthException(AuthException.Kind.MALFORMED, "Corrupt handshake: a public key of small order");
        }
        return secret;
    }

    private static byte[] basePoint() {
        byte[] nine = new byte[BYTES];
        nine[0] = 9;
        return nine;
    }
}
