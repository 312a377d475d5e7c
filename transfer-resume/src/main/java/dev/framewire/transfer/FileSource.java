package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The file that was opened, whatever becomes of its name. While the name refers to it, its times say whether it has changed;
 * Java shows the times of a name only, so once the name is gone, or another file's, nobody can say: {@link #version} then
 * never answers the same twice, and the sender believes what it has read twice.
 */
final class FileSource implements TransferSource {
    private static final int OPEN_ATTEMPTS = 10;

    private final Path file;
    private final FileChannel channel;
    private final BasicFileAttributes attributes;
    /** −1 if they are not told. */
    private final int mode;

    private final AtomicLong unnamed = new AtomicLong();

    private FileSource(Path file, FileChannel channel, BasicFileAttributes attributes, int mode) {
        this.file = file;
        this.channel = channel;
        this.attributes = attributes;
        this.mode = mode;
    }

    static FileSource open(Path file, boolean tellsPermissions) throws IOException {
        for (int i = 0; i < OPEN_ATTEMPTS; i++) {
            BasicFileAttributes attributes =
                    attributes(file); // before the open: to open a pipe would wait for a writer
            if (!attributes.isRegularFile()) {
                throw new IOException("not a regular file: " + file);
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                // looked at again: size, time and identity must be those of the file that was opened
                BasicFileAttributes now = tellsPermissions ? withPermissions(file) : attributes(file);
                if (Objects.equals(attributes.fileKey(), now.fileKey())) {
                    int mode = now instanceof PosixFileAttributes posix ? Permissions.mode(posix.permissions()) : -1;
                    return new FileSource(file, channel, attributes, mode);
                }
            } catch (NoSuchFileException e) {
                // removed in between: the next attempt says so
            } catch (IOException | RuntimeException | Error e) {
                channel.close();
                throw e;
            }
            channel.close();
        }
        throw new IOException("replaced again and again while it was opened: " + file);
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class);
    }

    private static BasicFileAttributes withPermissions(Path file) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix ? Files.readAttributes(file, PosixFileAttributes.class) : attributes(file);
    }

    /** As {@link DiskStat#fileKey}. */
    String fileKey() {
        return String.valueOf(attributes.fileKey());
    }

    @Override
    public OptionalInt permissions() {
        return mode < 0 ? OptionalInt.empty() : OptionalInt.of(mode);
    }

    @Override
    public long size() {
        return attributes.size();
    }

    @Override
    public OptionalLong modifiedMillis() {
        return OptionalLong.of(attributes.lastModifiedTime().toMillis());
    }

    @Override
    public String version() throws IOException {
        try {
            Optional<String> named =
                    file.getFileSystem().supportedFileAttributeViews().contains("unix")
                            ? unixVersion()
                            : basicVersion();
            if (named.isPresent()) {
                return named.get();
            }
        } catch (NoSuchFileException e) {
            // its name is gone, the file is not while it is open
        }
        return channel.size() + " bytes without a name, looked at " + unnamed.incrementAndGet() + " times";
    }

    /** One look for everything, and numbers and not dates: packs ask twice for each of their files. Empty: another file's name. */
    private Optional<String> unixVersion() throws IOException {
        Map<String, Object> now = Files.readAttributes(file, "unix:fileKey,size,lastModifiedTime,ctime");
        return Objects.equals(now.get("fileKey"), attributes.fileKey())
                ? Optional.of(now.get("size") + " " + nanos(now, "lastModifiedTime") + " " + nanos(now, "ctime"))
                : Optional.empty();
    }

    /** An edit can put the modification time back, but not the change time. */
    private static long nanos(Map<String, Object> attributes, String name) {
        return ((FileTime) Objects.requireNonNull(attributes.get(name))).to(TimeUnit.NANOSECONDS);
    }

    /** Where there is no change time. */
    private Optional<String> basicVersion() throws IOException {
        BasicFileAttributes now = attributes(file);
        return Objects.equals(now.fileKey(), attributes.fileKey())
                ? Optional.of(now.size() + " " + now.lastModifiedTime())
                : Optional.empty();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return channel.read(target, position);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
