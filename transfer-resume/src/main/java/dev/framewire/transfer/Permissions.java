package dev.framewire.transfer;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** The nine bits of a POSIX mode, and Java's names for them. */
final class Permissions {
    /** rwxrwxrwx. Set-user-ID, set-group-ID and sticky are above it, and are never carried. */
    static final int ALL = 0777;
    /** Of a partial. */
    static final int PRIVATE = 0600;

    private Permissions() {}

    static int mode(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (PosixFilePermission permission : permissions) {
            mode |= bit(permission);
        }
        return mode;
    }

    /**
     * As a source tells them; −1 if it does not.
     *
     * @throws IllegalArgumentException if other bits are set
     */
    static int of(TransferSource source) {
        int mode = source.permissions().orElse(-1);
        if (mode < -1 || mode > ALL) {
            throw new IllegalArgumentException("permissions of other than nine bits: " + mode);
        }
        return mode;
    }

    static Set<PosixFilePermission> ofMode(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & bit(permission)) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }

    private static int bit(PosixFilePermission permission) {
        return switch (permission) {
            case OWNER_READ -> 0400;
            case OWNER_WRITE -> 0200;
            case OWNER_EXECUTE -> 0100;
            case GROUP_READ -> 0040;
            case GROUP_WRITE -> 0020;
            case GROUP_EXECUTE -> 0010;
            case OTHERS_READ -> 0004;
            case OTHERS_WRITE -> 0002;
            case OTHERS_EXECUTE -> 0001;
        };
    }
}
