package dev.framewire.benchmarks.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Whether memory that is free is at hand. The kernel of a virtual machine may report it to the host, which takes it away; what a
 * file on a RAM disk then costs depends on what was removed in the seconds before, by whomever.
 */
public final class FreeMemory {
    /** Blocks of free pages of this order and above are reported. */
    private static final Path REPORTED_ORDER = Path.of("/sys/module/page_reporting/parameters/page_reporting_order");
    /** Larger blocks there are not: the kernel's MAX_PAGE_ORDER with pages of 4 KiB. */
    private static final long LARGEST_ORDER = 10;

    private static final int PIECE_BYTES = 1 << 20;

    private FreeMemory() {}

    /** Whether the host takes it; false also where the kernel does not tell. */
    public static boolean isGivenBack() throws IOException {
        return Files.isReadable(REPORTED_ORDER) && isReported(Files.readString(REPORTED_ORDER));
    }

    /** No device to report to, and the order is −1, as an unsigned number. */
    static boolean isReported(String order) {
        return Long.parseLong(order.trim()) <= LARGEST_ORDER;
    }

    /**
     * Has the host give what it has not given yet, or has taken, by a file that is written and removed: else whoever is the first
     * to use it waits for it.
     *
     * @param folder on a RAM disk; elsewhere nothing is done
     * @param leftBytes not to be used
     */
    public static void touch(Path folder, long leftBytes) throws IOException {
        if (!Files.getFileStore(folder).type().equals("tmpfs")) {
            return;
        }
        Path file = folder.resolve("touched");
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long left = Room.free(folder) - leftBytes; left > 0; left -= PIECE_BYTES) {
                piece.clear();
                while (piece.hasRemaining()) {
                    out.write(piece);
                }
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
