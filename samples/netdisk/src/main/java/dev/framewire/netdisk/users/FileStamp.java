package dev.framewire.netdisk.users;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** By which a changed file is noticed. The key (the inode) tells a file that was moved into place at the same instant. */
record FileStamp(long size, long modifiedNs, String key) {
    static final FileStamp NONE = new FileStamp(-1, -1, "");

    static FileStamp of(Path file) throws IOException {
        try {
            BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(
                    a.size(),
                    a.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
                    String.valueOf(a.fileKey()));
        } catch (NoSuchFileException e) {
            return NONE;
        }
    }
}
