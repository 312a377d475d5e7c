package dev.framewire.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Permissions where there are any. */
final class PosixOnly {
    private PosixOnly() {}

    static boolean supported(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    static void ownerOnly(Path file) throws IOException {
        if (supported(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }
}
