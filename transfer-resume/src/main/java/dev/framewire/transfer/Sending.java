package dev.framewire.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A sending end, without threads and without a stream: messages go in by {@code on…}, and {@link #next} answers what to send. What
 * goes in has passed a {@link SenderInbox}. Not thread-safe.
 */
interface Sending {
    /** Begins; {@code ready} is called, on any thread, when {@link #next} may have an answer that it had not before. */
    default void begin(Runnable ready) throws IOException {}

    void onState(Message.State state) throws TransferException;

    void onAck(Message.Ack ack) throws TransferException;

    void onNeed(Message.Need need) throws TransferException;

    /** The next message, or null until another one has arrived. A piece is put into a buffer of {@code buffers}. */
    @Nullable Message next(Buffers buffers, int mostBytes) throws IOException;

    /** For how long there is nothing to send, if nothing arrives; 0: for ever. */
    default long idleMillis() {
        return 0;
    }

    /** The size, if the receiver published what was sent. */
    long checked(Message.Done done) throws TransferException;

    /** What was sent is not what was told of it. */
    default void doubt() {}

    /** Lets go of what it sends. */
    void close() throws IOException;
}
