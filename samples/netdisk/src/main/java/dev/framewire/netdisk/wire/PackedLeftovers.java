package dev.framewire.netdisk.wire;

import dev.framewire.transfer.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a run that was killed left of its packs: files that had not got their names (SPEC of the transfer, <em>Small
 * files</em>). Nothing goes on with them.
 */
public final class PackedLeftovers {
    private static final String SUFFIX = ".small";

    private PackedLeftovers() {}

    /** Removes them. A run that is writing one at this moment does not get it by its pack, and then gets it by itself. */
    public static void remove(FileStore store) throws IOException {
        for (Path file : store.leftovers()) {
            if (file.toString().endsWith(SUFFIX)) {
                Files.deleteIfExists(file);
            }
        }
    }
}
