package dev.framewire.netdisk.users;

import java.io.IOException;

/** The users could not be read or written. It is the server's trouble, and no connection's. */
public final class UserStoreException extends IOException {
    private static final long serialVersionUID = 1;

    UserStoreException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    /** Whether another process, or a disk that does not answer, holds the lock of the users' files. Nothing was changed then. */
    public boolean isLocked() {
        return getCause() instanceof UsersLockedException;
    }
}
