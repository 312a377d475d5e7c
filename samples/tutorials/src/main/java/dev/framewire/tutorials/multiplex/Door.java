package dev.framewire.tutorials.multiplex;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;

/** Decides whether there is a conversation with a peer: a handshake stands here. */
@FunctionalInterface
public interface Door {
    /**
     * May wait, and is therefore not called by the selector's thread. Throws to turn the peer away.
     *
     * @param channel in blocking mode; the caller closes it
     */
    Conversation open(SocketChannel channel) throws IOException;

    /** Lets everybody in. */
    static Door unlocked(Supplier<Conversation> conversations) {
        return channel -> conversations.get();
    }
}
