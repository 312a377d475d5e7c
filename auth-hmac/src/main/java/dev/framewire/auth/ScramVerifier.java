package dev.framewire.auth;

import java.security.SecureRandom;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server keeps of a password: enough to check a login, not enough to log in (RFC 5802 §3, RFC 7677).
 *
 * <pre>
 *     SCRAM-SHA-256$&lt;iterations&gt;:&lt;salt&gt;$&lt;StoredKey&gt;:&lt;ServerKey&gt;      Base64 with padding
 * </pre>
 *
 * <p>PostgreSQL accepts the same text as a role's password. Whoever steals it can still guess weak passwords, and can
 * play the server to its user: keep it secret. Immutable and thread-safe.
 */
public final class ScramVerifier {
    /** Iterations for new passwords, about a tenth of a second of the client's time: {@value}. */
    public static final int DEFAULT_ITERATIONS = 600_000;
    /** The longest password in characters; more is refused: {@value}. */
    public static final int MAX_PASSWORD_CHARS = 1_024;

    private static final Pattern TEXT =
            Pattern.compile("SCRAM-SHA-256\\$([1-9][0-9]{0,8}):([^$:]+)\\$([^$:]+):([^$:]+)");

    private final int iterations;
    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
        this.iterations = iterations;
        this.salt = salt;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    /**
     * Makes a verifier with a fresh salt. Meant for the client's side of a registration: then the server never sees
     * the password.
     *
     * @param password 1 to {@value #MAX_PASSWORD_CHARS} characters that SASLprep (RFC 4013) accepts; not changed
     * @param iterations {@link ScramLimits#DEFAULT_MIN_ITERATIONS} to {@link ScramLimits#DEFAULT_MAX_ITERATIONS}
     * @return the verifier
     * @throws IllegalArgumentException if either is out of range
     * @throws CancellationException if the thread is interrupted; the flag stays set
     */
    public static ScramVerifier derive(char[] password, int iterations) {
        return derive(password, iterations, ScramLimits.defaults());
    }

    /**
     * As {@link #derive(char[], int)} with another window, for clients of other makes that stop at 100,000 or less.
     *
     * @param password as above
     * @param iterations within the limits
     * @param limits the window
     * @return the verifier
     * @throws IllegalArgumentException if a value is out of range
     * @throws CancellationException if the thread is interrupted; the flag stays set
     */
    public static ScramVerifier derive(char[] password, int iterations, ScramLimits limits) {
        if (!limits.allows(iterations)) {
            throw new IllegalArgumentException(
                    "iterations not in " + limits.minIterations() + ".." + limits.maxIterations() + ": " + iterations);
        }
        byte[] salt = new byte[ScramLimits.MIN_SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return derive(password, iterations, salt);
    }

    static ScramVerifier derive(char[] password, int iterations, byte[] salt) {
        char[] prepared = prepare(password);
        byte[] salted = {};
        byte[] clientKey = {};
        try {
            salted = ScramKeys.saltedPassword(prepared, salt, iterations, Pbkdf2.UNCANCELLED);
            clientKey = ScramKeys.clientKey(salted);
            return new ScramVerifier(iterations, salt, Sha256.hash(clientKey), ScramKeys.serverKey(salted));
        } finally {
            // also when the derivation was interrupted
            Secrets.wipe(prepared);
            Secrets.wipe(salted, clientKey);
        }
    }

    static char[] prepare(char[] password) {
        if (password.length > MAX_PASSWORD_CHARS) {
            throw new IllegalArgumentException(
                    "password of " + password.length + " characters, limit " + MAX_PASSWORD_CHARS);
        }
        try {
            return SaslPrep.prepare(password);
        } catch (IllegalArgumentException e) {
            // without a cause: its message names a character of the password
            throw new IllegalArgumentException(
                    "SASLprep (RFC 4013) refuses a character of the password, its direction, or finds it empty");
        }
    }

    /**
     * Reads the text form.
     *
     * @param text as {@link #encoded()} gives it, with {@link ScramLimits#FLOOR_ITERATIONS} iterations or more and a
     *     salt of 16 to 64 bytes
     * @return the verifier
     * @throws IllegalArgumentException if it is not such a text; the message does not repeat it
     */
    public static ScramVerifier parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a SCRAM-SHA-256 verifier");
        }
        int iterations = Integer.parseInt(matcher.group(1));
        if (iterations < ScramLimits.FLOOR_ITERATIONS || iterations > ScramLimits.CEILING_ITERATIONS) {
            throw new IllegalArgumentException("verifier with " + iterations + " iterations");
        }
        try {
            byte[] salt = ScramText.base64(matcher.group(2));
            byte[] storedKey = ScramText.base64(matcher.group(3));
            byte[] serverKey = ScramText.base64(matcher.group(4));
            if (salt.length < ScramLimits.MIN_SALT_BYTES
                    || salt.length > ScramLimits.MAX_SALT_BYTES
                    || storedKey.length != Sha256.BYTES
                    || serverKey.length != Sha256.BYTES) {
                throw new IllegalArgumentException("verifier with a salt or key of the wrong length");
            }
            return new ScramVerifier(iterations, salt, storedKey, serverKey);
        } catch (AuthException e) {
            throw new IllegalArgumentException("verifier with a field that is not Base64", e);
        }
    }

    /**
     * The text form, to be stored.
     *
     * @return the text; a secret of the server
     */
    public String encoded() {
        return "SCRAM-SHA-256$" + iterations + ":" + ScramText.base64(salt) + "$" + ScramText.base64(storedKey) + ":"
                + ScramText.base64(serverKey);
    }

    /**
     * How often the password was hashed.
     *
     * @return the count
     */
    public int iterations() {
        return iterations;
    }

    byte[] salt() {
        return salt;
    }

    byte[] storedKey() {
        return storedKey;
    }

    byte[] serverKey() {
        return serverKey;
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "ScramVerifier[iterations=" + iterations + ", redacted]";
    }
}
