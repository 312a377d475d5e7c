package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link Disk}. Thread-safe; positions are the caller's. */
public interface DiskFile extends NewFile {
    /** Reads at a position; −1 at or behind the end. May read less than asked. */
    int read(ByteBuffer target, long position) throws IOException;

    /** The length now, in bytes. */
    long size() throws IOException;

    /** Cuts the file to at most this length. */
    void truncate(long size) throws IOException;

    /** Locks the file against other processes and other openers in this one, until close; false if it is locked. */
    boolean tryLock() throws IOException;

    /** Which file this is, whatever its name: equal to {@link DiskStat#fileKey()} of any of its names. */
    String fileKey() throws IOException;
}
