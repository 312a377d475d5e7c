package dev.framewire.auth;

import java.io.IOException;

/**
 * An authentication, or the session behind it, ended without success.
 *
 * <p>The {@link #kind()} and the message are for this side's log. The peer is told {@link #PEER_TEXT} and nothing else,
 * whatever the cause was, so that it cannot tell an unknown user from a wrong password. No message contains a secret,
 * and bytes of the peer appear in it only escaped and shortened.
 */
public final class AuthException extends IOException {
    /** The one text a peer is sent for every failure. */
    public static final String PEER_TEXT = "authentication failed";

    private static final long serialVersionUID = 1;

    /** What went wrong, seen from this side. */
    public enum Kind {
        /** The peer said that it refuses; it does not say why. */
        REFUSED,
        /** The peer's proof, password, key id or token does not hold. */
        CREDENTIALS,
        /** The server could not prove that it is the one expected, or its key was not accepted. */
        SERVER,
        /** The proof belongs to another channel, or channel binding was left out where it is required. */
        CHANNEL_BINDING,
        /** A message does not follow the specification. */
        MALFORMED,
        /** The peer asks for a suite, version or extension that this side does not speak. */
        UNSUPPORTED,
        /** A value of the peer, such as an iteration count or a message size, is outside this side's limits. */
        LIMIT,
        /** A protected record was changed, replayed, reordered or dropped on the way. */
        TAMPERED,
        /** The stream ended where the protocol does not end. */
        TRUNCATED,
        /** The deadline of the handshake passed. */
        TIMEOUT,
        /** This side gave up: the thread was interrupted or the work was cancelled. */
        CANCELLED
    }

    private final Kind kind;

    AuthException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    AuthException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * What went wrong, for programs.
     *
     * @return the cause as this side knows it
     */
    public Kind kind() {
        return kind;
    }
}
