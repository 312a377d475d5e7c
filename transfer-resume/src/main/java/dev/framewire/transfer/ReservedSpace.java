package dev.framewire.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the running transfers of a store have still to write, so that one that cannot fit is refused before its first byte, and
 * not the one that happens to meet the end of the disk. Other programs and other stores take space too: a transfer that was let
 * in may still find the disk full. Thread-safe; calls nothing but the disk.
 */
final class ReservedSpace {
    private final Disk disk;
    private final Path folder;
    private final Map<Object, Long> left = new HashMap<>();

    ReservedSpace(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /**
     * Reserves for a transfer, a partial or the files of a pack, in place of what it had reserved before.
     *
     * @throws TransferException NO_SPACE if others have reserved what is usable
     */
    synchronized void reserve(Object who, long neededBytes) throws IOException {
        left.remove(who);
        long others = left.values().stream().mapToLong(Long::longValue).sum();
        long available = Math.max(0, disk.usableBytes(folder) - others);
        if (neededBytes > available) {
            throw new TransferException(
                    TransferException.Kind.NO_SPACE,
                    neededBytes + " bytes of space are needed, and " + available + " are available");
        }
        left.put(who, neededBytes);
    }

    /** Bytes that were reserved are taken: the file system counts them now. */
    synchronized void taken(Object who, long bytes) {
        left.computeIfPresent(who, (partial, before) -> Math.max(0, before - bytes));
    }

    synchronized void release(Object who) {
        left.remove(who);
    }
}
