package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A file whose digests a store may remember. What it is asked besides its content, one thread at a time asks. */
final class RememberedSource implements TransferSource {
    private final TransferSource source;
    private final String fileKey;
    private final Path file;
    private final Manifests manifests;
    private final Disk disk;
    private final LongSupplier nanos;

    private @Nullable DiskStat looked;
    private long lookedAt;

    /**
     * What is opened, and where it lies.
     *
     * @param fileKey which file was opened, as of {@link DiskStat#fileKey}
     * @param file its name, absolute
     */
    RememberedSource(
            TransferSource source, String fileKey, Path file, Manifests manifests, Disk disk, LongSupplier nanos) {
        this.source = source;
        this.fileKey = fileKey;
        this.file = file;
        this.manifests = manifests;
        this.disk = disk;
        this.nanos = nanos;
    }

    /**
     * The digests of all chunks, if they are remembered. To be asked behind {@link #version}: what changes before the two is
     * seen here, and what changes behind them by whoever asks for the version again.
     */
    Optional<List<byte[]>> known(Geometry cut) {
        DiskStat now;
        try {
            now = disk.stat(file).orElse(null);
        } catch (IOException e) {
            return Optional.empty(); // its name cannot be looked at; the file that was opened is sent all the same
        }
        if (now == null || !now.regular() || !now.fileKey().equals(fileKey)) {
            return Optional.empty();
        }
        looked = now;
        lookedAt = nanos.getAsLong();
        return manifests.digests(file, now, cut);
    }

    /** It has been read whole since {@link #known}, and its version was the same behind that. */
    void read(Geometry cut, List<byte[]> digests) {
        DiskStat before = looked;
        if (before != null) {
            manifests.read(file, before, cut, digests, nanos.getAsLong() - lookedAt);
        }
    }

    /** It is not what is remembered of it. */
    void forget() {
        manifests.forget(file);
    }

    @Override
    public long size() {
        return source.size();
    }

    @Override
    public OptionalLong modifiedMillis() {
        return source.modifiedMillis();
    }

    @Override
    public OptionalInt permissions() {
        return source.permissions();
    }

    @Override
    public String version() throws IOException {
        return source.version();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return source.read(target, position);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
