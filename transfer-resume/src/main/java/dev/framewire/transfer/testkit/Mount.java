package dev.framewire.transfer.testkit;

import dev.framewire.transfer.Disk;
import dev.framewire.transfer.DiskFile;
import dev.framewire.transfer.DiskStat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A {@link SimulatedDisk} as one process sees it, until that process dies. */
final class Mount implements Disk {
    private final SimulatedDisk disk;
    private final long process;

    Mount(SimulatedDisk disk, long process) {
        this.disk = disk;
        this.process = process;
    }

    private void requireAlive() {
        if (!disk.alive(process)) {
            throw new SimulatedCrash(disk.steps());
        }
    }

    @Override
    public DiskFile open(Path name, Mode mode) throws IOException {
        synchronized (disk) {
            requireAlive();
            if (mode != Mode.CREATE) {
                return new OpenFile(disk.names.existing(name), mode != Mode.READ);
            }
            requireFree(name);
            disk.step();
            SimulatedFile file = disk.newFile(false);
            disk.names.add(name, file);
            return new OpenFile(file, true);
        }
    }

    private void requireFree(Path name) throws IOException {
        if (disk.names.contains(name)) {
            throw new FileAlreadyExistsException(name.toString());
        }
        disk.names.requireDirectoryOf(name);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        synchronized (disk) {
            requireAlive();
            SimulatedFile file = disk.names.existing(from);
            disk.names.requireDirectoryOf(to);
            disk.step();
            file.changedNanos = disk.now();
            disk.names.rename(from, to, file);
        }
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        synchronized (disk) {
            requireAlive();
            SimulatedFile file = disk.names.existing(existing);
            requireFree(name);
            disk.step();
            file.changedNanos = disk.now();
            disk.names.add(name, file);
        }
    }

    @Override
    public boolean delete(Path name) {
        synchronized (disk) {
            requireAlive();
            Optional<SimulatedFile> file = disk.names.find(name);
            if (file.isEmpty()) {
                return false;
            }
            disk.step();
            disk.names.remove(name, file.get());
            return true;
        }
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        synchronized (disk) {
            requireAlive();
            disk.stepOfForce();
            disk.names.force(directory);
        }
    }

    @Override
    public List<Path> list(Path directory) {
        synchronized (disk) {
            requireAlive();
            return disk.names.list(directory);
        }
    }

    @Override
    public Optional<DiskStat> stat(Path name) {
        synchronized (disk) {
            requireAlive();
            return disk.names
                    .find(name)
                    .map(file -> new DiskStat(
                            file.size(),
                            file.modifiedNanos,
                            file.changedNanos,
                            Long.toString(file.id),
                            !file.directory));
        }
    }

    @Override
    public void createDirectories(Path directory) {
        synchronized (disk) {
            requireAlive();
            Path parent = directory.getParent();
            if (parent == null || disk.names.contains(directory)) {
                return;
            }
            createDirectories(parent);
            disk.step();
            disk.names.add(directory, disk.newFile(true));
        }
    }

    @Override
    public void setModified(Path name, long millis) throws IOException {
        synchronized (disk) {
            requireAlive();
            SimulatedFile file = disk.names.existing(name);
            disk.step();
            file.modifiedNanos = millis * 1_000_000;
            file.changedNanos = disk.now();
        }
    }

    private final class OpenFile implements DiskFile {
        private final SimulatedFile file;
        private final boolean writable;
        private boolean holdsLock;
        private boolean closed;

        OpenFile(SimulatedFile file, boolean writable) {
            this.file = file;
            this.writable = writable;
        }

        private void requireOpen() throws IOException {
            requireAlive();
            if (closed) {
                throw new ClosedChannelException();
            }
        }

        private void requireWritable() throws IOException {
            requireOpen();
            if (!writable) {
                throw new NonWritableChannelException();
            }
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            synchronized (disk) {
                requireOpen();
                return file.read(target, position, disk.plan.maxReadBytes());
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            synchronized (disk) {
                requireWritable();
                disk.write(file, source, position);
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (disk) {
                requireOpen();
                return file.size();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (disk) {
                requireWritable();
                disk.step();
                file.truncate(size, disk.now());
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (disk) {
                requireOpen();
                try {
                    disk.stepOfForce();
                } catch (IOException e) {
                    file.failForce();
                    throw e;
                }
                file.force();
            }
        }

        @Override
        public boolean tryLock() throws IOException {
            synchronized (disk) {
                requireWritable();
                if (file.locked) {
                    return false;
                }
                file.locked = true;
                holdsLock = true;
                return true;
            }
        }

        @Override
        public String fileKey() throws IOException {
            synchronized (disk) {
                requireOpen();
                return Long.toString(file.id);
            }
        }

        /** Also of a dead process: try-with-resources closes while the crash passes through. */
        @Override
        public void close() {
            synchronized (disk) {
                if (holdsLock && !closed && disk.alive(process)) {
                    file.locked = false;
                }
                closed = true;
            }
        }
    }
}
