package dev.framewire.benchmarks.limits;

import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.process.Leftovers;
import dev.framewire.benchmarks.process.Room;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What another file costs while others are held: nothing but the memory of a RAM disk. A virtual machine may have to get it from
 * its host, page by page, which then takes longer than all else that is done to the bytes.
 */
public final class HeldMemory implements Closeable {
    /** The only contestant. */
    public static final String WRITTEN = "a file written";

    private static final int PIECE_BYTES = 256 << 10;

    private final Path work;
    private final long stepBytes;
    private final List<Path> held = new ArrayList<>();

    /**
     * On a RAM disk.
     *
     * @param work an empty folder there
     * @param stepBytes what is held are files of this size
     */
    public HeldMemory(Path work, long stepBytes) {
        this.work = work;
        this.stepBytes = stepBytes;
    }

    /**
     * A file of so many bytes, while so many steps are held.
     *
     * @throws IOException if there is no room for the largest of them
     */
    public List<Contestant> written(long bytes, List<Integer> steps) throws IOException {
        List<Contestant> points = new ArrayList<>();
        for (int count : steps) {
            Room.require(work, count * stepBytes + 2 * bytes);
            points.add(new Point(count, bytes));
        }
        return points;
    }

    private void hold(int count) throws IOException {
        while (held.size() > count) {
            Files.delete(held.remove(held.size() - 1));
        }
        while (held.size() < count) {
            Path file = work.resolve("held" + held.size());
            held.add(file);
            write(file, stepBytes);
        }
    }

    private static void write(Path file, long bytes) throws IOException {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long left = bytes; left > 0; left -= piece.limit()) {
                piece.clear().limit((int) Math.min(left, PIECE_BYTES));
                while (piece.hasRemaining()) {
                    out.write(piece);
                }
            }
        }
    }

    private final class Point implements Contestant {
        private final int count;
        private final long bytes;

        Point(int count, long bytes) {
            this.count = count;
            this.bytes = bytes;
        }

        private Path file() {
            return work.resolve("written");
        }

        @Override
        public String name() {
            return WRITTEN;
        }

        @Override
        public double x() {
            return (double) count * stepBytes;
        }

        @Override
        public void prepare() throws IOException {
            hold(count);
        }

        @Override
        public double run() throws IOException {
            long start = System.nanoTime();
            write(file(), bytes);
            return (System.nanoTime() - start) / 1e9;
        }

        @Override
        public void tidy() {
            Leftovers.remove(file());
        }
    }

    @Override
    public void close() {
        held.forEach(Leftovers::remove);
    }
}
