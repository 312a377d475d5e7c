package dev.framewire.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A receiving end, without threads and without a stream: messages go in by {@code on…} and leave by {@link Receiver.Outbox}. Not
 * thread-safe.
 */
interface Receiving {
    /** Computes SHA-256 of the whole too, and demands one if there is one to be demanded. Before {@link #begin}. */
    void digestWhole(@Nullable WholeDigest digest);

    /** Says what is held, or begins to look for it. */
    void begin() throws IOException;

    /** One step of what can wait; false if there is none. */
    boolean idle() throws IOException;

    void onData(Message.Data data) throws IOException;

    void onAlive(Message.Alive alive) throws IOException;

    void onHashes(Message.Hashes page) throws IOException;

    /** The size, where it was unknown. */
    default void onSize(Message.Size size) throws IOException {
        throw MessageCodec.protocol("x.size of content whose size was told already");
    }

    void onFin(Message.Fin fin) throws IOException;

    /** What arrived, once it is published. */
    @Nullable TransferResult result();

    /** Ends without a result. */
    void abandon(boolean keep) throws IOException;
}
