package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What is in local folders, looked up on a thread of its own while something else is waited for: of ten thousand files that
 * takes as long as to connect. Closing it gives up.
 */
final class LocalListing implements AutoCloseable {
    /** {@link LocalTree#walk}, outside tests. */
    interface Walk {
        void of(Path folder, LocalTree.Visitor visitor);
    }

    private sealed interface Found {
        Path path();
    }

    private record Folder(Path path) implements Found {}

    private record RegularFile(Path path, BasicFileAttributes attributes) implements Found {}

    private record Other(Path path) implements Found {}

    private record Failed(Path path, Exception cause) implements Found {}

    private final Map<Path, FutureTask<List<Found>>> folders = new LinkedHashMap<>();
    private final Walk walk;
    private volatile boolean closed;

    LocalListing(Walk walk) {
        this.walk = walk;
    }

    /** Begins with these, one after the other. */
    static LocalListing begin(List<Path> folders) {
        LocalListing listing = new LocalListing(LocalTree::walk);
        listing.look(folders);
        return listing;
    }

    void look(List<Path> wanted) {
        for (Path folder : wanted) {
            folders.computeIfAbsent(folder, f -> new FutureTask<>(() -> found(f)));
        }
        if (!folders.isEmpty()) {
            List<FutureTask<List<Found>>> tasks = List.copyOf(folders.values());
            Thread thread = new Thread(() -> tasks.forEach(FutureTask::run), "netdisk-listing");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private List<Found> found(Path folder) {
        List<Found> found = new ArrayList<>();
        walk.of(folder, new LocalTree.Visitor() {
            @Override
            public void folder(Path path) {
                add(new Folder(path));
            }

            @Override
            public void file(Path path, BasicFileAttributes attributes) {
                add(new RegularFile(path, attributes));
            }

            @Override
            public void other(Path path) {
                add(new Other(path));
            }

            @Override
            public void failed(Path path, Exception e) {
                add(new Failed(path, e));
            }

            private void add(Found one) {
                if (closed) {
                    throw new CancellationException("nobody asks for " + folder + " any more");
                }
                found.add(one);
            }
        });
        return found;
    }

    /** Tells what was found in a folder, as {@link LocalTree#walk} tells it; waits until that is known. */
    void visit(Path folder, LocalTree.Visitor visitor) throws InterruptedException {
        FutureTask<List<Found>> task = folders.get(folder);
        if (task == null) {
            walk.of(folder, visitor); // it was none when this began
            return;
        }
        List<Found> all;
        try {
            all = task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        Path skipped = null;
        for (Found found : all) {
            if (skipped != null && found.path().startsWith(skipped)) {
                continue;
            }
            try {
                tell(found, visitor);
            } catch (BadPathException e) {
                visitor.failed(found.path(), e);
                skipped = found.path();
            }
        }
    }

    private static void tell(Found found, LocalTree.Visitor visitor) throws BadPathException {
        if (found instanceof Folder) {
            visitor.folder(found.path());
        } else if (found instanceof RegularFile file) {
            visitor.file(file.path, file.attributes);
        } else if (found instanceof Failed failed) {
            visitor.failed(failed.path, failed.cause);
        } else {
            visitor.other(found.path());
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
