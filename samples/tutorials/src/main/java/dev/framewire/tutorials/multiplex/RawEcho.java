package dev.framewire.tutorials.multiplex;

import java.nio.ByteBuffer;

/** Sends back what comes as it comes. An echo without framing needs to remember nothing, and this is the only service of which that is true. */
public final class RawEcho implements Conversation {
    @Override
    public ByteBuffer opening() {
        return ByteBuffer.allocate(0);
    }

    @Override
    public ByteBuffer received(ByteBuffer in) {
        return ByteBuffer.allocate(in.remaining()).put(in).flip();
    }

    @Override
    public void ended() {}

    @Override
    public boolean done() {
        return false;
    }
}
