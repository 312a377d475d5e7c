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
 * The content that stands under the target's name when a session begins, or under another one, opened for the chunks that it shares
 * with what is to come. What is remembered of it are claims like any others: whoever uses a chunk reads and digests it first. Not
 * thread-safe.
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

        /** Whether the target's name still refers to it. */
        boolean named() throws IOException;

        /** Whether it never stood under the target's name: then it is read, and nothing else. */
        default boolean elsewhere() {
            return false;
        }
    }

    private record StandingFile(Disk disk, Path name, DiskFile file, String fileKey, long size, boolean elsewhere)
            implements Standing {
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
            return !elsewhere
                    && disk.stat(name)
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
     * @param elsewhere whether that is another name than the target's
     */
    static @Nullable Basis open(Disk disk, Path name, Geometry like, boolean elsewhere) throws IOException {
        Optional<DiskStat> stat = disk.stat(name);
        if (stat.isEmpty()
                || !stat.get().regular()
                || !Geometry.valid(stat.get().size(), like.chunkBytes())) {
            return null;
        }
        DiskFile file;
        try {
            file = disk.open(name, Disk.Mode.READ);
        } catch (IOException e) {
            return null; // it may be replaced, but not read
        }
        Geometry geometry = new Geometry(stat.get().size(), like.chunkBytes(), like.check());
        return new Basis(new StandingFile(disk, name, file, file.fileKey(), geometry.size(), elsewhere), geometry);
    }

    /** What a journal says of it, if it says it of content that is cut like this. */
    void remember(PartialState published) {
        if (published.header().geometry().equals(geometry)) {
            for (int i = 0; i < digests.length; i++) {
                digests[i] = published.digest(i);
            }
        }
    }

    /** The digests of all its chunks. */
    void remember(List<byte[]> all) {
        for (int i = 0; i < digests.length; i++) {
            digests[i] = all.get(i);
        }
    }

    /** Whether it is no content that stood under the target's name. */
    boolean elsewhere() {
        return content.elsewhere();
    }

    Geometry geometry() {
        return geometry;
    }

    /** Whether the target's name still refers to this content. */
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

    /** −1 where the content ends; and where it cannot be read and is only a guess: then nothing depends on it. */
    int read(ByteBuffer target, long position) throws IOException {
        try {
            return content.read(target, position);
        } catch (IOException e) {
            if (content.elsewhere()) {
                return -1;
            }
            throw e;
        }
    }

    void force() throws IOException {
        content.force();
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
