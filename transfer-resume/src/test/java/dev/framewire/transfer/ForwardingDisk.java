package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A disk that passes everything on: for those that leave something out, or do it later. */
class ForwardingDisk implements Disk {
    final Disk disk;

    ForwardingDisk(Disk disk) {
        this.disk = disk;
    }

    /** The file as the receiver sees it. */
    DiskFile opened(Path name, DiskFile file) throws IOException {
        return file;
    }

    @Override
    public final DiskFile open(Path file, Mode mode) throws IOException {
        return opened(file, disk.open(file, mode));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        disk.link(existing, name);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return disk.delete(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        disk.forceDirectory(directory);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public Optional<DiskStat> stat(Path file) throws IOException {
        return disk.stat(file);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public void setModified(Path file, long millis) throws IOException {
        disk.setModified(file, millis);
    }

    @Override
    public void setPermissions(Path file, int mode) throws IOException {
        disk.setPermissions(file, mode);
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return disk.usableBytes(directory);
    }

    @Override
    public int umask() throws IOException {
        return disk.umask();
    }

    /** A file that passes everything on. */
    static class ForwardingFile implements DiskFile {
        final DiskFile file;

        ForwardingFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            file.write(source, position);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            file.force();
        }

        @Override
        public boolean tryLock() throws IOException {
            return file.tryLock();
        }

        @Override
        public String fileKey() throws IOException {
            return file.fileKey();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
