package dev.framewire.tutorials.upload;

import dev.framewire.tutorials.program.Plain;
import dev.framewire.tutorials.program.Refusal;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A folder where files arrive complete, under their plain name, or not at all. Until then the bytes are in a file of another name; a file
 * that is there already stays what it was until it is replaced in one step.
 */
public final class Landing {
    /** What Linux allows. */
    public static final int MAX_NAME_BYTES = 255;

    public static final long DEFAULT_MAX_FILE_BYTES = 4L * 1024 * 1024 * 1024;

    private final Path folder;
    private final long maxFileBytes;

    public Landing(Path folder, long maxFileBytes) throws IOException {
        this.folder = Files.createDirectories(folder).toRealPath();
        this.maxFileBytes = maxFileBytes;
    }

    /**
     * @throws Refusal if the name is not a plain one, or the size is over the limit
     */
    public Arrival begin(String name, long size) throws IOException {
        Path target = target(name, size);
        // Its name begins with a dot, which no plain name does.
        Path part = Files.createTempFile(folder, ".arriving-", ".part");
        return new Arrival(part, target, size);
    }

    /**
     * Where a file of that name arrives.
     *
     * @throws Refusal as {@link #begin} does
     */
    Path target(String name, long size) throws Refusal {
        Path target = plain(name);
        if (size < 0 || size > maxFileBytes) {
            throw new Refusal(
                    "refused: " + Plain.quoted(name) + " of " + size + " bytes; 0 to " + maxFileBytes + " are taken");
        }
        return target;
    }

    Path folder() {
        return folder;
    }

    long maxFileBytes() {
        return maxFileBytes;
    }

    private Path plain(String name) throws Refusal {
        boolean plain = !name.isEmpty()
                && !name.startsWith(".")
                && name.codePoints().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c))
                && name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
        try {
            Path target = folder.resolve(plain ? name : "-");
            if (plain && folder.equals(target.getParent())) {
                return target;
            }
        } catch (InvalidPathException e) {
            // Not a name on this system: refused like the others.
        }
        throw new Refusal("refused: " + Plain.quoted(name) + " is not a plain file name");
    }

    /** A file on its way. Closed before {@link #complete()}, it never was. */
    public static final class Arrival implements Closeable {
        private final Path part;
        private final Path target;
        private final long size;
        private final FileChannel file;
        private long written;

        private Arrival(Path part, Path target, long size) throws IOException {
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
                    throw new Refusal("Truncated upload: " + written + " of " + size + " bytes of "
                            + Plain.quoted(String.valueOf(target.getFileName())) + "; nothing is kept");
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
                throw new Refusal(
                        "refused: there is a folder of the name " + Plain.quoted(String.valueOf(target.getFileName())));
            }
            return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void close() throws IOException {
            file.close();
            Files.deleteIfExists(part);
        }
    }
}
