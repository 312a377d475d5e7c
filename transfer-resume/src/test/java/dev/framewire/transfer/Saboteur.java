package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Disks under which one guard of the receiver does nothing, or comes too late. Guards are known by the method they stand in. */
final class Saboteur {
    /** What a receiver does to a disk, as far as sabotage is interested. */
    enum Step {
        FORCE_PART,
        FORCE_JOURNAL,
        FORCE_NEW_JOURNAL,
        FORCE_FOLDER,
        WRITE_PART,
        WRITE_JOURNAL,
        PUBLISH,
        RENAME_JOURNAL,
        DELETE
    }

    private interface Deed {
        void run() throws IOException;
    }

    private Saboteur() {}

    private static boolean within(String method) {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals(method)
                        && (frame.getClassName().equals(Partial.class.getName())
                                || frame.getClassName().equals(FileStore.class.getName())
                                || frame.getClassName().equals(StoreFolder.class.getName())
                                || frame.getClassName().equals(Receiver.class.getName()))));
    }

    private static boolean ends(Path name, String ending) {
        return name.toString().endsWith(ending);
    }

    /** A step of a method never happens, and everybody believes that it did. */
    static Sabotage without(Step left, String method) {
        return late(left, method, null);
    }

    /** A step of a method happens only after the next step of another kind, or when the disk is asked what would show it. */
    static Sabotage late(Step late, String method, @Nullable Step after) {
        return new Sabotage() {
            @Override
            public Disk disk(Disk mounted, StorageSimulator simulator) {
                return new LateDisk(mounted, late, method, after);
            }
        };
    }

    /** One session's disk on which one step is put off. */
    private static final class LateDisk extends ForwardingDisk {
        private final Step late;
        private final String method;
        private final @Nullable Step after;
        private @Nullable Deed putOff;

        LateDisk(Disk disk, Step late, String method, @Nullable Step after) {
            super(disk);
            this.late = late;
            this.method = method;
            this.after = after;
        }

        private void step(Step step, Deed deed) throws IOException {
            if (step == late && within(method)) {
                Deed before = putOff;
                putOff = after == null
                        ? null
                        : () -> {
                            if (before != null) {
                                before.run();
                            }
                            deed.run();
                        };
                return;
            }
            deed.run();
            if (step == after) {
                catchUp();
            }
        }

        private void catchUp() throws IOException {
            Deed deed = putOff;
            putOff = null;
            if (deed != null) {
                deed.run();
            }
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            step(ends(from, ".part") ? Step.PUBLISH : Step.RENAME_JOURNAL, () -> disk.rename(from, to));
        }

        @Override
        public void link(Path existing, Path name) throws IOException {
            step(Step.PUBLISH, () -> disk.link(existing, name));
        }

        @Override
        public boolean delete(Path file) throws IOException {
            boolean there = disk.stat(file).isPresent();
            step(Step.DELETE, () -> disk.delete(file));
            return there;
        }

        @Override
        public void forceDirectory(Path directory) throws IOException {
            step(Step.FORCE_FOLDER, () -> disk.forceDirectory(directory));
        }

        @Override
        DiskFile opened(Path name, DiskFile file) {
            boolean part = ends(name, ".part");
            return new ForwardingFile(file) {
                @Override
                public void write(ByteBuffer source, long position) throws IOException {
                    ByteBuffer copy =
                            ByteBuffer.allocate(source.remaining()).put(source).flip();
                    step(part ? Step.WRITE_PART : Step.WRITE_JOURNAL, () -> file.write(copy.duplicate(), position));
                }

                @Override
                public void force() throws IOException {
                    boolean fresh = ends(name, ".new") && within("acquire"); // later it is the journal
                    step(part ? Step.FORCE_PART : fresh ? Step.FORCE_NEW_JOURNAL : Step.FORCE_JOURNAL, file::force);
                }

                @Override
                public int read(ByteBuffer target, long position) throws IOException {
                    catchUp();
                    return file.read(target, position);
                }

                @Override
                public long size() throws IOException {
                    catchUp();
                    return file.size();
                }
            };
        }
    }

    /** Every record of the journal is read with the CRC that it should have. */
    static Sabotage withoutCrcOfTheJournal() {
        return new Sabotage() {
            @Override
            public Disk disk(Disk mounted, StorageSimulator simulator) {
                return new ForwardingDisk(mounted) {
                    @Override
                    DiskFile opened(Path name, DiskFile file) {
                        return !ends(name, ".journal")
                                ? file
                                : new ForwardingFile(file) {
                                    @Override
                                    public int read(ByteBuffer target, long position) throws IOException {
                                        int from = target.position();
                                        int read = file.read(target, position);
                                        if (read >= 17 && target.arrayOffset() == 0) {
                                            CRC32C crc = new CRC32C();
                                            crc.update(target.array(), from, read - 4);
                                            target.putInt(from + read - 4, (int) crc.getValue());
                                        }
                                        return read;
                                    }
                                };
                    }
                };
            }
        };
    }

    /** Whatever the part holds, what is read back is what the journal claims. */
    static Sabotage withoutReadingBack() {
        return new Sabotage() {
            @Override
            public Disk disk(Disk mounted, StorageSimulator simulator) {
                return new ForwardingDisk(mounted) {
                    @Override
                    DiskFile opened(Path name, DiskFile file) {
                        return !ends(name, ".part")
                                ? file
                                : new ForwardingFile(file) {
                                    @Override
                                    public int read(ByteBuffer target, long position) throws IOException {
                                        PartialState claims = PartialState.replay(
                                                Journal.read(mounted.open(simulator.name.journal(), Disk.Mode.READ))
                                                        .records());
                                        int chunk = (int) (position / StorageCase.CHUNK);
                                        byte[] claimed = claims == null ? null : claims.digest(chunk);
                                        StorageCase.Version version =
                                                claimed == null ? null : simulator.versionWith(chunk, claimed);
                                        if (version == null) {
                                            return file.read(target, position);
                                        }
                                        int length = target.remaining();
                                        target.put(version.bytes(), (int) position, length);
                                        return length;
                                    }

                                    @Override
                                    public void write(ByteBuffer source, long position) throws IOException {
                                        if (within("idle")) {
                                            source.position(
                                                    source.limit()); // who does not read back has nothing to write
                                            // again
                                        } else {
                                            file.write(source, position);
                                        }
                                    }
                                };
                    }
                };
            }
        };
    }

    /** What is copied out of the other file is read once more: nobody digests it, and what was digested is what was wanted. */
    static Sabotage copyingWhatNobodyDigested() {
        return new Sabotage() {
            @Override
            public Disk disk(Disk mounted, StorageSimulator simulator) {
                return new ForwardingDisk(mounted) {
                    @Override
                    DiskFile opened(Path name, DiskFile file) {
                        boolean part = ends(name, ".part");
                        return !part && !name.equals(StorageSimulator.LIKE)
                                ? file
                                : new ForwardingFile(file) {
                                    @Override
                                    public int read(ByteBuffer target, long position) throws IOException {
                                        int length = target.remaining();
                                        int read = file.read(target, position);
                                        byte[] wanted = simulator.content.bytes();
                                        if (!part && read == length && position + read <= wanted.length) {
                                            target.put(target.position() - read, wanted, (int) position, read);
                                        }
                                        return read;
                                    }

                                    @Override
                                    public void write(ByteBuffer source, long position) throws IOException {
                                        ByteBuffer bytes = ByteBuffer.allocate(source.remaining());
                                        if (part && copies()) {
                                            try (DiskFile other = disk.open(StorageSimulator.LIKE, Mode.READ)) {
                                                while (bytes.hasRemaining()
                                                        && other.read(bytes, position + bytes.position()) >= 0) {
                                                    // all that was read before
                                                }
                                            }
                                            file.write(bytes.flip(), position);
                                            source.position(source.limit());
                                        } else {
                                            file.write(source, position);
                                        }
                                    }
                                };
                    }
                };
            }

            private static boolean copies() {
                return StackWalker.getInstance()
                        .walk(frames ->
                                frames.anyMatch(frame -> frame.getClassName().equals(BasisReader.class.getName())));
            }
        };
    }

    /** A bit of every first chunk is flipped under way; each check that is not left sees what it wants to see. */
    static Sabotage flippingPieces(boolean crc, boolean digests, boolean root) {
        return new Sabotage() {
            @Override
            public Message.Data data(Message.Data data) {
                if (data.offset() > 0) {
                    return data;
                }
                byte[] flipped = new byte[data.length()];
                data.view().get(flipped);
                flipped[data.length() / 2] ^= 4;
                CRC32C sum = new CRC32C();
                sum.update(flipped);
                return new Message.Data(
                        data.id(),
                        data.epoch(),
                        data.offset(),
                        crc ? data.crc() : (int) sum.getValue(),
                        ByteBuffer.wrap(flipped));
            }

            @Override
            public Message.Hashes hashes(Message.Hashes hashes, Partial partial) {
                return digests ? hashes : new Message.Hashes(hashes.id(), hashes.epoch(), 0, claims(hashes, partial));
            }

            @Override
            public Message.Fin fin(Message.Fin fin, Partial partial, Geometry geometry) {
                byte[][] claimed = new byte[geometry.chunks()][];
                Arrays.setAll(claimed, partial::claim);
                return root
                        ? fin
                        : new Message.Fin(
                                fin.id(), fin.epoch(), fin.size(), MerkleTree.root(geometry, Arrays.asList(claimed)));
            }

            private byte[] claims(Message.Hashes hashes, Partial partial) {
                byte[] all = hashes.digests().clone();
                for (int i = 0; i * MerkleTree.DIGEST_BYTES < all.length; i++) {
                    byte[] claim = partial.claim(i);
                    if (claim != null) {
                        System.arraycopy(claim, 0, all, i * MerkleTree.DIGEST_BYTES, MerkleTree.DIGEST_BYTES);
                    }
                }
                return all;
            }
        };
    }
}
