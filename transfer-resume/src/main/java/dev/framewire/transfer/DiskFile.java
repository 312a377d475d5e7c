package dev.framewire.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link Disk}. Thread-safe; positions are the caller's. */
public interface DiskFile extends Closeable {
    /** Reads at a position; −1 at or behind the end. May read less than asked. */
    int read(ByteBuffer target, long position) throws IOException;

    /** Writes all of the buffer at a position. */
    void write(ByteBuffer source, long position) throws IOException;

    /** The length now, in bytes. */
    long size() throws IOException;

    /** Cuts the file to at most this length. */
    void truncate(long size) throws IOException;

    /** Makes content and length durable. After a failure the file's unforced content is unknown for good: never call it again. */
    void force() throws IOException;

    /** Locks the file against other processes and other openers in this one, until close; false if it is locked. */
    boolean tryLock() throws IOException;

    /** Which file this is, whatever its name: equal to {@link DiskStat#fileKey()} of any of its names. */
    String fileKey() throws IOException;
}
