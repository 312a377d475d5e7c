package dev.framewire.tutorials.multiplex;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** What one connection of many remembers between two reads. Called by the selector's thread alone, so nothing here may wait. */
public interface Conversation {
    /** Nothing to send. */
    ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** What the peer is told first; often nothing. */
    default ByteBuffer opening() throws IOException {
        return NOTHING;
    }

    /**
     * Bytes came, any number of them. All must be taken.
     *
     * @return what to send; often nothing
     */
    ByteBuffer received(ByteBuffer in) throws IOException;

    /** How long nothing must have come before {@link #paused()}; null where a pause means nothing. */
    default Duration pause() {
        return null;
    }

    /**
     * Nothing has come for that long.
     *
     * @return what to send
     */
    default ByteBuffer paused() throws IOException {
        return NOTHING;
    }

    /**
     * The peer has sent its last byte. Throws when that was too early.
     *
     * @return what to send
     */
    ByteBuffer ended() throws IOException;

    /** Nothing more is to be received. */
    default boolean done() {
        return false;
    }
}
