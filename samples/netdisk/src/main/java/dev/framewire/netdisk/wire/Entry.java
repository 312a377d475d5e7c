package dev.framewire.netdisk.wire;

import dev.framewire.framing.FrameException;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderView;

/**
 * A file or folder as listed. In a listing each is one line of JSON.
 *
 * @param path the name, or in a recursive listing the path below the listed folder
 * @param folder whether it is a folder
 * @param size in bytes; 0 for a folder
 * @param modifiedMs in milliseconds since 1970
 */
public record Entry(String path, boolean folder, long size, long modifiedMs) {
    public HeaderBuilder write(HeaderBuilder out) {
        return out.put(Messages.NAME, path)
                .put(Messages.KIND, folder ? Messages.FOLDER : Messages.FILE)
                .put(Messages.SIZE, size)
                .put(Messages.MODIFIED, modifiedMs);
    }

    public static Entry read(HeaderView in) throws FrameException {
        return new Entry(
                in.getString(Messages.NAME),
                in.getString(Messages.KIND).equals(Messages.FOLDER),
                in.getLong(Messages.SIZE),
                in.getLong(Messages.MODIFIED));
    }
}
