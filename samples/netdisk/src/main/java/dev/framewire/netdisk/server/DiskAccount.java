package dev.framewire.netdisk.server;

import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import dev.framewire.netdisk.wire.Sizes;
import dev.framewire.transfer.FileStore;
import dev.framewire.transfer.PartialInfo;
import dev.framewire.transfer.TransferSink;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What a user's home holds, counted in bytes, against the quota.
 *
 * <pre>
 *   used = sum of the files + for each put that runs or can be resumed: max(0, new size − size of the file it replaces)
 * </pre>
 *
 * A put is charged before its first byte and until its partial is gone. Nothing is kept across a restart: the sum is taken
 * from the files, the charges from the partials' journals, when they are first needed. Thread-safe.
 */
final class DiskAccount implements AutoCloseable {
    /** A put's claim on the disk. Compared by identity: a put that takes another one over has its own. */
    static final class Claim {
        private final long newSize;
        private long oldSize;
        private boolean running;

        private Claim(long newSize, long oldSize) {
            this.newSize = newSize;
            this.oldSize = oldSize;
        }

        private long charge() {
            return Math.max(0, newSize - oldSize);
        }
    }

    /** A user's numbers, in bytes. */
    record Usage(long files, long claimed) {
        long used() {
            return files + claimed;
        }
    }

    private final String owner;
    private final Home home;
    private final FileStore partials;
    private final Map<RemotePath, Claim> claims = new HashMap<>();
    private long files = -1; // not counted yet

    DiskAccount(String owner, Path root) throws IOException {
        this.owner = owner;
        this.home = new Home(root);
        this.partials = FileStore.open(root.resolve(RemotePath.PARTIALS));
    }

    Home home() {
        return home;
    }

    FileStore partials() {
        return partials;
    }

    synchronized Usage usage() throws IOException {
        count();
        return new Usage(
                files, claims.values().stream().mapToLong(Claim::charge).sum());
    }

    /** Charges a put, or refuses it with both numbers. */
    synchronized Claim claim(RemotePath path, long size, long quotaBytes) throws RefusedException, IOException {
        count();
        Path target = home.fileToWrite(path);
        Claim claim = new Claim(size, sizeOf(target));
        claim.running = true;
        long others = claims.entrySet().stream()
                .filter(e -> !e.getKey().equals(path))
                .mapToLong(e -> e.getValue().charge())
                .sum();
        long free = Math.max(0, quotaBytes - files - others);
        if (claim.charge() > free) {
            throw new RefusedException(
                    ErrorCode.QUOTA,
                    "'" + path + "' needs " + Sizes.format(claim.charge()) + " (" + claim.charge()
                            + " bytes), free are " + Sizes.format(free) + " (" + free + " bytes) of "
                            + Sizes.format(quotaBytes));
        }
        claims.put(path, claim);
        return claim;
    }

    TransferSink sink(RemotePath path) throws RefusedException, IOException {
        return TransferSink.file(partials, owner, home.fileToWrite(path));
    }

    /** A put ended, well or not. What it left behind stays charged. */
    synchronized void settle(RemotePath path, Claim claim, boolean committed) throws IOException {
        if (claims.get(path) != claim) {
            return; // another put has taken over, and the charge with it
        }
        claim.running = false;
        Path target = target(path);
        if (committed) {
            // asked from the disk, not from the put: the file may have been removed since
            files += sizeOf(target) - claim.oldSize;
            claims.remove(path);
        } else if (partials.find(owner, target).isEmpty()) {
            claims.remove(path);
        }
    }

    synchronized void removeFile(RemotePath path) throws RefusedException, IOException {
        long size = home.removeFile(path);
        if (files < 0) {
            return;
        }
        Claim claim = claims.get(path);
        files -= claim == null ? size : claim.oldSize;
        if (claim != null) {
            claim.oldSize = 0;
        }
    }

    synchronized void move(RemotePath from, RemotePath to) throws RefusedException, IOException {
        count();
        for (RemotePath path : claims.keySet()) {
            // its charge was reckoned against the file that would go away
            if (from.contains(path) || to.contains(path)) {
                throw new RefusedException(
                        ErrorCode.BUSY,
                        "a put to '" + path + "' runs or can be resumed; finish it or drop it (partials --drop)");
            }
        }
        home.move(from, to);
    }

    synchronized boolean drop(RemotePath path) throws RefusedException, IOException {
        count();
        boolean dropped = partials.drop(owner, target(path));
        if (dropped) {
            claims.remove(path);
        }
        return dropped;
    }

    /** Drops what nobody has gone on with for so long, and its charge. Returns how many partials that were. */
    synchronized int expire(Duration age) throws IOException {
        int expired = partials.expire(age);
        if (files >= 0) {
            var each = claims.entrySet().iterator();
            while (each.hasNext()) {
                var claim = each.next();
                if (!claim.getValue().running
                        && partials.find(owner, target(claim.getKey())).isEmpty()) {
                    each.remove();
                }
            }
        }
        return expired;
    }

    private void count() throws IOException {
        if (files >= 0) {
            return;
        }
        long sum = sumOfFiles();
        claims.clear();
        for (PartialInfo partial : partials.list()) {
            Path relative = home.root().relativize(partial.target());
            try {
                RemotePath path = RemotePath.parse(relative.toString().replace('\\', '/'));
                claims.put(path, new Claim(partial.size(), sizeOf(partial.target())));
            } catch (BadPathException e) {
                sum += partial.size(); // of an older rule for names; it still takes its room
            }
        }
        files = sum;
    }

    private long sumOfFiles() throws IOException {
        long[] sum = {0};
        Path partialFolder = home.root().resolve(RemotePath.PARTIALS);
        Files.walkFileTree(home.root(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a) {
                return folder.equals(partialFolder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                sum[0] += a.isRegularFile() ? a.size() : 0;
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

    private Path target(RemotePath path) {
        Path at = home.root();
        for (String name : path.names()) {
            at = at.resolve(name);
        }
        return at;
    }

    private static long sizeOf(Path file) throws IOException {
        try {
            BasicFileAttributes a =
                    Files.readAttributes(file, BasicFileAttributes.class, java.nio.file.LinkOption.NOFOLLOW_LINKS);
            return a.isRegularFile() ? a.size() : 0;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        partials.close();
    }
}
