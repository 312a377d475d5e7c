package dev.framewire.netdisk.server;

import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import dev.framewire.transfer.FileStore;
import dev.framewire.transfer.PartialInfo;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Counts what is in a home, on a thread of its own: of a file system that does not answer nobody needs to wait longer than they
 * like, and whoever asks again later gets what it came to. Nothing may be added to the home or taken from it meanwhile.
 */
final class HomeCount {
    /** An upload that can be resumed, and the size of the file that it would replace. */
    record Unfinished(RemotePath path, PartialInfo partial, long replaced) {}

    /** Bytes of files, where the large ones are, and what is not finished. */
    record Found(long files, FilesBySize large, List<Unfinished> unfinished) {}

    private final Home home;
    private final FileStore partials;
    private final FutureTask<Found> task = new FutureTask<>(this::find);

    private HomeCount(Home home, FileStore partials) {
        this.home = home;
        this.partials = partials;
    }

    static HomeCount begin(Home home, FileStore partials) {
        HomeCount count = new HomeCount(home, partials);
        Thread thread = new Thread(count.task, "netdisk-count");
        thread.setDaemon(true);
        thread.start();
        return count;
    }

    /** @throws TimeoutException when that took longer; the counting goes on */
    Found await(Duration patience) throws TimeoutException, IOException {
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    /** Waits for its end, however long that takes. */
    void join() {
        boolean interrupted = false;
        while (!task.isDone()) {
            try {
                task.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                break; // nobody asks for it any more
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Found find() throws IOException {
        FilesBySize large = new FilesBySize();
        long sum = sumOfFiles(large);
        List<Unfinished> unfinished = new ArrayList<>();
        for (PartialInfo partial : partials.list()) {
            try {
                RemotePath path = RemotePath.parse(relative(partial.target()));
                unfinished.add(
                        new Unfinished(path, partial, look(partial.target()).size()));
            } catch (BadPathException e) {
                sum += partial.size(); // of an older rule for names; it still takes its room
            }
        }
        return new Found(sum, large, unfinished);
    }

    private String relative(Path file) {
        return home.root().relativize(file).toString().replace('\\', '/');
    }

    private long sumOfFiles(FilesBySize large) throws IOException {
        long[] sum = {0};
        Path partialFolder = home.root().resolve(RemotePath.PARTIALS);
        Files.walkFileTree(home.root(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a) {
                return folder.equals(partialFolder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                if (a.isRegularFile()) {
                    sum[0] += a.size();
                    if (a.size() >= FilesBySize.MIN_BYTES) {
                        large.add(relative(file), a.size(), a.lastModifiedTime().toMillis());
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // removed while we walk
                }
                throw e;
            }
        });
        return sum[0];
    }

    /** A regular file, or of size 0 where there is none. */
    record Counted(long size, long modifiedMs) {
        private static final Counted NOTHING = new Counted(0, 0);
    }

    static Counted look(Path file) throws IOException {
        try {
            BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return a.isRegularFile()
                    ? new Counted(a.size(), a.lastModifiedTime().toMillis())
                    : Counted.NOTHING;
        } catch (NoSuchFileException e) {
            return Counted.NOTHING;
        }
    }
}
