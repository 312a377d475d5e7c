package dev.framewire.transfer;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One session of content that comes chunk by chunk, from its beginning to its end: where the chunks go. Not thread-safe. */
interface Delivery {
    /** Opens the session, and fences the one before it. Answers its number. */
    long open() throws IOException;

    /** Looks what there is of the content, for so long that the other side is to hear of it. */
    void begin(@Nullable WholeDigest whole, Acks acks) throws IOException;

    /** The digests of what is here, from the beginning of the content on. */
    List<byte[]> held();

    /** How many bytes that are. */
    long heldBytes();

    /** Whether a chunk that is here can be replaced; else another content ends the transfer. */
    boolean replaces();

    /** The size was unknown, and is known from now on. */
    void sized(Geometry whole) throws IOException;

    /** The next chunk, whose digest is known to be the sender's. */
    void deliver(int chunk, byte[] digest, byte[] bytes, int length) throws IOException;

    /** How much of what is here would survive a loss of power. */
    long durableBytes();

    /** All of it is here: publishes it; answers SHA-256 of it, if that was asked for. */
    @Nullable String finish(byte[] root) throws IOException;

    /** The session ends before its content does. */
    void abandon(boolean keep) throws IOException;
}
