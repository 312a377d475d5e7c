package dev.framewire.netdisk.users;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the other threads of this process and the other processes from the users' files, by a lock on a file beside them. It
 * is held for milliseconds, on a busy disk for a few seconds; whoever waits for one that was suspended with it (Ctrl-Z in a
 * {@code useradd}), or whose disk does not answer, stops waiting and says so.
 */
final class UsersLock implements Closeable {
    static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

    // no system tells when a lock of another process becomes free: it is asked for again and again
    private static final long ASK_EVERY_MS = 10;

    private final Path file;
    private final Duration patience;
    private final FileChannel channel;
    private final ReentrantLock threads = new ReentrantLock();

    UsersLock(Path file, Duration patience) throws IOException {
        this.file = file;
        this.patience = patience;
        this.channel =
                PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** The others are kept out until it is closed, by the thread that got it. */
    final class Hold implements Closeable {
        private final FileLock lock;

        private Hold(FileLock lock) {
            this.lock = lock;
        }

        boolean isValid() {
            return lock.isValid();
        }

        @Override
        public void close() throws IOException {
            try {
                lock.release();
            } finally {
                threads.unlock();
            }
        }
    }

    /**
     * Waits until nobody else holds it.
     *
     * @throws UsersLockedException when that took too long
     */
    Hold hold() throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        boolean held = false;
        try {
            if (!threads.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new UsersLockedException(file, patience);
            }
            try {
                FileLock lock = channel.tryLock();
                while (lock == null) {
                    if (System.nanoTime() - end >= 0) {
                        throw new UsersLockedException(file, patience);
                    }
                    TimeUnit.MILLISECONDS.sleep(ASK_EVERY_MS);
                    lock = channel.tryLock();
                }
                held = true;
                return new Hold(lock);
            } finally {
                if (!held) {
                    threads.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
