package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a store's folder remembers of whole files, so that to send one is not to digest it again. Never evidence of what is on
 * the disk: a receiver verifies all that it gets, and whoever asks whether a file is sound reads it.
 *
 * <p>A file is taken for the one that was read as long as path, identity, size, and both times are the same, so nothing is
 * remembered where the system keeps no time of the last change: there, an edit that puts the modification time back goes
 * unseen. Nor is anything remembered of a file that may have been written in the same tick of the clock in which it was
 * read: its times would not show that.
 *
 * <p>Nothing is forced, and nothing fails because of this: what is lost, torn or not written costs a reading. Thread-safe.
 */
final class Manifests {
    /** What a tick may be: that of FAT, the longest of all that keep times, and of servers whose clock another one reads. */
    static final long SETTLED_NANOS = 2_000_000_000;

    private final StoreFolder folder;
    private final Disk disk;
    private final boolean tellsChanges;
    private final long leastFileBytes;
    private final int most;
    private final long mostBytes;

    /** As counted last, and what was written since; −1 before that. */
    private int count = -1;

    private long bytes;

    Manifests(StoreFolder folder, long leastFileBytes) {
        this(folder, leastFileBytes, FileStore.MAX_MANIFESTS, FileStore.MAX_MANIFESTS_BYTES);
    }

    Manifests(StoreFolder folder, long leastFileBytes, int most, long mostBytes) {
        this.folder = folder;
        this.disk = folder.disk;
        this.tellsChanges =
                folder.path.getFileSystem().supportedFileAttributeViews().contains("unix");
        this.leastFileBytes = leastFileBytes;
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Whether files of that size are remembered at all. */
    boolean pays(long size) {
        return tellsChanges && size >= leastFileBytes;
    }

    private Path name(String file) {
        return folder.name("", Path.of(file)).manifest();
    }

    /** What is remembered of a file that looks so now. */
    Optional<List<byte[]>> digests(Path file, DiskStat now, Geometry cut) {
        try {
            return read(name(file.toString()))
                    .filter(manifest -> manifest.isOf(file.toString(), now, cut))
                    .map(Manifest::digests);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<Manifest> read(Path name) throws IOException {
        Optional<DiskStat> stat = disk.stat(name); // before the open: to open a pipe would wait for a writer
        if (stat.isEmpty() || !stat.get().regular() || stat.get().size() > Manifest.MAX_BYTES) {
            return Optional.empty();
        }
        ByteBuffer all = ByteBuffer.allocate((int) stat.get().size());
        try (DiskFile file = disk.open(name, Disk.Mode.READ)) {
            while (all.hasRemaining()) {
                if (file.read(all, all.position()) < 0) {
                    return Optional.empty();
                }
            }
        }
        return Manifest.decoded(all.flip());
    }

    /**
     * What a part looks like that is about to be published, if any later change of its content will show: the journal, written
     * behind the last byte of it, is of a later tick.
     */
    Optional<DiskStat> sealed(PartialName name, long size) {
        if (!pays(size)) {
            return Optional.empty();
        }
        try {
            Optional<DiskStat> journal = disk.stat(name.journal());
            return disk.stat(name.part())
                    .filter(part -> journal.isPresent()
                            && part.modifiedNanos() < journal.get().modifiedNanos());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Remembers what was just published. */
    void published(Path file, DiskStat sealed, Geometry cut, List<byte[]> digests) {
        try {
            Optional<DiskStat> now = disk.stat(file);
            boolean same = now.filter(stat -> stat.regular()
                            && stat.size() == sealed.size()
                            && stat.modifiedNanos() == sealed.modifiedNanos()
                            && stat.fileKey().equals(sealed.fileKey()))
                    .isPresent();
            if (same) {
                keep(new Manifest(file.toString(), cut, now.get(), digests), Long.MIN_VALUE);
            }
        } catch (IOException e) {
            // it will be read once more
        }
    }

    /** Remembers what a sender has read from its first byte to its last, which took so long. */
    void read(Path file, DiskStat before, Geometry cut, List<byte[]> digests, long tookNanos) {
        try {
            if (disk.stat(file).equals(Optional.of(before))) {
                long written = Math.max(before.modifiedNanos(), before.changedNanos());
                keep(new Manifest(file.toString(), cut, before, digests), written + SETTLED_NANOS + tookNanos);
            }
        } catch (IOException e) {
            // it will be read once more
        }
    }

    /** Writes it down, if it is that time by the clock of the file system, or later. */
    private synchronized void keep(Manifest manifest, long notBeforeNanos) throws IOException {
        Optional<ByteBuffer> encoded = manifest.encoded();
        if (encoded.isEmpty()) {
            return;
        }
        Path name = name(manifest.path());
        disk.delete(name);
        makeRoom(encoded.get().remaining());
        boolean written = false;
        try (DiskFile out = disk.open(name, Disk.Mode.CREATE)) {
            long now = disk.stat(name).map(DiskStat::modifiedNanos).orElse(Long.MIN_VALUE);
            if (now >= notBeforeNanos) {
                out.write(encoded.get(), 0);
                written = true;
            }
        } finally {
            if (!written) {
                disk.delete(name);
            }
        }
    }

    /** What is remembered of a file is not what is in it. */
    void forget(Path file) {
        try {
            disk.delete(name(file.toString()));
        } catch (IOException e) {
            // then its next receiver finds out, too
        }
    }

    private record Kept(Path name, DiskStat stat) {}

    /** The oldest go, an eighth more of them than must, so that not every new one counts them all. */
    private void makeRoom(int more) throws IOException {
        if (count < 0 || count + 1 > most || bytes + more > mostBytes) {
            List<Kept> all = kept();
            all.sort(Comparator.comparingLong(kept -> kept.stat().modifiedNanos()));
            count = all.size();
            bytes = all.stream().mapToLong(kept -> kept.stat().size()).sum();
            if (count + 1 > most || bytes + more > mostBytes) {
                for (Kept oldest : all) {
                    if (count + 1 <= most - most / 8 && bytes + more <= mostBytes - mostBytes / 8) {
                        break;
                    }
                    disk.delete(oldest.name());
                    count--;
                    bytes -= oldest.stat().size();
                }
            }
        }
        count++;
        bytes += more;
    }

    private List<Kept> kept() throws IOException {
        List<Kept> all = new ArrayList<>();
        for (Path file : disk.list(folder.path)) {
            if (PartialName.isManifest(file)) {
                disk.stat(file).ifPresent(stat -> all.add(new Kept(file, stat)));
            }
        }
        return all;
    }

    /** Removes what speaks of files that are gone or have changed, and what says nothing. */
    synchronized void sweep() throws IOException {
        for (Kept kept : kept()) {
            Optional<Manifest> manifest = read(kept.name());
            if (manifest.isEmpty() || !of(manifest.get())) {
                disk.delete(kept.name());
            }
        }
        count = -1;
    }

    private boolean of(Manifest manifest) throws IOException {
        try {
            return disk.stat(Path.of(manifest.path())).equals(Optional.of(manifest.stat()));
        } catch (InvalidPathException e) {
            return false; // this JVM has no name for it, and will not send it
        }
    }
}
