package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A file of any {@link Disk} to send: what {@link FileSource} is of one of this machine's. */
final class DiskSource implements TransferSource {
    private final Disk disk;
    private final Path name;
    private final DiskStat stat;
    private final DiskFile file;
    private int looks;

    DiskSource(Disk disk, Path name) throws IOException {
        this.disk = disk;
        this.name = name;
        this.stat = disk.stat(name).orElseThrow(() -> new NoSuchFileException(name.toString()));
        this.file = disk.open(name, Disk.Mode.READ);
    }

    String fileKey() throws IOException {
        return file.fileKey();
    }

    @Override
    public long size() {
        return stat.size();
    }

    @Override
    public OptionalLong modifiedMillis() {
        return OptionalLong.of(stat.modifiedNanos() / 1_000_000);
    }

    @Override
    public String version() throws IOException {
        looks++;
        String opened = file.fileKey();
        return disk.stat(name)
                .filter(now -> now.fileKey().equals(opened))
                .map(now -> now.size() + " " + now.modifiedNanos() + " " + now.changedNanos())
                .orElse("without a name, looked at " + looks + " times");
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return file.read(target, position);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
