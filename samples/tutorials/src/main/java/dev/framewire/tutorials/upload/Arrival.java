package dev.framewire.tutorials.upload;

import dev.framewire.tutorials.program.Plain;
import dev.framewire.tutorials.program.Refusal;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file on its way. Closed before {@link #complete()}, it never was. */
public final class Arrival implements Closeable {
    private final Path part;
    private final Path target;
    private final long size;
    private final FileChannel file;
    private long written;

    /** @param part an empty file beside the target; it is gone when this is closed */
    Arrival(Path part, Path target, long size) throws IOException {
        this.part = part;
        this.target = target;
        this.size = size;
        try {
            this.file = FileChannel.open(part, StandardOpenOption.WRITE);
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw e;
        }
    }

    /** Takes exactly the announced size out of the stream. */
    public void readFrom(InputStream in) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        while (written < size) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, size - written));
            if (n < 0) {
                throw new Refusal(
                        "Truncated upload: " + written + " of " + size + " bytes of " + name() + "; nothing is kept");
            }
            ByteBuffer chunk = ByteBuffer.wrap(buffer, 0, n);
            while (chunk.hasRemaining()) {
                file.write(chunk);
            }
            written += n;
        }
    }

    /** Only now is there a file of that name. */
    public Path complete() throws IOException {
        if (written != size) {
            throw new IllegalStateException(written + " of " + size + " bytes are here");
        }
        // Otherwise a power cut may leave the name and not the bytes.
        file.force(true);
        file.close();
        if (Files.isDirectory(target)) {
            throw new Refusal("refused: there is a folder of the name " + name());
        }
        return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String name() {
        return Plain.quoted(String.valueOf(target.getFileName()));
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
