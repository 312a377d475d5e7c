package dev.framewire.transfer;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Real files. */
final class FileChannelDisk implements Disk {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final boolean UNIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    /** −1 as long as nobody has asked. */
    private int umask = -1;

    private static FileAttribute<?>[] permissions(String mode) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    @Override
    public DiskFile open(Path file, Mode mode) throws IOException {
        Set<OpenOption> options = switch (mode) {
            case READ -> Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            case WRITE -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            case CREATE -> NEW;
        };
        FileChannel channel = FileChannel.open(file, options, mode == Mode.CREATE ? OWNER_ONLY : NONE);
        try {
            // asked after opening: were the name moved in between, a lock would stand on another file than this key
            return new ChannelFile(channel, keyOf(file));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public NewFile create(Path file) throws IOException {
        return new NewChannelFile(FileChannel.open(file, NEW, OWNER_ONLY));
    }

    @Override
    public boolean readsBeside() {
        return true;
    }

    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    private static final FileAttribute<?>[] NONE = new FileAttribute<?>[0];
    private static final FileAttribute<?>[] OWNER_ONLY = permissions("rw-------");

    private String keyOf(Path file) throws IOException {
        return stat(file)
                .orElseThrow(() -> new NoSuchFileException(file.toString()))
                .fileKey();
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        Files.createLink(name, existing);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return Files.deleteIfExists(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        if (!POSIX) {
            return; // Windows cannot open a directory; NTFS journals names itself
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        List<Path> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(names::add);
        }
        return names;
    }

    @Override
    public Optional<DiskStat> stat(Path file) throws IOException {
        try {
            return Optional.of(UNIX ? unixStat(file) : basicStat(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** All in one look. */
    private static DiskStat unixStat(Path file) throws IOException {
        Map<String, Object> known = Files.readAttributes(
                file, "unix:size,lastModifiedTime,ctime,fileKey,isRegularFile", LinkOption.NOFOLLOW_LINKS);
        return new DiskStat(
                (Long) Objects.requireNonNull(known.get("size")),
                nanos(known, "lastModifiedTime"),
                nanos(known, "ctime"),
                String.valueOf(known.get("fileKey")),
                (Boolean) Objects.requireNonNull(known.get("isRegularFile")));
    }

    private static long nanos(Map<String, Object> attributes, String name) {
        return ((FileTime) Objects.requireNonNull(attributes.get(name))).to(TimeUnit.NANOSECONDS);
    }

    /** Where there is no time of change. */
    private static DiskStat basicStat(Path file) throws IOException {
        BasicFileAttributes known = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        long modified = known.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        return new DiskStat(known.size(), modified, modified, String.valueOf(known.fileKey()), known.isRegularFile());
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, permissions("rwx------"));
    }

    @Override
    public void setModified(Path file, long millis) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
    }

    @Override
    public void setPermissions(Path file, int mode) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view != null) {
            view.setPermissions(Permissions.ofMode(mode));
        }
    }

    @Override
    public long usableBytes(Path directory) {
        File folder = directory.toFile();
        long usable = folder.getUsableSpace();
        return usable == 0 && folder.getTotalSpace() == 0 ? Long.MAX_VALUE : usable; // some file systems have no size
    }

    /** Java does not tell it, but every new folder does. A process's does not change: no Java program can. */
    @Override
    public synchronized int umask() throws IOException {
        if (umask < 0) {
            umask = 0;
            if (POSIX) {
                Path probe = Files.createTempDirectory("framewire", permissions("rwxrwxrwx"));
                try {
                    umask = 0777 & ~Permissions.mode(Files.getPosixFilePermissions(probe));
                } finally {
                    Files.delete(probe);
                }
            }
        }
        return umask;
    }

    private static void writeAll(FileChannel channel, ByteBuffer source, long position) throws IOException {
        long at = position;
        while (source.hasRemaining()) {
            at += channel.write(source, at);
        }
    }

    private record NewChannelFile(FileChannel channel) implements NewFile {
        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            writeAll(channel, source, position);
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record ChannelFile(FileChannel channel, String fileKey) implements DiskFile {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            writeAll(channel, source, position);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public boolean tryLock() throws IOException {
            try {
                return channel.tryLock() != null;
            } catch (OverlappingFileLockException e) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
