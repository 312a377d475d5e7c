package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads small files, one behind the other, until they are a pack. The one that is too much for it has been read by then, and is
 * the first of the next:
 *
 * <pre>
 *   contents   | file | file | file … file | file |
 *              |‹───────── a pack ────────›|‹ the next ›
 * </pre>
 *
 * Not thread-safe.
 */
final class PackGatherer {
    private static final int FIRST_BYTES = 64 << 10;
    /** Until it is computed, with those of all the others. */
    private static final byte[] NO_ROOT = new byte[0];

    private final PackFormat format;
    private final SmallRoots roots;
    private final List<PackEntry> files = new ArrayList<>();
    private byte[] contents = new byte[FIRST_BYTES];
    private int contentBytes;
    private int packedBytes;
    /** What the last file takes of a pack. */
    private int lastPackedBytes;

    /** A pack, and what its entries say. */
    record Gathered(List<PackEntry> entries, Message.Pack message) {}

    PackGatherer(PackFormat format) {
        this.format = format;
        this.roots = SmallRoots.by(format.check());
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /**
     * Reads a file whole, and closes it: what fails is not in the pack. One that changes meanwhile is refused, for its bytes may
     * be of two contents.
     *
     * @return how many bytes it has
     */
    int add(String path, TransferSource source) throws IOException {
        byte[] utf8 = path.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > PackCodec.MAX_PATH_BYTES) {
            throw new TransferException(TransferException.Kind.REFUSED, "a path of more than 4,096 bytes");
        }
        if (source instanceof StreamAttempt) {
            throw new TransferException(TransferException.Kind.REFUSED, "content of unknown size is not for packs");
        }
        if (source.size() > PackCodec.MAX_FILE_BYTES) {
            throw new TransferException(TransferException.Kind.TOO_BIG, "too large for a pack");
        }
        int size = (int) source.size();
        read(source, size);
        int mode = format.modes() ? Permissions.of(source) : -1;
        long modified = source.modifiedMillis().orElse(-1);
        source.close();
        files.add(new PackEntry(path, modified, size, mode, NO_ROOT));
        contentBytes += size;
        lastPackedBytes = PackCodec.entryBytes(format, utf8) + size;
        packedBytes += lastPackedBytes;
        return size;
    }

    private void read(TransferSource source, int size) throws IOException {
        if (contentBytes + size > contents.length) {
            contents = Arrays.copyOf(contents, Math.max(contentBytes + size, 2 * contents.length));
        }
        String version = source.version();
        ByteBuffer bytes = ByteBuffer.wrap(contents, contentBytes, size);
        while (bytes.hasRemaining() && source.read(bytes, bytes.position() - contentBytes) >= 0) {
            // until it is full, or the file ends before it should
        }
        if (bytes.hasRemaining() || !source.version().equals(version)) {
            throw new TransferException(TransferException.Kind.CHANGED, "the file changed while it was read");
        }
    }

    /** Whether the last file is too much for a pack of all: {@link #take} leaves it then. */
    boolean isFull() {
        return files.size() > PackCodec.MAX_FILES || packedBytes > PackCodec.MAX_BODY_BYTES;
    }

    /** The files so far, as many as one pack takes; they are not here any more. */
    Gathered take(long id) {
        int left = isFull() ? 1 : 0;
        List<PackEntry> taken = files.subList(0, files.size() - left);
        int[] sizes = taken.stream().mapToInt(PackEntry::size).toArray();
        byte[][] digests = roots.of(contents, 0, sizes);
        List<PackEntry> entries = new ArrayList<>(sizes.length);
        int bytes = 0;
        for (int i = 0; i < sizes.length; i++) {
            PackEntry file = taken.get(i);
            entries.add(new PackEntry(file.path(), file.modifiedMillis(), sizes[i], file.mode(), digests[i]));
            bytes += sizes[i];
        }
        Message.Pack message = PackCodec.encode(id, format, entries, contents);
        taken.clear();
        contentBytes -= bytes;
        System.arraycopy(contents, bytes, contents, 0, contentBytes);
        packedBytes = left * lastPackedBytes;
        return new Gathered(entries, message);
    }
}
