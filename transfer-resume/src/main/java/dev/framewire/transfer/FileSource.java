package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

final class FileSource implements TransferSource {
    private final Path file;
    private final FileChannel channel;
    private final BasicFileAttributes attributes;

    private FileSource(Path file, FileChannel channel, BasicFileAttributes attributes) {
        this.file = file;
        this.channel = channel;
        this.attributes = attributes;
    }

    static FileSource open(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new IOException("not a regular file: " + file);
        }
        return new FileSource(file, FileChannel.open(file, StandardOpenOption.READ), attributes);
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
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return now.size() + " " + now.lastModifiedTime() + " " + now.fileKey() + " " + changeTime(file);
    }

    /** An edit can put the modification time back, but not the change time. Windows has none. */
    private static @Nullable Object changeTime(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return null;
        }
        Map<String, Object> unix = Files.readAttributes(file, "unix:ctime");
        return unix.get("ctime");
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
