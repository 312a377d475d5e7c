package dev.framewire.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A transfer did not arrive. The partial is kept wherever it can be continued. */
public final class TransferException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** The other side does not want it. */
        REFUSED(false),
        /** There is no such source. */
        NOT_FOUND(false),
        /** There is something under that name already. */
        EXISTS(false),
        /** What is under that name has not the root that it was expected to have. */
        CONFLICT(false),
        /**
         * The receiver's disk has no room for it, as the message says in numbers where that is seen at the start, or has become full. The
         * partial is kept.
         */
        NO_SPACE(true),
        /** The owner's quota does not allow it. */
        QUOTA(false),
        /** Larger than the receiver takes. */
        TOO_BIG(false),
        /** Another process is receiving the same target. */
        LOCKED(true),
        /** A newer connection has taken this transfer over. */
        STALE_EPOCH(false),
        /** The source changed while it was sent. Another attempt sends what differs from then on; {@link RetryPolicy#maxChanges} bounds them. */
        CHANGED(true),
        /** The source can be read only once, and what is wanted of it was read before, or it has failed: {@link StreamSource}. */
        GONE(false),
        /** The content did not match its digest, again and again. */
        CORRUPT(true),
        /** The content has not the SHA-256 that was demanded. Nothing was published; the partial is kept. */
        WRONG_DIGEST(false),
        /** The other side does not keep to the protocol. */
        PROTOCOL(false),
        /** Cancelled, here or there. */
        CANCELLED(false),
        /** A deadline that this side had set has passed. */
        DEADLINE(false),
        /** The engine was closed. */
        CLOSED(true),
        /** A file could not be read or written. */
        IO(true);

        private final boolean retryable;

        Kind(boolean retryable) {
            this.retryable = retryable;
        }
    }

    private final Kind kind;
    private final boolean connectionUsable;

    TransferException(Kind kind, String message) {
        this(kind, message, false, null);
    }

    TransferException(Kind kind, String message, boolean connectionUsable, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.connectionUsable = connectionUsable;
    }

    /**
     * Why.
     *
     * @return the kind, for a program to switch on
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Whether another attempt may succeed without anybody changing anything.
     *
     * @return true for passing troubles
     */
    public boolean retryable() {
        return kind.retryable;
    }

    /**
     * Whether both sides agree that the transfer is over, so that the connection is between two frames.
     *
     * @return true if other frames may follow
     */
    public boolean connectionUsable() {
        return connectionUsable;
    }
}
