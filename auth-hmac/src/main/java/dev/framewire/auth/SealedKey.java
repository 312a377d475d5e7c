package dev.framewire.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The one line of a sealed key file. SPEC.md, <i>Sealed key files</i>.
 *
 * <pre>
 *     framewire-sealed-key/1 argon2id m=65536,t=3,p=4 &lt;salt&gt; &lt;ciphertext&gt;
 *     |-------------- additional data of AES-256-GCM --------------|
 *
 *     key | nonce = Argon2id(passphrase in UTF-8, salt, m KiB, t passes, p lanes, 44 bytes)
 * </pre>
 *
 * <p>Every sealing has a salt of its own, so each key encrypts one time.
 */
final class SealedKey {
    static final int MAX_FILE_BYTES = 8 * 1024;
    static final int SALT_BYTES = 16;
    static final int LANES = 4;

    private static final int MIN_SALT_BYTES = 16;
    private static final int MAX_SALT_BYTES = 64;
    private static final int MAX_LANES = 16;
    private static final int MIN_KIB_PER_LANE = 8; // RFC 9106 §3.1
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private static final String FORMAT = "framewire-sealed-key/";
    private static final Pattern LINE = Pattern.compile("(" + FORMAT
            + "1 argon2id m=([1-9][0-9]{0,8}),t=([1-9][0-9]{0,8}),p=([1-9][0-9]{0,8}) ([A-Za-z0-9+/]{1,88}={0,2}) )"
            + "([A-Za-z0-9+/]{1,6000}={0,2})\n?");

    /** What Argon2id is asked for. */
    record Cost(int memoryKib, int passes, int lanes) {
        static final Cost DEFAULT = new Cost(SealedKeyFile.MEMORY_KIB, SealedKeyFile.PASSES, LANES);

        @Override
        public String toString() {
            return "m=" + memoryKib + ",t=" + passes + ",p=" + lanes;
        }

        void check() throws AuthException {
            if (memoryKib > SealedKeyFile.MAX_MEMORY_KIB || passes > SealedKeyFile.MAX_PASSES || lanes > MAX_LANES) {
                throw new AuthException(
                        AuthException.Kind.LIMIT,
                        "a sealed key that asks for " + this + "; limits m=" + SealedKeyFile.MAX_MEMORY_KIB + ",t="
                                + SealedKeyFile.MAX_PASSES + ",p=" + MAX_LANES);
            }
            if (memoryKib < MIN_KIB_PER_LANE * lanes) {
                throw malformed("less memory than Argon2id can use: " + this);
            }
        }
    }

    private SealedKey() {}

    static byte[] seal(byte[] secret, char[] passphrase, SecureRandom random) {
        return seal(secret, passphrase, Cost.DEFAULT, random);
    }

    static byte[] seal(byte[] secret, char[] passphrase, Cost cost, SecureRandom random) {
        checkPassphrase(passphrase);
        if (secret.length < SealedKeyFile.MIN_SECRET_BYTES || secret.length > SealedKeyFile.MAX_SECRET_BYTES) {
            throw new IllegalArgumentException("secret not of " + SealedKeyFile.MIN_SECRET_BYTES + " to "
                    + SealedKeyFile.MAX_SECRET_BYTES + " bytes: " + secret.length);
        }
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        String head = FORMAT + "1 argon2id " + cost + " " + Base64.getEncoder().encodeToString(salt) + " ";
        try {
            byte[] ciphertext = crypt(Cipher.ENCRYPT_MODE, head, passphrase, salt, cost, secret);
            return ascii(head + Base64.getEncoder().encodeToString(ciphertext) + "\n");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no usable AES-256-GCM", e);
        }
    }

    static byte[] open(byte[] file, char[] passphrase) throws AuthException {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            if (text.startsWith(FORMAT) && !text.startsWith(FORMAT + "1 argon2id ")) {
                throw new AuthException(AuthException.Kind.UNSUPPORTED, "a sealed key of another version");
            }
            throw malformed("expected \"" + FORMAT + "1 argon2id m=…,t=…,p=… <salt> <ciphertext>\"");
        }
        Cost cost = new Cost(number(line, 2), number(line, 3), number(line, 4));
        cost.check();
        byte[] salt = base64(line.group(5));
        if (salt.length < MIN_SALT_BYTES || salt.length > MAX_SALT_BYTES) {
            throw malformed("a salt of " + salt.length + " bytes");
        }
        byte[] ciphertext = base64(line.group(6));
        int secretBytes = ciphertext.length - TAG_BYTES;
        if (secretBytes < SealedKeyFile.MIN_SECRET_BYTES || secretBytes > SealedKeyFile.MAX_SECRET_BYTES) {
            throw malformed("a ciphertext of " + ciphertext.length + " bytes");
        }
        try {
            checkPassphrase(passphrase);
            return crypt(Cipher.DECRYPT_MODE, line.group(1), passphrase, salt, cost, ciphertext);
        } catch (AEADBadTagException | IllegalArgumentException e) {
            // without a cause: a passphrase that none can be is a wrong one, and nothing of it is said
            throw new AuthException(
                    AuthException.Kind.CREDENTIALS, "the passphrase is wrong, or the sealed key was changed");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no usable AES-256-GCM", e);
        }
    }

    static void checkPassphrase(char[] passphrase) {
        if (passphrase.length < 1 || passphrase.length > SealedKeyFile.MAX_PASSPHRASE_CHARS) {
            throw new IllegalArgumentException("passphrase not of 1 to " + SealedKeyFile.MAX_PASSPHRASE_CHARS
                    + " characters: " + passphrase.length);
        }
    }

    private static byte[] crypt(int mode, String head, char[] passphrase, byte[] salt, Cost cost, byte[] input)
            throws GeneralSecurityException {
        byte[] utf8 = Secrets.utf8(passphrase); // strictly, so that two passphrases are never one
        byte[] derived = {};
        byte[] key = {};
        try {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted before the key was derived");
            }
            derived = BouncyCastleArgon2.argon2id(
                    utf8, salt, cost.memoryKib(), cost.passes(), cost.lanes(), KEY_BYTES + NONCE_BYTES);
            key = Arrays.copyOf(derived, KEY_BYTES);
            Cipher cipher = Aes256Gcm.newCipher();
            cipher.init(
                    mode,
                    new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(8 * TAG_BYTES, derived, KEY_BYTES, NONCE_BYTES));
            cipher.updateAAD(ascii(head));
            return cipher.doFinal(input);
        } finally {
            Secrets.wipe(utf8, derived, key);
        }
    }

    private static int number(Matcher line, int group) {
        return Integer.parseInt(line.group(group)); // nine digits at most
    }

    /** Canonical only: one file is one text. */
    private static byte[] base64(String text) throws AuthException {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw malformed("a part that is not base64");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static AuthException malformed(String what) {
        return new AuthException(AuthException.Kind.MALFORMED, "not a sealed key: " + what);
    }
}
