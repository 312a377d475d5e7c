package dev.framewire.netdisk.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** SHA-256 of a local file, made on a thread of its own while something else is waited for. Closing it gives up. */
final class LocalDigest implements AutoCloseable {
    private final InputStream content;
    private final FutureTask<String> task;

    private LocalDigest(Path file) throws IOException {
        content = LocalFiles.open(file);
        task = new FutureTask<>(() -> LocalFiles.sha256(file, content));
    }

    /** Begins, unless the file cannot be opened. */
    static LocalDigest begin(Path file) throws IOException {
        LocalDigest digest = new LocalDigest(file);
        Thread thread = new Thread(digest.task, "netdisk-digest");
        thread.setDaemon(true);
        thread.start();
        return digest;
    }

    /** In hexadecimal, as {@code sha256sum} prints it. */
    String await() throws IOException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** A read that still waits ends with an exception that nobody asks for. */
    @Override
    public void close() throws IOException {
        content.close();
    }
}
