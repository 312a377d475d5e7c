package dev.framewire.transfer;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Packs of given contents. */
final class PackFiles {
    private PackFiles() {}

    /** Files with these names and contents, whose times and permissions nobody tells. */
    static Message.Pack pack(ContentCheck check, List<String> paths, List<byte[]> contents) {
        SmallRoots roots = SmallRoots.by(check);
        List<PackEntry> entries = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            byte[] content = contents.get(i);
            byte[] root = roots.of(content, 0, new int[] {content.length})[0];
            entries.add(new PackEntry(paths.get(i), -1, content.length, -1, root));
        }
        return PackCodec.encode(1, new PackFormat(check, false), entries, joined(contents));
    }

    static byte[] joined(List<byte[]> contents) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        contents.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
