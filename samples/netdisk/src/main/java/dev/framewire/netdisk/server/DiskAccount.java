package dev.framewire.netdisk.server;

import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.PackedLeftovers;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.Sizes;
import dev.framewire.transfer.FileStore;
import dev.framewire.transfer.PartialInfo;
import dev.framewire.transfer.TransferSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

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
    /**
     * How long a session waits for another one of its user, and again for the counting: together less than a client waits for its
     * answer. Takes milliseconds, of a million files some seconds.
     */
    static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(20);

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

    private final ReentrantLock turn = new ReentrantLock();
    private final Duration patience;
    private final String owner;
    private final Home home;
    private final FileStore partials;
    private final Map<RemotePath, Claimed> claims = new HashMap<>();
    private long files = -1; // not counted yet
    private FilesBySize large = new FilesBySize(); // as long as nobody has counted: nothing
    private HomeCount counting; // null while nobody counts
    private long charged; // the sum of the charges of all claims

    DiskAccount(String owner, Path root) throws IOException {
        this(owner, root, DEFAULT_PATIENCE);
    }

    DiskAccount(String owner, Path root, Duration patience) throws IOException {
        this.owner = owner;
        this.patience = patience;
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

    Usage usage() throws RefusedException, IOException {
        enter();
        try {
            count();
            return new Usage(files, charged);
        } finally {
            turn.unlock();
        }
    }

    /** Charges a put, or refuses it with both numbers. One to the same path that broke off is superseded. */
    Claim claim(RemotePath path, long size, long quotaBytes) throws RefusedException, IOException {
        enter();
        try {
            return claim(path, size, quotaBytes, new HashMap<>());
        } finally {
            turn.unlock();
        }
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
    Claim claimPacked(RemotePath path, long size, long quotaBytes, Map<RemotePath, Path> walked)
            throws RefusedException, IOException {
        enter();
        try {
            count();
            if (claims.containsKey(path)) {
                throw new RefusedException(ErrorCode.BUSY, "a put to '" + path + "' runs or can be resumed");
            }
            return claim(path, size, quotaBytes, walked);
        } finally {
            turn.unlock();
        }
    }

    TransferSink sink(Claim claim) {
        return TransferSink.file(partials, owner, claim.target)
                .maxBytes(claim.newSize)
                .keepExactPermissions(OWNER_READ);
    }

    /** The sink of a put that comes by itself. Where nothing stands, what the home has already need not be sent again. */
    TransferSink sink(RemotePath path, Claim claim, OptionalLong modifiedMs) throws RefusedException {
        TransferSink sink = sink(claim);
        enter();
        try {
            Claimed claimed = claims.get(path);
            return claimed == null || claimed.counted > 0
                    ? sink
                    : large.find(home, path, claim.newSize, modifiedMs)
                            .map(sink::like)
                            .orElse(sink);
        } finally {
            turn.unlock();
        }
    }

    /** A put ended, well or not. What it left behind stays charged. */
    void settle(RemotePath path, Claim claim, boolean published) throws IOException {
        try {
            enter();
        } catch (RefusedException e) {
            return; // it stays charged until the user's last session ends
        }
        try {
            claim.running =
                    false; // whatever happens below: at worst it stays charged until the user's last session ends
            Claimed claimed = claims.get(path);
            if (claimed == null) {
                return;
            }
            // asked from the disk, not from the put: the file may have been removed since, or put again
            HomeCount.Counted there = HomeCount.look(claim.target);
            long now = there.size();
            Optional<PartialInfo> partial = published ? Optional.empty() : partials.find(owner, claim.target);
            files += now - claimed.counted;
            charged -= claimed.charge();
            large.remove(path.toString(), claimed.counted);
            large.add(path.toString(), now, there.modifiedMs());
            claimed.counted = now;
            claimed.claims.remove(claim);
            if (claimed.claims.isEmpty() && partial.isPresent()) {
                claim.newSize = partial.get().size();
                claimed.claims.add(claim);
            } else if (claimed.claims.isEmpty()) {
                claims.remove(path);
            }
            charged += claimed.charge();
        } finally {
            turn.unlock();
        }
    }

    void removeFile(RemotePath path) throws RefusedException, IOException {
        enter();
        try {
            if (counting != null) {
                count(); // or it would count what is removed now
            }
            long size = home.removeFile(path);
            large.remove(path.toString(), size);
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
        } finally {
            turn.unlock();
        }
    }

    void move(RemotePath from, RemotePath to) throws RefusedException, IOException {
        enter();
        try {
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
            large.move(from, to);
        } finally {
            turn.unlock();
        }
    }

    boolean drop(RemotePath path) throws RefusedException, IOException {
        enter();
        try {
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
        } finally {
            turn.unlock();
        }
    }

    /** Drops what nobody has gone on with for so long, and its charge. Returns how many partials that were. */
    int expire(Duration age) throws RefusedException, IOException {
        enter();
        try {
            if (counting != null) {
                count(); // or it would charge what is dropped now
            }
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
        } finally {
            turn.unlock();
        }
    }

    /** Waits for the others of this user, within reason: one of them may be at a disk that does not answer. */
    private void enter() throws RefusedException {
        boolean entered = false;
        try {
            entered = turn.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!entered) {
            throw Trouble.silentDisk(owner, patience);
        }
    }

    /** Under the lock. */
    private void count() throws RefusedException, IOException {
        if (files >= 0) {
            return;
        }
        if (counting == null) {
            counting = HomeCount.begin(home, partials);
        }
        HomeCount.Found found;
        try {
            found = counting.await(patience);
        } catch (TimeoutException e) {
            throw Trouble.silentDisk(owner, patience);
        } catch (IOException e) {
            counting = null; // the next one tries again
            throw e;
        }
        counting = null;
        claims.clear();
        charged = 0;
        for (HomeCount.Unfinished unfinished : found.unfinished()) {
            Claimed claimed = new Claimed(unfinished.replaced());
            claimed.claims.add(new Claim(
                    unfinished.partial().target(), unfinished.partial().size(), false));
            claims.put(unfinished.path(), claimed);
            charged += claimed.charge();
        }
        files = found.files();
        large = found.large();
    }

    private Path target(RemotePath path) {
        return home.root().resolve(path.toString());
    }

    /** Waits for a counting that runs: whoever opens the account anew must not begin another one on a disk that does not answer. */
    @Override
    public void close() throws IOException {
        turn.lock();
        try {
            if (counting != null) {
                counting.join();
            }
        } finally {
            turn.unlock();
            partials.close();
        }
    }
}
