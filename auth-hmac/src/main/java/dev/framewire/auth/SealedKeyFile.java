package dev.framewire.auth;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A secret in a file, sealed with a passphrase: Argon2id (RFC 9106) makes a key from it, AES-256-GCM encrypts.
 *
 * <pre>{@code
 * SealedKeyFile.create(file, key.export().getBytes(UTF_8), passphrase);
 * byte[] secret = SealedKeyFile.open(file, passphrase);
 * SharedKey key = SharedKey.parse(new String(secret, UTF_8));
 * }</pre>
 *
 * <p>Whoever copies the file can try passphrases, each at the cost of {@value #MEMORY_KIB} KiB and {@value #PASSES}
 * passes over them, and nothing else. Each call here takes as long, about a quarter of a second, and that memory; a
 * server that lets strangers cause it bounds it with a {@link KeyDerivationLimit}. On an interrupted thread none of them
 * begins: {@link java.util.concurrent.CancellationException}, the flag stays set. What a file asks for is
 * refused beyond {@value #MAX_MEMORY_KIB} KiB and {@value #MAX_PASSES} passes before anything is allocated.
 *
 * <p>Files are readable by their owner only, and replaced whole or not at all. Two processes that change one file at the
 * same time leave what one of them wrote. Passphrases are read as they are, without normalization; arrays handed in are
 * not kept, and the caller wipes them. SPEC.md, <i>Sealed key files</i>.
 */
public final class SealedKeyFile {
    /** Fewer bytes of secret are refused. */
    public static final int MIN_SECRET_BYTES = 1;
    /** More bytes of secret are refused. */
    public static final int MAX_SECRET_BYTES = 4_096;
    /** A passphrase has at least one character and at most this many. */
    public static final int MAX_PASSPHRASE_CHARS = 1_024;
    /** What new files cost to open, in KiB of memory. */
    public static final int MEMORY_KIB = 65_536;
    /** What new files cost to open, in passes over the memory. */
    public static final int PASSES = 3;
    /** A file that asks for more memory is refused. */
    public static final int MAX_MEMORY_KIB = 262_144;
    /** A file that asks for more passes is refused. */
    public static final int MAX_PASSES = 16;

    private SealedKeyFile() {}

    /**
     * Seals a secret in a new file.
     *
     * @param file where to
     * @param secret {@value #MIN_SECRET_BYTES} to {@value #MAX_SECRET_BYTES} bytes
     * @param passphrase 1 to {@value #MAX_PASSPHRASE_CHARS} characters
     * @throws FileAlreadyExistsException if there is a file; it stays as it is
     * @throws IOException if it cannot be written
     * @throws IllegalArgumentException if the secret or the passphrase is too short or too long, or the passphrase has half
     *     of a surrogate pair in it
     */
    public static void create(Path file, byte[] secret, char[] passphrase) throws IOException {
        OwnerOnlyFile.create(file, SealedKey.seal(secret, passphrase, new SecureRandom()));
    }

    /**
     * Opens the file.
     *
     * @param file the file
     * @param passphrase what it was sealed with
     * @return the secret; the caller wipes it
     * @throws NoSuchFileException if there is none
     * @throws AuthException {@code CREDENTIALS} if the passphrase is wrong, or the file was changed after it was sealed,
     *     which cannot be told apart; {@code MALFORMED} if it is no sealed key; {@code UNSUPPORTED} if it is one of another
     *     version; {@code LIMIT} if it asks for more memory or time than a file may
     * @throws IOException if it cannot be read, or others than its owner may
     */
    public static byte[] open(Path file, char[] passphrase) throws IOException {
        return SealedKey.open(OwnerOnlyFile.read(file, SealedKey.MAX_FILE_BYTES), passphrase);
    }

    /**
     * Seals the same secret anew, with a salt of its own and what new files cost. Copies of the old file still open with
     * the old passphrase.
     *
     * @param file the file; as it was if this fails
     * @param old what it is sealed with
     * @param passphrase what to seal it with
     * @throws AuthException as {@link #open}
     * @throws IOException if it cannot be read or replaced
     * @throws IllegalArgumentException if the new passphrase is empty or too long, or has half of a surrogate pair in it
     */
    public static void changePassphrase(Path file, char[] old, char[] passphrase) throws IOException {
        SealedKey.checkPassphrase(passphrase);
        byte[] secret = open(file, old);
        try {
            OwnerOnlyFile.replace(file, SealedKey.seal(secret, passphrase, new SecureRandom()));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
