package dev.framewire.netdisk.server;

import dev.framewire.netdisk.users.UserStoreException;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.RefusedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Locale;

/** The server's own trouble with its disk, as a client is told of it: the file system's words may name folders of the server. */
final class Trouble {
    private static final System.Logger LOG = System.getLogger(Trouble.class.getName());

    private Trouble() {}

    static RefusedException refusal(String user, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new RefusedException(ErrorCode.NOT_FOUND, "it is not there (any more)");
        }
        LOG.log(System.Logger.Level.WARNING, "file-system user=" + user + " error=" + e);
        if (e instanceof UserStoreException users && users.isLocked()) {
            return new RefusedException(
                    ErrorCode.TRY_LATER, "another program on the server holds the users' files; try later");
        }
        if (isFull(e)) {
            return new RefusedException(ErrorCode.NO_SPACE, "the server's disk is full");
        }
        return words(e).contains("input/output error")
                ? new RefusedException(ErrorCode.INTERNAL, "the server's disk failed; its log says more")
                : new RefusedException(ErrorCode.INTERNAL, "the server's file system refused; its log says why");
    }

    /** For whoever waited for a disk as long as anybody does. */
    static RefusedException silentDisk(String user, Duration patience) {
        LOG.log(System.Logger.Level.WARNING, "home-silent user=" + user + " seconds=" + patience.toSeconds());
        return new RefusedException(ErrorCode.TRY_LATER, "this user's disk does not answer; try later");
    }

    // Java has no exception of its own for it; these are the words of Linux, macOS and Windows
    private static boolean isFull(IOException e) {
        String words = words(e);
        return words.contains("no space left")
                || words.contains("quota exceeded")
                || words.contains("not enough space");
    }

    private static String words(IOException e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    }
}
