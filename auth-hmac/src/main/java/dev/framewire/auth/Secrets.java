package dev.framewire.auth;

import java.security.MessageDigest;
import java.util.Arrays;

/** Care for arrays that hold secrets. */
final class Secrets {
    private Secrets() {}

    /** Overwrites each array with zeros. A copy the garbage collector made earlier is out of reach. */
    static void wipe(byte[]... secrets) {
        for (byte[] secret : secrets) {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** Overwrites the characters with zeros. */
    static void wipe(char[] secret) {
        Arrays.fill(secret, '\0');
    }

    /**
     * Compares in a time that depends on the lengths only. {@code Arrays.equals} stops at the first difference, and an
     * attacker who measures that guesses a MAC byte by byte.
     */
    static boolean equal(byte[] a, byte[] b) {
        return MessageDigest.isEqual(a, b);
    }
}
