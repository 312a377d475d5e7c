package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.wire.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What commands do with local files. */
final class LocalFiles {
    private LocalFiles() {}

    /** Whether a listed file has the size and the time, in milliseconds, of a local one: what both ends keep of a transfer. */
    static boolean looksLike(BasicFileAttributes local, Entry listed) {
        return listed != null
                && !listed.folder()
                && listed.size() == local.size()
                && listed.modifiedMs() == local.lastModifiedTime().toMillis();
    }

    /** SHA-256 in hexadecimal, as {@code sha256sum} prints it. */
    static String sha256(Path file) throws IOException {
        try (InputStream in = open(file)) {
            return sha256(file, in);
        }
    }

    /** A folder can be opened, too, and is not: reading it would fail as a lost connection does. */
    static InputStream open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a folder");
        }
        return Files.newInputStream(file);
    }

    /** The same of a file that was opened. */
    static String sha256(Path file, InputStream in) throws FileSystemException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
        try {
            byte[] buffer = new byte[256 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha256.update(buffer, 0, n);
            }
        } catch (IOException e) { // of the disk, and not of the connection
            throw new FileSystemException(file.toString(), null, e.getMessage());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }
}
