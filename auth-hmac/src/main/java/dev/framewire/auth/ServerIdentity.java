package dev.framewire.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The key pair that makes a server the one its clients know. Who has it is the server.
 *
 * <p>Immutable but for {@link #wipe()}, and thread-safe. SPEC.md, <i>noise-nx</i>.
 */
public final class ServerIdentity {
    private static final String TEXT_PREFIX = "framewire-server-identity/1 ";
    private static final int MAX_FILE_BYTES = 256;

    private final SecretBytes privateKey;
    private final byte[] publicBytes;
    private final ServerKey publicKey;

    private ServerIdentity(X25519.KeyPair keyPair) {
        this.privateKey = new SecretBytes("the server's identity", keyPair.privateKey());
        this.publicBytes = keyPair.publicKey();
        this.publicKey = new ServerKey(keyPair.publicKey());
    }

    /**
     * Makes a new identity.
     *
     * @return the identity
     */
    public static ServerIdentity generate() {
        return new ServerIdentity(X25519.KeyPair.generate(new SecureRandom()));
    }

    /** For tests: an identity that is known. */
    static ServerIdentity of(byte[] privateKey) {
        return new ServerIdentity(X25519.KeyPair.of(privateKey.clone()));
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @param file the file
     * @return the identity
     * @throws NoSuchFileException if there is none
     * @throws IOException if it cannot be read, is not an identity, or may be read by others than its owner
     */
    public static ServerIdentity load(Path file) throws IOException {
        byte[] content = OwnerOnlyFile.read(file, MAX_FILE_BYTES);
        try {
            return parse(new String(content, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new FileSystemException(file.toString(), null, "not a server identity file");
        } finally {
            Secrets.wipe(content);
        }
    }

    /**
     * Writes the identity so that only its owner reads it, and so that the file is whole whatever happens: another
     * file in the same folder is written, forced to the disk and renamed. Whoever reads the file has the identity;
     * {@link SealedKeyFile} keeps {@link #export()} under a passphrase.
     *
     * @param file where to; replaced if it exists
     * @throws IOException if it cannot be written
     * @throws IllegalStateException if the identity was wiped
     */
    public void save(Path file) throws IOException {
        OwnerOnlyFile.replace(file, (export() + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads what {@link #export()} wrote.
     *
     * @param text one line; white space around it is ignored
     * @return the identity
     * @throws IllegalArgumentException if the text has another form; the message does not repeat it
     */
    public static ServerIdentity parse(String text) {
        String line = text.strip();
        byte[] privateKey = {};
        if (line.startsWith(TEXT_PREFIX)) {
            try {
                privateKey = Base64.getDecoder().decode(line.substring(TEXT_PREFIX.length()));
            } catch (IllegalArgumentException e) {
                // said below: the decoder's message quotes a character of the key
            }
        }
        if (privateKey.length != X25519.BYTES) {
            throw new IllegalArgumentException("not a server identity: expected \"" + TEXT_PREFIX + "<base64>\"");
        }
        return new ServerIdentity(X25519.KeyPair.of(privateKey));
    }

    /**
     * The private key as one line of text, to be kept as secret as the key.
     *
     * @return what {@link #parse} reads
     * @throws IllegalStateException if the identity was wiped
     */
    public String export() {
        byte[] copy = privateKey.copy();
        try {
            return TEXT_PREFIX + Base64.getEncoder().encodeToString(copy);
        } finally {
            Secrets.wipe(copy);
        }
    }

    /**
     * What clients pin, as {@link ServerKey#fingerprint}.
     *
     * @return the fingerprint
     */
    public String fingerprint() {
        return publicKey.fingerprint();
    }

    /**
     * The public half.
     *
     * @return the key clients see
     */
    public ServerKey publicKey() {
        return publicKey;
    }

    /**
     * Overwrites the private key. No handshake begins with it any more, and it is neither saved nor exported; handshakes under
     * way and sessions that already exist go on. The fingerprint and the public key stay.
     */
    public void wipe() {
        privateKey.wipe();
    }

    /**
     * A copy, for the caller to wipe.
     *
     * @throws IllegalStateException if the identity was wiped
     */
    X25519.KeyPair keyPair() {
        return new X25519.KeyPair(privateKey.copy(), publicBytes);
    }

    /** The fingerprint; the private key is not in it. */
    @Override
    public String toString() {
        return "ServerIdentity[" + fingerprint() + "]";
    }
}
