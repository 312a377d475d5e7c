package dev.framewire.netdisk.server;

import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.PackedLeftovers;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    /** Whatever a client tells of a file, the server must be able to give it back. */
    private static final int OWNER_READ = 0400;

    /** A put's claim on the disk. Compared by identity: a put that takes another one over has its own. */
    static final class Claim {
        private final Path target;
        private long newSize;
        private boolean running;

        private Claim(Path target, long newSize, boolean running) {
            this.target = target;
            this.newSize = newSize;
            this.running = running;
        }
    }

    /**
     * What is claimed for one path. While a put takes another one over both have a claim, and the larger one counts: the
     * older put may publish until it has noticed.
     */
    private static final class Claimed {
        private final List<Claim> claims = new ArrayList<>();
        /** What {@link #files} counts for the path. */
        private long counted;

        private Claimed(long counted) {
            this.counted = counted;
        }

        private long charge() {
            long largest = 0;
            for (Claim claim : claims) {
                largest = Math.max(largest, claim.newSize);
            }
            return charge(largest);
        }

        private long charge(long newSize) {
            return Math.max(0, newSize - counted);
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
    private final Map<RemotePath, Claimed> claims = new HashMap<>();
    private long files = -1; // not counted yet
    private long charged; // the sum of the charges of all claims

    DiskAccount(String owner, Path root) throws IOException {
        this.owner = owner;
        this.home = new Home(root);
        this.partials = FileStore.open(root.resolve(RemotePath.PARTIALS));
        PackedLeftovers.remove(partials); // no session of the user runs, and no other server
    }

    Home home() {
        return home;
    }

    FileStore partials() {
        return partials;
    }

    synchronized Usage usage() throws IOException {
        count();
        return new Usage(files, charged);
    }

    /** Charges a put, or refuses it with both numbers. One to the same path that broke off is superseded. */
    synchronized Claim claim(RemotePath path, long size, long quotaBytes) throws RefusedException, IOException {
        return claim(path, size, quotaBytes, new HashMap<>());
    }

    private Claim claim(RemotePath path, long size, long quotaBytes, Map<RemotePath, Path> walked)
            throws RefusedException, IOException {
        count();
        Home.Place target = home.fileToWrite(path, walked);
        Claimed before = claims.get(path);
        Claimed claimed = before == null ? new Claimed(target.size()) : before;
        long chargedBefore = claimed.charge();
        long free = Math.max(0, quotaBytes - files - (charged - chargedBefore));
        long charge = claimed.charge(size);
        if (charge > free) {
            throw new RefusedException(
                    ErrorCode.QUOTA,
                    "'" + path + "' needs " + Sizes.format(charge) + " (" + charge + " bytes), free are "
                            + Sizes.format(free) + " (" + free + " bytes) of " + Sizes.format(quotaBytes));
        }
        Claim claim = new Claim(target.file(), size, true);
        claimed.claims.removeIf(broken -> !broken.running);
        claimed.claims.add(claim);
        claims.put(path, claimed);
        charged += claimed.charge() - chargedBefore;
        return claim;
    }

    /**
     * Charges a file that came in a pack. A pack goes on with nothing and takes nothing over: where a put to the path runs,
     * or could be resumed, the file must come by itself.
     *
     * @param walked as {@link Home#fileToWrite} takes it
     */
    synchronized Claim claimPacked(RemotePath path, long size, long quotaBytes, Map<RemotePath, Path> walked)
            throws RefusedException, IOException {
        count();
        if (claims.containsKey(path)) {
            throw new RefusedException(ErrorCode.BUSY, "a put to '" + path + "' runs or can be resumed");
        }
        return claim(path, size, quotaBytes, walked);
    }

    TransferSink sink(Claim claim) {
        return TransferSink.file(partials, owner, claim.target)
                .maxBytes(claim.newSize)
                .keepExactPermissions(OWNER_READ);
    }

    /** A put ended, well or not. What it left behind stays charged. */
    synchronized void settle(RemotePath path, Claim claim, boolean published) throws IOException {
        claim.running = false; // whatever happens below: at worst it stays charged until the user's last session ends
        Claimed claimed = claims.get(path);
        if (claimed == null) {
            return;
        }
        // asked from the disk, not from the put: the file may have been removed since, or put again
        long now = sizeOf(claim.target);
        Optional<PartialInfo> partial = published ? Optional.empty() : partials.find(owner, claim.target);
        files += now - claimed.counted;
        charged -= claimed.charge();
        claimed.counted = now;
        claimed.claims.remove(claim);
        if (claimed.claims.isEmpty() && partial.isPresent()) {
            claim.newSize = partial.get().size();
            claimed.claims.add(claim);
        } else if (claimed.claims.isEmpty()) {
            claims.remove(path);
        }
        charged += claimed.charge();
    }

    synchronized void removeFile(RemotePath path) throws RefusedException, IOException {
        long size = home.removeFile(path);
        if (files < 0) {
            return;
        }
        Claimed claimed = claims.get(path);
        if (claimed == null) {
            files -= size;
            return;
        }
        files -= claimed.counted;
        charged -= claimed.charge();
        claimed.counted = 0;
        charged += claimed.charge();
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
        Claimed claimed = claims.get(path);
        if (dropped && claimed != null) {
            // a put that was let in and has not begun yet stays charged
            charged -= claimed.charge();
            claimed.claims.removeIf(broken -> !broken.running);
            charged += claimed.charge();
            if (claimed.claims.isEmpty()) {
                claims.remove(path);
            }
        }
        return dropped;
    }

    /** Drops what nobody has gone on with for so long, and its charge. Returns how many partials that were. */
    synchronized int expire(Duration age) throws IOException {
        int expired = partials.expire(age);
        if (files >= 0) {
            var each = claims.entrySet().iterator();
            while (each.hasNext()) {
                var claimed = each.next();
                boolean runs = claimed.getValue().claims.stream().anyMatch(claim -> claim.running);
                if (!runs && partials.find(owner, target(claimed.getKey())).isEmpty()) {
                    charged -= claimed.getValue().charge();
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
        charged = 0;
        for (PartialInfo partial : partials.list()) {
            Path relative = home.root().relativize(partial.target());
            try {
                RemotePath path = RemotePath.parse(relative.toString().replace('\\', '/'));
                Claimed claimed = new Claimed(sizeOf(partial.target()));
                claimed.claims.add(new Claim(partial.target(), partial.size(), false));
                claims.put(path, claimed);
                charged += claimed.charge();
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
