package dev.framewire.transfer;

import dev.framewire.transfer.StorageCase.Version;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * The file that the sender of a {@link StorageSimulator} reads, on the disk of its receiver, and what is remembered of it there. Its
 * user changes it between two sessions as programs do, and forces it: what a loss of power takes is the manifest, which nobody
 * forces, and to which anything else may happen too.
 */
final class SentFile {
    static final Path FOLDER = Path.of("/home/out");
    /** Less and more than what a file has to rest before it is remembered. */
    private static final long[] PAUSES = {0, 1_500_000_000, 3_000_000_000L};

    private static final long[] TICKS = {1, 1_000_000, 1_000_000_000, 2_000_000_000};
    private static final int ROOT_AT = 37;

    /** What befalls a manifest between two sessions. */
    enum Harm {
        GONE,
        FLIPPED,
        CUT,
        ZEROED,
        /** One of other content, that says of the file what is true of it now, and whose CRC is wrong. */
        FORGED_WITHOUT_CRC,
        /** The same with a right CRC, and a root that is not that of its digests. */
        FORGED_WITHOUT_ROOT,
        /** From here on: one of other content, whole, and right in everything but one thing. */
        OTHER_PATH,
        OTHER_IDENTITY,
        OTHER_SIZE,
        OTHER_MODIFIED,
        OTHER_CHANGED,
        OTHER_CHUNK,
        OTHER_CHECK
    }

    final Path path;
    final Path manifest;
    private final long tick;

    SentFile(StorageCase run) {
        // a long name brings the digests to where a sector ends
        int name = run.seed() % 2 == 0 ? 5 : 300 + (int) (run.seed() / 2 % 140);
        this.path = FOLDER.resolve("n".repeat(name));
        this.manifest = manifestOf(path);
        this.tick = TICKS[(int) (run.seed() / 4 % TICKS.length)];
    }

    static Path manifestOf(Path file) {
        return PartialName.of(StorageSimulator.FOLDER, "", file).manifest();
    }

    /** It is there before the first session. */
    void make(SimulatedDisk disk, Version version) throws IOException {
        disk.clockTick(tick).mount().createDirectories(FOLDER);
        put(disk, version, new SplittableRandom(version.bytes().length));
    }

    /** Its user gives it that content, in one of the ways of programs, sometimes with its time put back, and forces it. */
    void put(SimulatedDisk disk, Version version, SplittableRandom random) throws IOException {
        disk.elapse(PAUSES[random.nextInt(PAUSES.length)]);
        Disk mounted = disk.mount();
        Optional<DiskStat> before = mounted.stat(path);
        boolean replaced = before.isEmpty() || random.nextBoolean();
        boolean puttingBack = random.nextInt(3) == 0;
        if (disk.content(path).filter(is -> Arrays.equals(is, version.bytes())).isEmpty()) {
            Path name = replaced ? FOLDER.resolve("new") : path;
            try (DiskFile file = mounted.open(name, replaced ? Disk.Mode.CREATE : Disk.Mode.WRITE)) {
                file.write(ByteBuffer.wrap(version.bytes()), 0);
                if (puttingBack && before.isPresent()) {
                    mounted.setModified(name, before.get().modifiedNanos() / 1_000_000);
                }
                file.force();
            }
            if (replaced) {
                mounted.rename(name, path);
            }
            mounted.forceDirectory(FOLDER);
        }
        disk.elapse(PAUSES[random.nextInt(PAUSES.length)]);
    }

    /** Bits of its first and its last chunk change behind everybody's back. */
    void rot(SimulatedDisk disk, Version rotten) throws IOException {
        byte[] now = disk.content(path).orElseThrow();
        for (int at = 0; at < now.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                if (((now[at] ^ rotten.bytes()[at]) >> bit & 1) != 0) {
                    disk.flipBit(path, 8L * at + bit);
                }
            }
        }
    }

    RememberedSource open(FileStore store, SimulatedDisk disk) throws IOException {
        DiskSource source = new DiskSource(store.disk(), path);
        return new RememberedSource(
                source, source.fileKey(), path, store.manifests(), store.disk(), () -> disk.steps() * 1_000_000);
    }

    /** Somebody else has got it, whole. */
    void remember(FileStore store, SimulatedDisk disk, Version version) throws IOException {
        try (RememberedSource source = open(store, disk)) {
            source.known(version.geometry());
            source.read(version.geometry(), Arrays.asList(version.digests()));
        }
    }

    /**
     * Something happens to the manifest.
     *
     * @param version what the file has
     * @param other what a forged one speaks of
     */
    void befall(SimulatedDisk disk, Harm harm, Version version, Version other, SplittableRandom random)
            throws IOException {
        Disk mounted = disk.mount();
        int length = disk.content(manifest).orElse(new byte[0]).length;
        switch (harm) {
            case GONE -> mounted.delete(manifest);
            case FLIPPED -> {
                if (length > 0) {
                    disk.flipBit(manifest, random.nextLong(8L * length));
                }
            }
            case CUT, ZEROED -> {
                if (length > 0) {
                    int at = random.nextInt(length);
                    try (DiskFile file = mounted.open(manifest, Disk.Mode.WRITE)) {
                        if (harm == Harm.CUT) {
                            file.truncate(at);
                        } else {
                            file.write(ByteBuffer.allocate(Math.min(length - at, SimulatedDisk.SECTOR_BYTES)), at);
                        }
                    }
                }
            }
            default -> {
                Optional<byte[]> forged = forged(harm, mounted.stat(path).orElseThrow(), version, other);
                if (forged.isPresent()) {
                    mounted.delete(manifest);
                    try (DiskFile file = mounted.open(manifest, Disk.Mode.CREATE)) {
                        file.write(ByteBuffer.wrap(forged.get()), 0);
                    }
                }
            }
        }
    }

    /** Empty if there is no such thing of that content. */
    private Optional<byte[]> forged(Harm harm, DiskStat now, Version version, Version other) {
        Geometry cut = version.geometry();
        int sizeToo = cut.length(cut.chunks() - 1) > 1 ? -1 : 1; // of as many chunks
        Geometry of = switch (harm) {
            case OTHER_SIZE -> new Geometry(cut.size() + sizeToo, cut.chunkBytes(), cut.check());
            case OTHER_CHUNK -> new Geometry(cut.size(), 2 * cut.chunkBytes(), cut.check());
            case OTHER_CHECK ->
                cut.with(ContentCheck.values()[(cut.check().ordinal() + 1) % ContentCheck.values().length]);
            default -> cut;
        };
        DiskStat stat = new DiskStat(
                of.size(),
                now.modifiedNanos() - (harm == Harm.OTHER_MODIFIED ? 1 : 0),
                now.changedNanos() - (harm == Harm.OTHER_CHANGED ? 1 : 0),
                now.fileKey() + (harm == Harm.OTHER_IDENTITY ? "x" : ""),
                true);
        List<byte[]> digests = new ArrayList<>(Arrays.asList(other.digests()).subList(0, of.chunks()));
        if (other.check() != version.check()) { // of no content at all
            digests.replaceAll(digest -> version.digests()[0].clone());
            digests.get(0)[31] ^= 1;
        }
        String name = harm == Harm.OTHER_PATH ? StorageSimulator.TARGET.toString() : path.toString();
        byte[] bytes = bytes(new Manifest(name, of, stat, digests));
        if (harm == Harm.FORGED_WITHOUT_CRC) {
            bytes[bytes.length - 1] ^= 1;
        } else if (harm == Harm.FORGED_WITHOUT_ROOT) {
            bytes[ROOT_AT] ^= 1;
            seal(bytes);
        }
        return Optional.of(bytes);
    }

    static byte[] bytes(Manifest manifest) {
        ByteBuffer encoded = manifest.encoded().orElseThrow();
        return Arrays.copyOf(encoded.array(), encoded.limit());
    }

    /** Gives it the CRC that it should have. */
    static byte[] seal(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
        return bytes;
    }
}
