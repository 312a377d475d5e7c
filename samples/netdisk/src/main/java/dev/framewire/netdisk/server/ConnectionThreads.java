package dev.framewire.netdisk.server;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A thread for each connection: a virtual one where the JVM has them and they may block inside {@code synchronized} without
 * holding up others, which is from 24 on; a daemon platform thread elsewhere.
 */
final class ConnectionThreads {
    private static final int FIRST_GOOD_RELEASE = 24;

    private final Executor executor;

    ConnectionThreads(Executor executor) {
        this.executor = executor;
    }

    static ConnectionThreads create() {
        if (Runtime.version().feature() >= FIRST_GOOD_RELEASE) {
            try {
                // by reflection, because the code is compiled for 17
                return new ConnectionThreads((ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null));
            } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
                throw new AssertionError("a JVM of release " + Runtime.version() + " has virtual threads", e);
            }
        }
        return new ConnectionThreads(task -> {
            Thread thread = new Thread(task, "netdisk-connection");
            thread.setDaemon(true);
            thread.start();
        });
    }

    void start(Runnable task) {
        executor.execute(task);
    }
}
