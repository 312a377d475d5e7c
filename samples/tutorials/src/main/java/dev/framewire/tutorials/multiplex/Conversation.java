package dev.framewire.tutorials.multiplex;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What one connection of many remembers between two reads. Called by the selector's thread alone. */
public interface Conversation {
    /** What the peer is told first; often nothing. */
    ByteBuffer opening() throws IOException;

    /**
     * Bytes came, any number of them. All must be taken.
     *
     * @return what to send; often nothing
     */
    ByteBuffer received(ByteBuffer in) throws IOException;

    /** The peer has sent its last byte. Throws when that was too early. */
    void ended() throws IOException;

    /** Nothing more is to be received. */
    boolean done();
}
