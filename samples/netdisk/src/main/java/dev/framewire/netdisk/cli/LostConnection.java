package dev.framewire.netdisk.cli;

import dev.framewire.auth.AuthException;
import dev.framewire.framing.FrameException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;

/** Why a connection ended, in the words of somebody who uses it and not of its protocols; {@code --debug} shows those. */
enum LostConnection {
    /** It ended where it should not: the server died, or the network between. However that was seen, it is the same. */
    GONE("connection lost: the server ended, or the network between"),
    SILENT("connection lost: the server did not answer in time"),
    /** Never told as a loss: who changes what is on the way is to be noticed. */
    CHANGED("connection given up: what arrived is not what the server sent; it was changed on the way"),
    /** It has no words of ours. */
    OTHER("connection lost: ");

    private static final int MAX_CAUSES = 16;

    private final String words;

    LostConnection(String words) {
        this.words = words;
    }

    /** What became of the connection on which this was thrown. */
    static LostConnection of(Throwable e) {
        Throwable cause = e;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            LostConnection kind = ofOne(cause);
            if (kind != OTHER) {
                return kind;
            }
            cause = cause.getCause();
        }
        return OTHER;
    }

    private static LostConnection ofOne(Throwable e) {
        if (e instanceof AuthException auth) {
            return switch (auth.kind()) {
                case TRUNCATED -> GONE;
                case TIMEOUT -> SILENT;
                case TAMPERED, MALFORMED -> CHANGED;
                default -> OTHER;
            };
        } else if (e instanceof FrameException frame) {
            return switch (frame.kind()) {
                case TRUNCATED, WRITER_BROKEN -> GONE;
                case TOO_SLOW -> SILENT;
                default -> OTHER;
            };
        } else if (e instanceof SocketTimeoutException) {
            return SILENT;
        }
        boolean gone = e instanceof SocketException || e instanceof EOFException || e instanceof ClosedChannelException;
        return gone ? GONE : OTHER;
    }

    /** For the user: one line, and one more where a transfer can be gone on with. */
    static String words(IOException e) {
        LostConnection kind = of(e);
        if (kind == OTHER) {
            return kind.words + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
        return e instanceof BrokenOffException transfer && kind.mayPass()
                ? kind.words + "\nnetdisk: what was sent is kept; " + transfer.howToGoOn()
                : kind.words;
    }

    /** Whether nothing stands in the way of another try. */
    private boolean mayPass() {
        return this == GONE || this == SILENT;
    }
}
