package dev.framewire.transfer;

import dev.framewire.transfer.StorageCase.Version;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** What a store of the {@link StorageSimulator} would believe of a file, beside what is in the file. */
final class Remembered {
    private Remembered() {}

    /** Of what was published and of what is sent; the latter may have lost bits, of which nobody can know. */
    static void requireTrue(SimulatedDisk disk, Sabotage sabotage, StorageSimulator simulator) throws IOException {
        Disk seen = sabotage.disk(disk.mount(), simulator);
        Optional<byte[]> published = disk.content(StorageSimulator.TARGET);
        StorageOracle.require(
                believed(seen, StorageSimulator.TARGET)
                        .filter(manifest -> !isOf(manifest, published.orElseThrow(), simulator))
                        .isEmpty(),
                "I1: what is remembered of the target is not what is in it");
        Path source = simulator.sent.path;
        Version version = disk.content(source).map(simulator::versionOf).orElse(null);
        if (version != null && (version != simulator.rotten || version == simulator.content)) {
            StorageOracle.require(
                    believed(seen, source)
                            .filter(manifest -> manifest.geometry().equals(version.geometry()))
                            .filter(manifest -> !isOf(manifest, version.bytes(), simulator))
                            .isEmpty(),
                    "I1: what is remembered of the source is not what is in it");
        }
    }

    /** Whoever edits what was just published, at once, makes it forgotten. */
    static void requireAnEditSeen(SimulatedDisk published, Sabotage sabotage, StorageSimulator simulator)
            throws IOException {
        SimulatedDisk disk = published.copy();
        byte[] bytes = disk.content(StorageSimulator.TARGET).orElseThrow();
        try (DiskFile file = disk.mount().open(StorageSimulator.TARGET, Disk.Mode.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {(byte) (bytes[bytes.length - 1] ^ 1)}), bytes.length - 1);
        }
        requireTrue(disk, sabotage, simulator);
    }

    private static boolean isOf(Manifest manifest, byte[] content, StorageSimulator simulator) {
        Geometry cut = manifest.geometry();
        ChunkHasher hasher = simulator.hasher(cut);
        for (int i = 0; i < cut.chunks(); i++) {
            byte[] digest = hasher.begin(i)
                    .update(content, (int) cut.offset(i), cut.length(i))
                    .finish();
            if (!Arrays.equals(digest, manifest.digests().get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Manifest> believed(Disk disk, Path file) throws IOException {
        Path name = SentFile.manifestOf(file);
        Optional<DiskStat> stat = disk.stat(name);
        Optional<DiskStat> now = disk.stat(file);
        if (stat.isEmpty() || now.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer all = ByteBuffer.allocate((int) stat.get().size());
        try (DiskFile open = disk.open(name, Disk.Mode.READ)) {
            while (all.hasRemaining() && open.read(all, all.position()) > 0) {
                // short reads
            }
        }
        return Manifest.decoded(all.flip())
                .filter(manifest -> manifest.isOf(file.toString(), now.get(), manifest.geometry()));
    }
}
