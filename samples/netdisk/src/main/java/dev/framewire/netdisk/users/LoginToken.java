package dev.framewire.netdisk.users;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token with which a user comes back: {@code <16 hex digits>.<43 letters of base64url>}, an identifier and a secret of 256
 * random bits. The server keeps SHA-256 of the secret; at that entropy nobody guesses, so a slow hash would add nothing.
 *
 * <p>Not a re-login token of auth-hmac, which is never shown but proved, and for that needs a channel binding that is new with
 * each connection: over TLS we have only the certificate's, and a client in Python no other. It travels inside the session, to
 * the server whose identity is pinned.
 */
public final class LoginToken {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{16})\\.([A-Za-z0-9_-]{43})");

    private final String id;
    private final String secret;
    private final long expiresMs;

    private LoginToken(String id, String secret, long expiresMs) {
        this.id = id;
        this.secret = secret;
        this.expiresMs = expiresMs;
    }

    static LoginToken generate(long expiresMs) {
        SecureRandom random = new SecureRandom();
        byte[] idBytes = new byte[8];
        byte[] secretBytes = new byte[32];
        random.nextBytes(idBytes);
        random.nextBytes(secretBytes);
        return new LoginToken(
                HexFormat.of().formatHex(idBytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secretBytes),
                expiresMs);
    }

    /** What the client keeps and shows again. A secret. */
    public String text() {
        return id + "." + secret;
    }

    /** When it stops being accepted, in milliseconds since 1970. */
    public long expiresMs() {
        return expiresMs;
    }

    String id() {
        return id;
    }

    String secretHash() {
        return hash(secret);
    }

    @Override
    public String toString() {
        return "LoginToken[" + id + "]";
    }

    /** A token as it came over the wire. */
    record Parts(String id, String secret) {
        boolean matches(String secretHash) {
            return MessageDigest.isEqual(
                    hash(secret).getBytes(StandardCharsets.US_ASCII), secretHash.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public String toString() {
            return "Parts[" + id + "]";
        }
    }

    static Optional<Parts> parse(String text) {
        Matcher m = FORM.matcher(text);
        return m.matches() ? Optional.of(new Parts(m.group(1), m.group(2))) : Optional.empty();
    }

    private static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }
}
