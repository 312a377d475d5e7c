package dev.framewire.auth;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** Small files with keys in them: nobody but the owner reads them, and they are whole whatever happens. */
final class OwnerOnlyFile {
    private OwnerOnlyFile() {}

    /**
     * Reads a file that only its owner may read.
     *
     * @return its bytes; more than {@code maxBytes} of them if the file is longer, but only one more
     */
    static byte[] read(Path file, int maxBytes) throws IOException {
        if (posix(file)) {
            for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
                if (!permission.name().startsWith("OWNER_")) {
                    throw new FileSystemException(
                            file.toString(), null, "others than its owner have access to this key; chmod 600");
                }
            }
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(maxBytes + 1);
        }
    }

    /** Replaces or makes a file: another one in the same folder is written, forced to the disk and renamed. */
    static void replace(Path file, byte[] content) throws IOException {
        write(file, content, Publication.REPLACE);
    }

    /**
     * Makes a file in the same way.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one, which stays as it is
     */
    static void create(Path file, byte[] content) throws IOException {
        write(file, content, Publication.CREATE);
    }

    private enum Publication {
        REPLACE {
            @Override
            void publish(Path temporary, Path target) throws IOException {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            }
        },
        CREATE {
            @Override
            void publish(Path temporary, Path target) throws IOException {
                try {
                    Files.createLink(target, temporary); // fails if there is a file, without a moment in between
                } catch (UnsupportedOperationException e) {
                    Files.move(temporary, target);
                }
            }
        };

        abstract void publish(Path temporary, Path target) throws IOException;
    }

    private static void write(Path file, byte[] content, Publication publication) throws IOException {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || target.getFileName() == null) {
            throw new FileNotFoundException("not a file: " + file);
        }
        byte[] suffix = new byte[8];
        new SecureRandom().nextBytes(suffix);
        Path temporary =
                folder.resolve("." + target.getFileName() + "." + HexFormat.of().formatHex(suffix));
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(target))) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            publication.publish(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
        forceFolder(folder);
    }

    private static boolean posix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return posix(file)
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
}
