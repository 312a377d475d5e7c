package dev.framewire.benchmarks.limits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/**
 * Many small files, with the calls that a transfer makes for each: open, read, close; create beside the name, write, close,
 * rename. The folders are there.
 */
final class PlainFiles {
    private static final Content END = new Content(Path.of(""), new byte[0]);

    private final Path from;
    private final Path to;
    private final boolean hashing;
    private final List<Path> names;

    private record Content(Path name, byte[] bytes) {}

    /**
     * The files below a folder.
     *
     * @param hashing whether each end takes SHA-256 of every file
     */
    PlainFiles(Path from, Path to, boolean hashing) throws IOException {
        this.from = from;
        this.to = to;
        this.hashing = hashing;
        try (Stream<Path> all = Files.walk(from)) {
            names = all.filter(Files::isRegularFile).map(from::relativize).toList();
        }
    }

    /** Reads on one thread and writes on another; in seconds. */
    double copy() throws IOException {
        BlockingQueue<Content> queue = new LinkedBlockingQueue<>();
        long start = System.nanoTime();
        CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(queue));
        MessageDigest digest = digest();
        for (Path name : names) {
            queue.add(read(name, digest));
        }
        queue.add(END);
        try {
            written.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** Only creates them, on this thread, from content in memory; in seconds. */
    double create() throws IOException {
        List<Content> contents = new ArrayList<>();
        for (Path name : names) {
            contents.add(read(name, digest()));
        }
        MessageDigest digest = digest();
        long start = System.nanoTime();
        for (Content content : contents) {
            write(content, digest);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private Content read(Path name, MessageDigest digest) throws IOException {
        byte[] bytes = Files.readAllBytes(from.resolve(name));
        if (hashing) {
            digest.digest(bytes);
        }
        return new Content(name, bytes);
    }

    private void write(BlockingQueue<Content> queue) {
        try {
            MessageDigest digest = digest();
            for (Content content = queue.take(); content != END; content = queue.take()) {
                write(content, digest);
            }
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private void write(Content content, MessageDigest digest) throws IOException {
        if (hashing) {
            digest.digest(content.bytes);
        }
        Path target = to.resolve(content.name);
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        Files.write(fresh, content.bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static MessageDigest digest() throws IOException {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }
}
