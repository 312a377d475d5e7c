package dev.framewire.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Receiver} needs of the storage of one session, and no more. The pieces of a chunk come in order, from its start
 * to its end, and {@link #written} behind the last of them; in between may come pieces that are copied into another chunk.
 * A later session fences an older one: whatever that calls then fails with STALE_EPOCH and touches nothing. Thread-safe.
 */
interface PartialSession extends Closeable {
    /** The number of this session, larger than that of every older one of the same partial. */
    long epoch();

    /** Computes the digests of chunks that are cut so. */
    ChunkHasher hasher(Geometry cut);

    /** The digest that is claimed for a chunk; null if none is. */
    byte @Nullable [] claim(int chunk);

    /** Whether a claim has to be read back before anything is published: whoever makes it may be mistaken. */
    boolean toBeReadBack(int chunk);

    /** Whether a checkpoint that succeeded covers the chunk. */
    boolean durable(int chunk);

    /** Reads what was written at a position; −1 if there is nothing. */
    int read(ByteBuffer buffer, long position) throws IOException;

    /** Writes a piece of a chunk. */
    void write(ByteBuffer bytes, long position) throws IOException;

    /** A piece of a claimed chunk that was just read back: from now on the next checkpoint has to cover it. */
    void refresh(int chunk, ByteBuffer bytes, long position) throws IOException;

    /** A whole chunk was copied from a {@link Basis}; {@link #written} comes later. */
    void copied(int chunk, byte[] digest) throws IOException;

    /** Claims a chunk. To be called after its last byte was written, or read back. */
    void written(int chunk, byte[] digest) throws IOException;

    /** Withdraws a claim before the chunk is written over: a crash in between must not find a claim that is false. */
    void drop(int chunk) throws IOException;

    /** Makes everything that {@link #written} was told so far durable. */
    void checkpoint() throws IOException;

    /** The size was unknown, and is this: claims of chunks that have not the same place and length in both are withdrawn. */
    void sized(Geometry whole) throws IOException;

    /** What stands under the target's name, if anything can be shared with it; it belongs to this session. */
    @Nullable Basis basis() throws IOException;

    /**
     * Another file of the same owner, whose content may be what is to come; null if it is none that can be read and shared.
     * By default there are no others. It belongs to this session, and is only read.
     */
    default @Nullable Basis like(Path other) throws IOException {
        return null;
    }

    /** Whether one thread may read and copy a chunk of a {@link Basis} while another does the same with another chunk. */
    default boolean readsBeside() {
        return false;
    }

    /**
     * A new content is needed, and is going to be written: refuses what cannot fit beside what others have still to write. May
     * be called again, and then does nothing.
     *
     * @throws TransferException NO_SPACE
     */
    default void reserve() throws IOException {}

    /** The sink as it is when the file is published: it knows the file's permissions. By default nothing is made of them. */
    default void permissions(TransferSink how) throws IOException {}

    /**
     * Publishes the content, which has this root, durably. Only {@link #close} remains to be called, once whoever waits for the
     * content has been told: it may take as long as a large file takes to free.
     *
     * @throws TransferException EXISTS or CONFLICT if the target is not what it should be; then nothing of the partial stays
     */
    void commit(byte[] root, TransferSink how, long modifiedMillis) throws IOException;

    /** The target has the content already: makes that durable, and ends; false if its name has gone to another content. */
    boolean confirm(long modifiedMillis) throws IOException;

    /** Forgets the partial: nothing of it stays. */
    void discard() throws IOException;

    /** Lets go; what is kept stays for the next session. */
    @Override
    void close();
}
