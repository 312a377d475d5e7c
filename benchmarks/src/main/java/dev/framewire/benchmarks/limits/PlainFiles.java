package dev.framewire.benchmarks.limits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Many small files, with the calls that a transfer makes for each: open, read, close; create beside the name, write, close,
 * rename. The folders are there.
 */
final class PlainFiles {
    private static final Content END = new Content(Path.of(""), new byte[0]);

    private final Path from;
    private final Path to;
    private final EndWork work;
    private final List<Path> names;

    private record Content(Path name, byte[] bytes) {}

    /**
     * The files below a folder.
     *
     * @param work that each end does to every file
     */
    PlainFiles(Path from, Path to, EndWork work) throws IOException {
        this.from = from;
        this.to = to;
        this.work = work;
        try (Stream<Path> all = Files.walk(from)) {
            names = all.filter(Files::isRegularFile).map(from::relativize).toList();
        }
    }

    /** Reads on one thread and writes on another; in seconds. */
    double copy() throws IOException, GeneralSecurityException {
        BlockingQueue<Content> queue = new LinkedBlockingQueue<>();
        long start = System.nanoTime();
        CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(queue));
        Consumer<byte[]> check = work.wholes();
        for (Path name : names) {
            queue.add(read(name, check));
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
    double create() throws IOException, GeneralSecurityException {
        List<Content> contents = new ArrayList<>();
        for (Path name : names) {
            contents.add(read(name, bytes -> {}));
        }
        Consumer<byte[]> check = work.wholes();
        long start = System.nanoTime();
        for (Content content : contents) {
            write(content, check);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private Content read(Path name, Consumer<byte[]> check) throws IOException {
        byte[] bytes = Files.readAllBytes(from.resolve(name));
        check.accept(bytes);
        return new Content(name, bytes);
    }

    private void write(BlockingQueue<Content> queue) {
        try {
            Consumer<byte[]> check = work.wholes();
            for (Content content = queue.take(); content != END; content = queue.take()) {
                write(content, check);
            }
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private void write(Content content, Consumer<byte[]> check) throws IOException {
        check.accept(content.bytes);
        Path target = to.resolve(content.name);
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        Files.write(fresh, content.bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
