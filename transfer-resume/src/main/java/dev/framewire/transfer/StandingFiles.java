package dev.framewire.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files that the content of one session is compared with: what stands under the target's name, and where nothing does, another one
 * of the same owner. Opens each once, with what the store remembers of it, and closes both. Not thread-safe.
 */
final class StandingFiles implements Closeable {
    private final FileStore store;
    private final Disk disk;
    private final PartialName name;
    private final Path target;
    private @Nullable Basis underTheName;
    private boolean looked;
    private @Nullable Basis elsewhere;

    StandingFiles(FileStore store, Disk disk, PartialName name, Path target) {
        this.store = store;
        this.disk = disk;
        this.name = name;
        this.target = target;
    }

    /**
     * What stands under the target's name now, or did when this was asked first.
     *
     * @param journal the partial's own
     */
    @Nullable Basis target(Geometry geometry, StoreFolder.Records journal) throws IOException {
        if (!looked) {
            looked = true;
            Basis found = Basis.open(disk, target, geometry, false);
            if (found != null) {
                store.folder().published(name, target, journal).ifPresent(found::remember);
            }
            underTheName = found;
        }
        return underTheName;
    }

    /** What {@link #target} has found; null if it was not asked, or found nothing. */
    @Nullable Basis target() {
        return underTheName;
    }

    /** Another file of that owner; null if it is none that content could share. It is a guess: whatever is wrong with it costs no more. */
    @Nullable Basis other(Path file, String owner, Geometry geometry) {
        if (elsewhere == null) {
            try {
                elsewhere = Basis.open(disk, file, geometry, true);
                recall(file, owner);
            } catch (IOException e) {
                // it is not looked at, or without what is remembered of it
            }
        }
        return elsewhere;
    }

    private void recall(Path file, String owner) throws IOException {
        Basis found = elsewhere;
        Optional<DiskStat> stat = disk.stat(file);
        if (found != null && stat.isPresent()) {
            store.folder()
                    .published(store.folder().name(owner, file), file, List::of)
                    .ifPresent(found::remember);
            // behind the other: a manifest outlives no change that shows
            store.manifests().digests(file, stat.get(), found.geometry()).ifPresent(found::remember);
        }
    }

    @Override
    public void close() {
        Partial.closeQuietly(underTheName); // the last that holds a replaced file: freeing a large one takes its time
        Partial.closeQuietly(elsewhere);
    }
}
