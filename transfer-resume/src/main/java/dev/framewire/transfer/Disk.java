package dev.framewire.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the receiver needs of storage, and no more: the one seam between the engine and a file system. {@link #local()} is
 * the real one; a simulator or other storage implements its own, for {@link FileStore#open(Path, Disk)}. Implementations are
 * thread-safe.
 *
 * <p>A call that returns has happened for every later call of this process. It survives a loss of power only after the
 * {@code force} that covers it: {@link DiskFile#force} for content and length, {@link #forceDirectory} for names.
 */
public interface Disk {
    /** How {@link #open} opens. Links are never followed at the last name of the path. */
    enum Mode {
        /** For reading; the file must exist. */
        READ,
        /** For reading and writing; the file must exist. */
        WRITE,
        /** For reading and writing; the file must not exist. Only its owner may read or write it. */
        CREATE
    }

    /**
     * Opens a file.
     *
     * @throws java.nio.file.NoSuchFileException if it should exist and does not
     * @throws java.nio.file.FileAlreadyExistsException if it should not exist and does
     */
    DiskFile open(Path file, Mode mode) throws IOException;

    /**
     * Makes a file as {@link #open} does by {@link Mode#CREATE}, to be written and forced. By default it is opened that way; a disk
     * that finds {@link DiskFile#fileKey} by another call can spare it here.
     *
     * @throws java.nio.file.FileAlreadyExistsException if it exists
     */
    default NewFile create(Path file) throws IOException {
        return open(file, Mode.CREATE);
    }

    /**
     * Whether an update may read old content by two threads at once, which then also write to one file, at different places. By
     * default not: what counts its calls, to fail at one of them, would count them in another order each time.
     */
    default boolean readsBeside() {
        return false;
    }

    /** Gives a file another name, atomically, replacing what bore it. */
    void rename(Path from, Path to) throws IOException;

    /**
     * Gives a file a second name.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the name is taken; nothing is replaced
     */
    void link(Path existing, Path name) throws IOException;

    /** Removes a name; false if there was none. */
    boolean delete(Path file) throws IOException;

    /** Makes the names in a directory durable. */
    void forceDirectory(Path directory) throws IOException;

    /** The names in a directory, in no order. */
    List<Path> list(Path directory) throws IOException;

    /** What is known of a file without opening it; empty if there is none. Links are not followed. */
    Optional<DiskStat> stat(Path file) throws IOException;

    /** Makes a directory and those above it; only its owner may enter a new one. */
    void createDirectories(Path directory) throws IOException;

    /** Sets the time of last modification. */
    void setModified(Path file, long millis) throws IOException;

    /**
     * What owner, group and others may do with a file: the nine bits of a POSIX mode, 0 to 0777 (octal). Other bits go. Does nothing
     * where files have no such permissions.
     */
    default void setPermissions(Path file, int mode) throws IOException {}

    /**
     * How much may still be written below a directory, in bytes: a transfer that needs more is refused at its start.
     * {@code Long.MAX_VALUE}, as by default, if nobody knows.
     */
    default long usableBytes(Path directory) throws IOException {
        return Long.MAX_VALUE;
    }

    /** The bits of a mode that are taken from new files, 0 to 0777 (octal); 0 where there is no such thing. */
    default int umask() throws IOException {
        return 0;
    }

    /** Real files, by {@link java.nio.channels.FileChannel}. */
    static Disk local() {
        return new FileChannelDisk();
    }
}
