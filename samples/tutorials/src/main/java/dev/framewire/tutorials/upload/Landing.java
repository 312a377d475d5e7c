package dev.framewire.tutorials.upload;

import dev.framewire.tutorials.program.Plain;
import dev.framewire.tutorials.program.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

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

    /** Takes a whole file out of the stream, or throws and leaves nothing. */
    public Path receive(String name, long size, InputStream in) throws IOException {
        try (Arrival arrival = begin(name, size)) {
            arrival.readFrom(in);
            return arrival.complete();
        }
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
}
