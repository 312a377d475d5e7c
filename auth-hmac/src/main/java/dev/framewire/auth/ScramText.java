package dev.framewire.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/** The grammar of RFC 5802 §7, read without mercy: one spelling for each value. */
final class ScramText {
    static final int MAX_MESSAGE_BYTES = 1024;
    static final int MAX_USER_BYTES = 255;
    static final int MIN_NONCE_CHARS = 16;
    static final int MAX_NONCE_CHARS = 256;
    private static final int NONCE_BYTES = 24;

    private ScramText() {}

    static String decode(byte[] message) throws AuthException {
        if (message.length > MAX_MESSAGE_BYTES) {
            throw new AuthException(
                    AuthException.Kind.LIMIT,
                    "SCRAM message of " + message.length + " bytes, limit " + MAX_MESSAGE_BYTES);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(message))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("not UTF-8", e);
        }
    }

    /** The value of {@code x=value}, which is not empty. */
    static String value(String attribute, char name) throws AuthException {
        if (attribute.startsWith("m=")) {
            // reserved by RFC 5802 §5.1 for extensions that must not be ignored
            throw new AuthException(AuthException.Kind.UNSUPPORTED, "mandatory SCRAM extension");
        }
        if (attribute.length() < 3 || attribute.charAt(0) != name || attribute.charAt(1) != '=') {
            throw malformed("attribute \"" + name + "\" expected");
        }
        return attribute.substring(2);
    }

    /** Extensions that may be ignored: they are under the proof like everything else. */
    static void checkExtensions(String[] attributes, int from, int to) throws AuthException {
        for (int i = from; i < to; i++) {
            char name = attributes[i].isEmpty() ? ' ' : attributes[i].charAt(0);
            if (!(name >= 'a' && name <= 'z' || name >= 'A' && name <= 'Z')) {
                throw malformed("attribute name");
            }
            value(attributes[i], name);
        }
    }

    /** Base64 with padding and without stray bits: what the encoder would write and nothing else. */
    static byte[] base64(String text) throws AuthException {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw malformed("not Base64", e);
        }
        throw malformed("not canonical Base64");
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** RFC 5802 §7: printable ASCII except the comma. */
    static String nonce(String nonce) throws AuthException {
        if (nonce.length() < MIN_NONCE_CHARS || nonce.length() > MAX_NONCE_CHARS) {
            throw malformed("nonce of " + nonce.length() + " characters");
        }
        if (!nonce.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ',')) {
            throw malformed("nonce with a character that is not printable ASCII");
        }
        return nonce;
    }

    static String newNonce(SecureRandom random) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return base64(bytes);
    }

    /** RFC 5802 §5.1: a name with its commas and equal signs escaped. */
    static String escape(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }

    static String unescape(String saslName) throws AuthException {
        String name = saslName.replace("=2C", ",").replace("=3D", "\0");
        if (name.indexOf('=') >= 0 || saslName.indexOf('\0') >= 0) {
            throw malformed("escape in a user name");
        }
        return name.replace('\0', '=');
    }

    /** The prepared name, or the caller's fault. */
    static String user(String user) {
        String prepared = SaslPrep.prepare(user);
        int bytes = prepared.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_USER_BYTES) {
            throw new IllegalArgumentException("user name of " + bytes + " bytes, limit " + MAX_USER_BYTES);
        }
        return prepared;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static AuthException malformed(String what) {
        return new AuthException(AuthException.Kind.MALFORMED, "Corrupt SCRAM message: " + what);
    }

    static AuthException malformed(String what, Throwable cause) {
        return new AuthException(AuthException.Kind.MALFORMED, "Corrupt SCRAM message: " + what, cause);
    }
}
