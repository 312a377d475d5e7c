package dev.framewire.transfer;

/**
 * What a {@link Disk} knows of a file without reading it.
 *
 * @param size length in bytes
 * @param modifiedNanos time of last modification, nanoseconds since 1970
 * @param changedNanos time of last change of content or attributes where the system keeps it, else as modifiedNanos
 * @param fileKey which file it is, whatever its name (device and inode)
 * @param regular false for directories, links and devices
 */
public record DiskStat(long size, long modifiedNanos, long changedNanos, String fileKey, boolean regular) {}
