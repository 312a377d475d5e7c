package dev.framewire.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of the JDK, which every Java platform has to provide. */
final class Sha256 {
    static final int BYTES = 32;

    // Nothing is ever put into it. A copy takes a fifth of the time that finding the algorithm among the providers
    // takes.
    private static final MessageDigest FRESH = find();

    private Sha256() {}

    static byte[] hash(byte[]... parts) {
        MessageDigest digest = newDigest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    static MessageDigest newDigest() {
        return copy(FRESH);
    }

    /** Another digest that has taken the same bytes. */
    static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java platform's SHA-256 cannot be copied", e);
        }
    }

    private static MessageDigest find() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no SHA-256", e);
        }
    }
}
