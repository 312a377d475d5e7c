package dev.framewire.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content that stands under the target's name when a session begins, opened for the chunks that it shares with what is to
 * come. What is remembered of it are claims like any others: whoever uses a chunk reads and digests it first. Not thread-safe.
 */
final class Basis implements Closeable {
    private final Standing content;
    private final Geometry geometry;
    private final byte[] @Nullable [] digests;

    Basis(Standing content, Geometry geometry) {
        this.content = content;
        this.geometry = geometry;
        this.digests = new byte[geometry.chunks()][];
    }

    /** What is needed of a content that stands under a name. */
    interface Standing extends Closeable {
        int read(ByteBuffer target, long position) throws IOException;

        /** Makes it durable, if it was not. */
        void force() throws IOException;

        /** Whether the name still refers to it. */
        boolean named() throws IOException;
    }

    private record StandingFile(Disk disk, Path target, DiskFile file, String fileKey, long size) implements Standing {
        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return file.read(into, position);
        }

        @Override
        public void force() throws IOException {
            file.force();
        }

        @Override
        public boolean named() throws IOException {
            return disk.stat(target)
                    .filter(now -> now.fileKey().equals(fileKey) && now.size() == size)
                    .isPresent();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /**
     * Opens what stands under a name, to be cut into chunks like those of another content; null if it is nothing that content could share.
     *
     * @param published what was remembered when the file was published, if it is still that file
     */
    static @Nullable Basis open(Disk disk, Path target, Geometry like, Optional<PartialState> published)
            throws IOException {
        Optional<DiskStat> stat = disk.stat(target);
        if (stat.isEmpty()
                || !stat.get().regular()
                || !Geometry.valid(stat.get().size(), like.chunkBytes())) {
            return null;
        }
        DiskFile file;
        try {
            file = disk.open(target, Disk.Mode.READ);
        } catch (IOException e) {
            return null; // it may be replaced, but not read
        }
        Geometry geometry = new Geometry(stat.get().size(), like.chunkBytes(), like.check());
        Basis basis = new Basis(new StandingFile(disk, target, file, file.fileKey(), geometry.size()), geometry);
        published.filter(state -> state.header().geometry().equals(geometry)).ifPresent(state -> {
            for (int i = 0; i < basis.digests.length; i++) {
                basis.digests[i] = state.digest(i);
            }
        });
        return basis;
    }

    Geometry geometry() {
        return geometry;
    }

    /** Whether the name still refers to this content. */
    boolean named() throws IOException {
        return content.named();
    }

    /** Whether a chunk has the same place and length in another content: then equal digests are equal bytes. */
    boolean comparable(Geometry other, int chunk) {
        return chunk < Math.min(geometry.chunks(), other.chunks()) && geometry.length(chunk) == other.length(chunk);
    }

    /** The digest that is remembered of a chunk, or was told to {@link #digest}. */
    byte @Nullable [] digest(int chunk) {
        return digests[chunk];
    }

    void digest(int chunk, byte @Nullable [] digest) {
        digests[chunk] = digest;
    }

    /** Nothing remembered counts: every digest is to be computed from the bytes. */
    void forget() {
        Arrays.fill(digests, null);
    }

    /** The root of the whole, once every digest is known. */
    byte[] root() {
        List<byte[]> all = new ArrayList<>();
        for (byte[] digest : digests) {
            all.add(Objects.requireNonNull(digest));
        }
        return MerkleTree.root(geometry, all);
    }

    int read(ByteBuffer target, long position) throws IOException {
        return content.read(target, position);
    }

    void force() throws IOException {
        content.force();
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
