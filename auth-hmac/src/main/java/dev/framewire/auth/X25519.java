package dev.framewire.auth;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/** X25519 (RFC 7748 §5) of the JDK, over the 32 raw bytes that the RFC and Noise use. */
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
        try {
            return multiply(privateKey, BASE_POINT);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("X25519 refuses its own base point", e);
        }
    }

    /**
     * The secret two key pairs have in common.
     *
     * @throws AuthException if the peer's key is one of the few that make the secret zero, whatever ours is
     */
    static byte[] agree(byte[] privateKey, byte[] peerPublicKey) throws AuthException {
        try {
            return multiply(privateKey, peerPublicKey);
        } catch (InvalidKeyException e) {
            throw new AuthException(AuthException.Kind.MALFORMED, "Corrupt handshake: a public key of small order", e);
        }
    }

    private static byte[] multiply(byte[] scalar, byte[] uCoordinate) throws InvalidKeyException {
        try {
            KeyFactory keys = KeyFactory.getInstance("X25519");
            PrivateKey own = keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar));
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(own);
            agreement.doPhase(
                    keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, integer(uCoordinate))), true);
            return agreement.generateSecret();
        } catch (NoSuchAlgorithmException | InvalidKeySpecException e) {
            throw new IllegalStateException("this Java platform has no usable X25519", e);
        }
    }

    /** Little-endian, and the highest bit does not count (RFC 7748 §5). */
    private static BigInteger integer(byte[] littleEndian) {
        byte[] bigEndian = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bigEndian[i] = littleEndian[BYTES - 1 - i];
        }
        bigEndian[0] &= 0x7f;
        return new BigInteger(1, bigEndian);
    }

    private static byte[] basePoint() {
        byte[] nine = new byte[BYTES];
        nine[0] = 9;
        return nine;
    }
}
