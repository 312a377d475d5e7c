package dev.framewire.auth;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * A random secret that two programs hold, and its name.
 *
 * <p>The secret must be random. There is no way to make one from a password, on purpose: whoever sees one handshake, or
 * answers one, tries millions of passwords a second against it. People log in with {@link ScramClient} inside
 * {@link NoiseNxClient}.
 *
 * <p>A key belongs to two roles: one client side and one server side. Programs that are both, or that share one key
 * among several, give their {@linkplain HmacClient#as names} as well.
 *
 * <p>Thread-safe. {@link #wipe()} makes the key useless to everybody who shares the object. SPEC.md, <i>Shared keys</i>.
 */
public final class SharedKey {
    /** Bytes of a generated secret. */
    public static final int GENERATED_BYTES = 32;
    /** Fewer bytes are refused. */
    public static final int MIN_BYTES = 16;
    /** More bytes are refused. */
    public static final int MAX_BYTES = 1024;

    private static final String TEXT_PREFIX = "framewire-key/1";

    private final String id;
    private final byte[] secret;
    // Made here and not when a handshake needs them: a server must not take longer for a key that it knows.
    private final HmacKeys hmacKeys;
    private final byte[] noisePsk;
    private boolean wiped;

    private SharedKey(String id, byte[] secret) {
        this.id = Names.check("key id", id);
        if (secret.length < MIN_BYTES || secret.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "secret not of " + MIN_BYTES + " to " + MAX_BYTES + " bytes: " + secret.length);
        }
        this.secret = secret;
        this.hmacKeys = HmacKeys.of(secret);
        this.noisePsk = hmacKeys.noisePsk();
    }

    /**
     * Makes a new random key of {@value #GENERATED_BYTES} bytes.
     *
     * @param keyId the key's name; it travels in the clear. 1 to 64 characters of {@code A-Z a-z 0-9 . _ : @ / + -}
     * @return the key
     * @throws IllegalArgumentException if the name is not of that form
     */
    public static SharedKey generate(String keyId) {
        byte[] secret = new byte[GENERATED_BYTES];
        new SecureRandom().nextBytes(secret);
        return new SharedKey(keyId, secret);
    }

    /**
     * Wraps a secret made elsewhere.
     *
     * @param keyId as in {@link #generate}
     * @param secret {@value #MIN_BYTES} to {@value #MAX_BYTES} random bytes; copied
     * @return the key
     * @throws IllegalArgumentException if the name or the number of bytes is not allowed
     */
    public static SharedKey of(String keyId, byte[] secret) {
        return new SharedKey(keyId, secret.clone());
    }

    /**
     * Reads what {@link #export()} wrote.
     *
     * @param text one line, {@code framewire-key/1 <key id> <base64>}; white space around it is ignored
     * @return the key
     * @throws IllegalArgumentException if the text has another form; the message does not repeat it
     */
    public static SharedKey parse(String text) {
        String[] parts = text.strip().split(" ", -1);
        if (parts.length != 3 || !parts[0].equals(TEXT_PREFIX)) {
            throw new IllegalArgumentException("not a key: expected \"" + TEXT_PREFIX + " <key id> <base64>\"");
        }
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(parts[2]);
        } catch (IllegalArgumentException e) {
            // the decoder's message quotes a character of the secret
            throw new IllegalArgumentException("not a key: its third part is not base64");
        }
        return new SharedKey(parts[1], secret);
    }

    /**
     * The key as one line of text, to be kept as secret as the key.
     *
     * @return what {@link #parse} reads
     * @throws IllegalStateException if the key was wiped
     */
    public String export() {
        byte[] copy = secret();
        try {
            return TEXT_PREFIX + ' ' + id + ' ' + Base64.getEncoder().encodeToString(copy);
        } finally {
            Secrets.wipe(copy);
        }
    }

    /**
     * The key's name.
     *
     * @return the id
     */
    public String id() {
        return id;
    }

    /** Overwrites the secret. Every later use fails; sessions that already exist go on. */
    public synchronized void wipe() {
        wiped = true;
        Secrets.wipe(secret, noisePsk);
        hmacKeys.wipe();
    }

    /** A copy, for the caller to wipe. */
    synchronized byte[] secret() {
        checkNotWiped();
        return secret.clone();
    }

    /** A copy, for the caller to wipe. */
    synchronized HmacKeys hmacKeys() {
        checkNotWiped();
        return hmacKeys.copy();
    }

    /** A copy, for the caller to wipe. */
    synchronized byte[] noisePsk() {
        checkNotWiped();
        return noisePsk.clone();
    }

    private void checkNotWiped() {
        if (wiped) {
            throw new IllegalStateException("key " + id + " was wiped");
        }
    }

    /** Names the key; the secret is not in it. */
    @Override
    public String toString() {
        return "SharedKey[" + id + "]";
    }
}
