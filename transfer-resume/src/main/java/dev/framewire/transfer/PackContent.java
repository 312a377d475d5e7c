package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A small file, read whole, ready for a pack. */
record PackContent(PackEntry entry, byte[] bytes, int packedBytes) {
    /** Reads a file whole. One that changes meanwhile is refused: its bytes may be of two contents. */
    static PackContent read(String path, TransferSource source, ChunkHasher roots) throws IOException {
        if (path.getBytes(StandardCharsets.UTF_8).length > PackCodec.MAX_PATH_BYTES) {
            throw new TransferException(TransferException.Kind.REFUSED, "a path of more than 4,096 bytes");
        }
        if (source instanceof StreamSource.Attempt) {
            throw new TransferException(TransferException.Kind.REFUSED, "content of unknown size is not for packs");
        }
        if (source.size() > PackCodec.MAX_FILE_BYTES) {
            throw new TransferException(TransferException.Kind.TOO_BIG, "too large for a pack");
        }
        String version = source.version();
        ByteBuffer bytes = ByteBuffer.allocate((int) source.size());
        while (bytes.hasRemaining() && source.read(bytes, bytes.position()) >= 0) {
            // until it is full, or the file ends before it should
        }
        if (bytes.hasRemaining() || !source.version().equals(version)) {
            throw new TransferException(TransferException.Kind.CHANGED, "the file changed while it was read");
        }
        byte[] content = bytes.array();
        long modified = source.modifiedMillis().orElse(-1);
        byte[] root = roots.update(content, 0, content.length).finish();
        PackEntry entry = new PackEntry(path, modified, content.length, root);
        return new PackContent(entry, content, PackCodec.bytes(entry));
    }

    /** Whether one more goes into a pack. */
    static boolean fits(List<PackContent> pack, PackContent next) {
        int bytes = next.packedBytes;
        for (PackContent content : pack) {
            bytes += content.packedBytes;
        }
        return pack.size() < PackCodec.MAX_FILES && bytes <= PackCodec.MAX_BODY_BYTES;
    }

    static Message.Pack pack(long id, List<PackContent> pack) {
        return PackCodec.encode(
                id,
                pack.stream().map(PackContent::entry).toList(),
                pack.stream().map(PackContent::bytes).toList());
    }
}
