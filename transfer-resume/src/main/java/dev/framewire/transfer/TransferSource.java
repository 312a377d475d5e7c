package dev.framewire.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Content to send: readable at any position, by several threads at once. Implement it for content that is no file.
 */
public interface TransferSource extends Closeable {
    /**
     * The size.
     *
     * @return bytes, 0 to 2^40
     */
    long size();

    /**
     * When the content was last modified.
     *
     * @return milliseconds since 1970, where known
     */
    OptionalLong modifiedMillis();

    /**
     * What owner, group and others may do with the content: the nine bits of a POSIX mode.
     *
     * @return 0 to 0777 (octal); empty, as by default, if nothing is to be told
     */
    default OptionalInt permissions() {
        return OptionalInt.empty();
    }

    /**
     * Changes whenever the content may have changed: asked for at the start and at the end of a transfer. If it has changed
     * the content is read again, up to three times, until it reads the same twice. So an implementation that cannot tell may
     * answer another text each time; it then has to be read once more than another.
     *
     * @return any text
     * @throws IOException if the content is not there any more
     */
    String version() throws IOException;

    /**
     * Reads some bytes. It may take its time: the transfer can be cancelled meanwhile, and is over when this has returned.
     *
     * @param target where to; it may be direct, without an array
     * @param position where from, in bytes
     * @return how many; -1 behind the end
     * @throws IOException if the content cannot be read
     */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * A file, opened now. What becomes of its name meanwhile does not matter: the file that was opened is sent to its end, also
     * if another one replaces it or it is removed. A change of the file itself is noticed by its size and times, and sent; not one
     * that keeps its size within the tick of the file system's clock (some milliseconds) in which it was looked at last.
     *
     * @param file a regular file
     * @return the source; whoever runs the transfer closes it
     * @throws IOException if it cannot be opened or is no regular file
     */
    static TransferSource file(Path file) throws IOException {
        return FileSource.open(file, false);
    }

    /**
     * A file as {@link #file} opens it, whose permissions are told to the other side, which decides whether it takes them over
     * ({@link TransferSink#keepPermissions}).
     *
     * @param file a regular file
     * @return the source; whoever runs the transfer closes it
     * @throws IOException if it cannot be opened or is no regular file
     */
    static TransferSource fileWithPermissions(Path file) throws IOException {
        return FileSource.open(file, true);
    }

    /**
     * Bytes in memory.
     *
     * @param content not to be changed meanwhile
     * @return the source
     */
    static TransferSource bytes(byte[] content) {
        return new BytesSource(content);
    }
}
