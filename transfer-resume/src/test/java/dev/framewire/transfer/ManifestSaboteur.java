package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Disks under which one guard of what a sender remembers does nothing: it sees what it wants to see, or what it does is not done. */
final class ManifestSaboteur {
    private static final int ROOT_AT = 37;

    /** What a manifest has to say rightly of a file. */
    enum Thing {
        PATH,
        IDENTITY,
        SIZE,
        MODIFIED,
        CHANGED,
        CHUNK,
        CHECK
    }

    /** A manifest as it is read, in place of the one that is there. */
    private interface Reading {
        byte[] read(byte[] bytes) throws IOException;
    }

    private ManifestSaboteur() {}

    private static boolean isManifest(Path name) {
        return name.toString().endsWith(PartialName.MANIFEST);
    }

    private static boolean within(String method) {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals(method)
                        && frame.getClassName().equals(Manifests.class.getName())));
    }

    private static byte[] whole(DiskFile file) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) file.size());
        while (all.hasRemaining() && file.read(all, all.position()) > 0) {
            // short reads
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    private static Disk reading(Disk mounted, Reading reading) {
        return new ForwardingDisk(mounted) {
            @Override
            DiskFile opened(Path name, DiskFile file) throws IOException {
                return !isManifest(name)
                        ? file
                        : new ForwardingFile(file) {
                            @Override
                            public int read(ByteBuffer target, long position) throws IOException {
                                byte[] bytes = reading.read(whole(file));
                                int count = Math.min(target.remaining(), bytes.length - (int) position);
                                target.put(bytes, (int) position, Math.max(0, count));
                                return count > 0 ? count : -1;
                            }
                        };
            }

            @Override
            public Optional<DiskStat> stat(Path name) throws IOException {
                Optional<DiskStat> stat = disk.stat(name);
                if (!isManifest(name) || stat.isEmpty()) {
                    return stat;
                }
                try (DiskFile file = disk.open(name, Disk.Mode.READ)) {
                    int size = reading.read(whole(file)).length;
                    return stat.map(of ->
                            new DiskStat(size, of.modifiedNanos(), of.changedNanos(), of.fileKey(), of.regular()));
                }
            }
        };
    }

    private static byte[] withCrc(byte[] bytes) {
        return bytes.length < 4 ? bytes : SentFile.seal(bytes.clone());
    }

    /** With the root that its digests have, if it is as long as it says. */
    private static byte[] withRoot(byte[] bytes) {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        if (bytes.length < 77 || !Arrays.equals(bytes, withCrc(bytes))) {
            return bytes;
        }
        long size = all.getLong(8);
        Optional<ContentCheck> check = ContentCheck.numbered(all.get(36));
        if (check.isEmpty() || !Geometry.valid(size, all.getInt(32))) {
            return bytes;
        }
        Geometry cut = new Geometry(size, all.getInt(32), check.get());
        int from = bytes.length - 4 - cut.chunks() * MerkleTree.DIGEST_BYTES;
        if (from < 73) {
            return bytes;
        }
        List<byte[]> digests = new ArrayList<>();
        for (int at = from; at < bytes.length - 4; at += MerkleTree.DIGEST_BYTES) {
            digests.add(Arrays.copyOfRange(bytes, at, at + MerkleTree.DIGEST_BYTES));
        }
        byte[] mended = bytes.clone();
        System.arraycopy(MerkleTree.root(cut, digests), 0, mended, ROOT_AT, MerkleTree.DIGEST_BYTES);
        return withCrc(mended);
    }

    static Sabotage withoutCrc() {
        return of((mounted, simulator) -> reading(mounted, ManifestSaboteur::withCrc));
    }

    static Sabotage withoutRoot() {
        return of((mounted, simulator) -> reading(mounted, ManifestSaboteur::withRoot));
    }

    /** Whatever a manifest says of that thing, it says what is true of the sender's file. */
    static Sabotage without(Thing thing) {
        return of((mounted, simulator) -> reading(mounted, bytes -> {
            Optional<DiskStat> now = mounted.stat(simulator.sent.path);
            Optional<Manifest> manifest = Manifest.decoded(ByteBuffer.wrap(bytes));
            boolean others = manifest.filter(of -> of.path().equals(simulator.sent.path.toString()))
                            .isEmpty()
                    && thing != Thing.PATH;
            return manifest.isEmpty() || now.isEmpty() || others
                    ? bytes
                    : SentFile.bytes(saying(thing, manifest.get(), now.get(), simulator));
        }));
    }

    private static Manifest saying(Thing thing, Manifest is, DiskStat now, StorageSimulator simulator) {
        Geometry cut = is.geometry();
        Geometry other = switch (thing) {
            case SIZE -> new Geometry(now.size(), cut.chunkBytes(), cut.check());
            case CHUNK -> new Geometry(cut.size(), StorageCase.CHUNK, cut.check());
            case CHECK -> cut.with(simulator.run.check());
            default -> cut;
        };
        DiskStat stat = is.stat();
        return new Manifest(
                thing == Thing.PATH ? simulator.sent.path.toString() : is.path(),
                other.chunks() == cut.chunks() ? other : cut,
                new DiskStat(
                        thing == Thing.SIZE && other.chunks() == cut.chunks() ? now.size() : stat.size(),
                        thing == Thing.MODIFIED ? now.modifiedNanos() : stat.modifiedNanos(),
                        thing == Thing.CHANGED ? now.changedNanos() : stat.changedNanos(),
                        thing == Thing.IDENTITY ? now.fileKey() : stat.fileKey(),
                        true),
                is.digests());
    }

    private interface Wrapping {
        Disk around(Disk mounted, StorageSimulator simulator);
    }

    private static Sabotage of(Wrapping wrapping) {
        return new Sabotage() {
            @Override
            public Disk disk(Disk mounted, StorageSimulator simulator) {
                return wrapping.around(mounted, simulator);
            }
        };
    }

    /** A file is remembered however new it is. */
    static Sabotage withoutWaitingForATick() {
        return lookingNewer("keep", PartialName.MANIFEST);
    }

    /** What was published is remembered although its journal is of the same tick. */
    static Sabotage withoutSealing() {
        return lookingNewer("sealed", ".journal");
    }

    private static Sabotage lookingNewer(String method, String ending) {
        return of((mounted, simulator) -> new ForwardingDisk(mounted) {
            @Override
            public Optional<DiskStat> stat(Path name) throws IOException {
                Optional<DiskStat> stat = disk.stat(name);
                return name.toString().endsWith(ending) && within(method)
                        ? stat.map(is ->
                                new DiskStat(is.size(), Long.MAX_VALUE, Long.MAX_VALUE, is.fileKey(), is.regular()))
                        : stat;
            }
        });
    }

    /** What is known to be wrong stays. */
    static Sabotage withoutForgetting() {
        return of((mounted, simulator) -> new ForwardingDisk(mounted) {
            @Override
            public boolean delete(Path name) throws IOException {
                return isManifest(name) && within("forget") || disk.delete(name);
            }
        });
    }
}
