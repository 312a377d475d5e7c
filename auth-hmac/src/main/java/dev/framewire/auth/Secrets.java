package dev.framewire.auth;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
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
     * The UTF-8 bytes of a password, for the caller to wipe. Without a String, which cannot be wiped, and with room from the
     * start: an encoder whose buffer grows leaves the smaller one behind, half the password in it.
     *
     * @throws IllegalArgumentException if there is half a surrogate pair; the message says nothing of the text
     */
    static byte[] utf8(char[] text) {
        ByteBuffer room = ByteBuffer.allocate(3 * text.length); // three bytes for a char at most, four for a pair
        try {
            CoderResult result = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text), room, true);
            if (result.isError()) {
                throw new IllegalArgumentException("a text with half a character in it");
            }
            return Arrays.copyOf(room.array(), room.position());
        } finally {
            wipe(room.array());
        }
    }

    /**
     * Compares in a time that depends on the lengths only. {@code Arrays.equals} stops at the first difference, and an
     * attacker who measures that guesses a MAC byte by byte.
     */
    static boolean equal(byte[] a, byte[] b) {
        return MessageDigest.isEqual(a, b);
    }
}
