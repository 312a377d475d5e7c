package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.process.Leftovers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Files to send: the same in every run, incompressible, and compared byte by byte where they arrive. */
public final class Trees {
    private static final int PIECE = 1 << 20;

    private Trees() {}

    /** A file of pseudo-random bytes; equal seeds give equal bytes. */
    public static void fill(Path file, long size, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[PIECE];
        try (FileChannel out = create(file)) {
            for (long at = 0; at < size; at += PIECE) {
                random.nextBytes(bytes);
                write(out, ByteBuffer.wrap(bytes, 0, (int) Math.min(PIECE, size - at)));
            }
        }
    }

    /** A folder of files of about that size, a hundred to a folder. */
    public static void fillTree(Path folder, int files, int meanBytes, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < files; i++) {
            Path parent = folder.resolve(String.format(java.util.Locale.ROOT, "d%03d", i / 100));
            if (i % 100 == 0) {
                Files.createDirectories(parent);
            }
            byte[] bytes = new byte[meanBytes / 2 + random.nextInt(meanBytes)];
            random.nextBytes(bytes);
            Files.write(parent.resolve(String.format(java.util.Locale.ROOT, "f%05d", i)), bytes);
        }
    }

    /** A copy in which one byte of every hundredth piece of that size is another. */
    public static void change(Path file, Path changed, int pieceBytes) throws IOException {
        Leftovers.remove(changed);
        copy(file, changed);
        try (FileChannel out = FileChannel.open(changed, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            for (long at = 0; at < out.size(); at += 100L * pieceBytes) {
                out.read(one.clear(), at);
                one.put(0, (byte) ~one.get(0)).rewind();
                out.write(one, at);
            }
        }
    }

    /** Copies a file or a folder with everything in it. */
    public static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    /**
     * A second name for a file, or for every file of a folder: takes no room. For files that nobody writes to; what replaces
     * one of them replaces that name alone.
     */
    public static void link(Path from, Path to) throws IOException {
        folders(from, to);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                Files.createLink(to.resolve(from.relativize(file).toString()), file);
            }
        }
    }

    /** The folders of a tree, without its files. */
    public static void folders(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all.filter(Files::isDirectory)::iterator) {
                Files.createDirectories(to.resolve(from.relativize(path).toString()));
            }
        }
    }

    /** The first half of a file. */
    static void copyHalf(Path from, Path to) throws IOException {
        copyFirst(from, to, Files.size(from) / 2);
    }

    /** Copies so many bytes. */
    public static void copyFirst(Path from, Path to, long bytes) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = create(to)) {
            for (long at = 0; at < bytes; ) {
                at += in.transferTo(at, bytes - at, out);
            }
        }
    }

    /**
     * Compares two files, or two folders with everything in them.
     *
     * @throws IOException with the first difference
     */
    public static void compare(Path expected, Path actual) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(expected)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path other = actual.resolve(expected.relativize(file).toString());
            if (!Files.isRegularFile(other)) {
                throw new IOException(other + " did not arrive");
            }
            long at = Files.mismatch(file, other);
            if (at >= 0) {
                throw new IOException(other + " differs at byte " + at);
            }
        }
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
