package dev.framewire.netdisk.users;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;

/** Somebody else has the users' files, and does not let go of them. */
final class UsersLockedException extends FileSystemException {
    private static final long serialVersionUID = 1;

    UsersLockedException(Path file, Duration patience) {
        super(
                file.toString(),
                null,
                "still locked after " + patience.toSeconds()
                        + " s; is another netdisk suspended that uses these users, or does their disk not answer?");
    }
}
