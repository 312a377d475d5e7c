package dev.framewire.benchmarks.process;

import dev.framewire.benchmarks.figures.Quantity;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Room for files. On a RAM disk that is memory, whatever the disk's own size. */
public final class Room {
    private static final String AVAILABLE = "MemAvailable:";

    private Room() {}

    /**
     * Looks before anything is written: a full RAM disk would take the memory that the programs need.
     *
     * @throws IOException if there is less than that
     */
    public static void require(Path folder, long bytes) throws IOException {
        long free = free(folder);
        if (free < bytes) {
            throw new IOException("needs " + Quantity.bytes(bytes) + " in " + folder + ", where " + Quantity.bytes(free)
                    + " are free");
        }
    }

    static long free(Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        return store.type().equals("tmpfs")
                ? Math.min(store.getUsableSpace(), availableMemory())
                : store.getUsableSpace();
    }

    private static long availableMemory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith(AVAILABLE)) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return Long.MAX_VALUE;
    }
}
