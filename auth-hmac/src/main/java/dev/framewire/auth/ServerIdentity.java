package dev.framewire.auth;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/**
 * The key pair that makes a server the one its clients know. Who has it is the server.
 *
 * <p>Immutable and thread-safe. SPEC.md, <i>noise-nx</i>.
 */
public final class ServerIdentity {
    private static final String FILE_PREFIX = "framewire-server-identity/1 ";
    private static final int MAX_FILE_BYTES = 256;

    private final X25519.KeyPair keyPair;
    private final ServerKey publicKey;

    private ServerIdentity(X25519.KeyPair keyPair) {
        this.keyPair = keyPair;
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
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
                if (!permission.name().startsWith("OWNER_")) {
                    throw new FileSystemException(
                            file.toString(), null, "others than its owner have access to this private key; chmod 600");
                }
            }
        }
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw notAnIdentity(file);
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(FILE_PREFIX)) {
            throw notAnIdentity(file);
        }
        byte[] privateKey;
        try {
            privateKey = Base64.getDecoder()
                    .decode(text.substring(FILE_PREFIX.length()).strip());
        } catch (IllegalArgumentException e) {
            // not as a cause: its message quotes a character of the key
            throw notAnIdentity(file);
        }
        if (privateKey.length != X25519.BYTES) {
            throw notAnIdentity(file);
        }
        return new ServerIdentity(X25519.KeyPair.of(privateKey));
    }

    private static FileSystemException notAnIdentity(Path file) {
        return new FileSystemException(file.toString(), null, "not a server identity file");
    }

    /**
     * Writes the identity so that only its owner reads it, and so that the file is whole whatever happens: another
     * file in the same folder is written, forced to the disk and renamed.
     *
     * @param file where to; replaced if it exists
     * @throws IOException if it cannot be written
     */
    public void save(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || target.getFileName() == null) {
            throw new FileNotFoundException("not a file: " + file);
        }
        byte[] suffix = new byte[8];
        new SecureRandom().nextBytes(suffix);
        Path temporary =
                folder.resolve("." + target.getFileName() + "." + HexFormat.of().formatHex(suffix));
        String line = FILE_PREFIX + Base64.getEncoder().encodeToString(keyPair.privateKey()) + "\n";
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(target))) {
                ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        forceFolder(folder);
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))
                }
                : new FileAttribute<?>[0];
    }

    /** Without this the rename may be lost with the power. */
    private static void forceFolder(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            return; // a file system whose folders cannot be opened, such as Windows'
        }
        try (channel) {
            channel.force(true);
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

    X25519.KeyPair keyPair() {
        return keyPair;
    }

    /** The fingerprint; the private key is not in it. */
    @Override
    public String toString() {
        return "ServerIdentity[" + fingerprint() + "]";
    }
}
