package dev.framewire.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that was made to be written and forced, and for nothing else: see {@link Disk#create}. Thread-safe; positions are the caller's. */
public interface NewFile extends Closeable {
    /** Writes all of the buffer at a position. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Makes content and length durable. After a failure the file's unforced content is unknown for good: never call it again. */
    void force() throws IOException;
}
