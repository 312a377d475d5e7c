package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.client.IdentityException;
import dev.framewire.netdisk.client.UnprovenServerException;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import dev.framewire.transfer.TransferException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jline.reader.UserInterruptException;

/** What a command ends with. Scripts rely on the numbers. */
final class ExitCode {
    static final int DONE = 0;
    /** Not there, quota, exists: the server or the local file system said no. */
    static final int REFUSED = 1;

    static final int USAGE = 2;
    /** Password, token or server identity. */
    static final int NOT_ACCEPTED = 3;
    /** No connection, or lost; a partial is kept. */
    static final int NO_CONNECTION = 4;
    /** The content did not verify. */
    static final int NOT_VERIFIED = 5;

    static final int INTERRUPTED = 130;

    private ExitCode() {}

    static int of(Throwable e) {
        if (e instanceof CommandFailure failure) {
            return failure.exitCode();
        } else if (e instanceof IdentityException || e instanceof UnprovenServerException) {
            return NOT_ACCEPTED;
        } else if (e instanceof RefusedException refused) {
            return refused.code() == ErrorCode.LOGIN_FAILED ? NOT_ACCEPTED : REFUSED;
        } else if (e instanceof TransferException transfer) {
            return switch (transfer.kind()) {
                case REFUSED, NOT_FOUND, EXISTS, CONFLICT, NO_SPACE, QUOTA, TOO_BIG, LOCKED, CHANGED, GONE -> REFUSED;
                case CORRUPT, WRONG_DIGEST -> NOT_VERIFIED;
                case CANCELLED -> INTERRUPTED;
                case STALE_EPOCH, PROTOCOL, CLOSED, DEADLINE -> NO_CONNECTION;
                case IO -> transfer.connectionUsable() ? REFUSED : NO_CONNECTION;
            };
        } else if (e instanceof UserInterruptException) { // Ctrl-C at a question of the shell's
            return INTERRUPTED;
        } else if (e instanceof BadPathException || e instanceof FileSystemException) {
            return REFUSED;
        } else if (e instanceof IOException) {
            return NO_CONNECTION;
        }
        return REFUSED;
    }

    /** One line for the user. */
    static String message(Throwable e) {
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file or folder";
        } else if (e instanceof FileAlreadyExistsException there) {
            return there.getFile() + ": is there already";
        } else if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        } else if (e instanceof FileSystemException fs) {
            return fs.getFile() + ": " + fs.getReason();
        } else if (e instanceof UserInterruptException) {
            return "interrupted";
        }
        if (of(e) == NO_CONNECTION && e instanceof IOException io) {
            return LostConnection.words(io);
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
