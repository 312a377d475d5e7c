package dev.framewire.netdisk.server;

import dev.framewire.netdisk.wire.RefusedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

/**
 * A thread for each connection: a virtual one where the JVM has them and they may block inside {@code synchronized} without
 * holding up others, which is from 24 on; a daemon platform thread elsewhere. What waits for a file system, which holds up
 * others on every release, goes to platform threads ({@link #atDisk}).
 */
final class ConnectionThreads {
    private static final int FIRST_GOOD_RELEASE = 24;

    private final Executor executor;
    private final Executor diskThreads; // null where connections may wait for a disk on their own threads

    /** With platform threads. */
    ConnectionThreads(Executor executor) {
        this(executor, null);
    }

    private ConnectionThreads(Executor executor, Executor diskThreads) {
        this.executor = executor;
        this.diskThreads = diskThreads;
    }

    static ConnectionThreads create() {
        if (Runtime.version().feature() >= FIRST_GOOD_RELEASE) {
            try {
                // by reflection, because the code is compiled for 17
                ExecutorService virtual = (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
                return new ConnectionThreads(
                        virtual, Executors.newCachedThreadPool(task -> daemon(task, "netdisk-disk")));
            } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
                throw new AssertionError("a JVM of release " + Runtime.version() + " has virtual threads", e);
            }
        }
        return new ConnectionThreads(task -> daemon(task, "netdisk-connection").start());
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    void start(Runnable task) {
        executor.execute(task);
    }

    /** What waits for a file system. */
    interface DiskWork<T> {
        T run() throws IOException, RefusedException;
    }

    /**
     * Does what waits for a file system, and returns when it is done. A virtual thread that did it itself would keep its carrier
     * for as long as the file system takes, and there are no more carriers than processors: two homes on a disk that does not
     * answer, and a server of two processors would answer nobody.
     */
    <T> T atDisk(DiskWork<T> work) throws IOException, RefusedException {
        if (diskThreads == null) {
            return work.run();
        }
        FutureTask<T> task = new FutureTask<>(work::run);
        diskThreads.execute(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException io) {
                throw io;
            } else if (cause instanceof RefusedException refused) {
                throw refused;
            } else if (cause instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) cause;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
