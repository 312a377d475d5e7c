package dev.framewire.netdisk.server;

import java.io.Closeable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a server does by the clock. Each chore has a thread of its own and is waited for so long and no longer: one that hangs,
 * on a file system that does not answer, holds up no other. Nobody can end it; it is left alone, the log says so, and it is
 * not begun again before it has come to its end. Thread-safe.
 */
final class Housekeeping implements Closeable {
    /** What usually takes milliseconds, and for thousands of partials seconds. */
    static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(1);

    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());
    private static final ThreadFactory DAEMONS = task -> {
        Thread thread = new Thread(task, "netdisk-housekeeping");
        thread.setDaemon(true);
        return thread;
    };

    private final Duration patience;
    // one for what is done each second, the other for the round each hour, which may take as long as there are homes
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2, DAEMONS);
    private final ExecutorService threads = Executors.newCachedThreadPool(DAEMONS);
    /** Those that run, and whether one of them has been given up. */
    private final Map<String, AtomicBoolean> running = new ConcurrentHashMap<>();

    Housekeeping(Duration patience) {
        this.patience = patience;
    }

    /** Does a chore each {@code pauseMs} milliseconds, counted from its end. */
    void every(long firstMs, long pauseMs, String name, Runnable chore) {
        everyRound(firstMs, pauseMs, () -> run(name, chore));
    }

    /** The same of something that is made of chores, and gives each of them to {@link #run}. */
    void everyRound(long firstMs, long pauseMs, Runnable round) {
        clock.scheduleWithFixedDelay(round, firstMs, pauseMs, TimeUnit.MILLISECONDS);
    }

    /** How many chores have been given up and still run. */
    long hanging() {
        return running.values().stream().filter(AtomicBoolean::get).count();
    }

    /**
     * Does a chore and waits for its end, within reason.
     *
     * @param name not that of another chore; stands in the log
     * @return false when it has not come to its end, or could not be begun because it hangs since an earlier time
     */
    boolean run(String name, Runnable chore) {
        AtomicBoolean givenUp = new AtomicBoolean();
        if (running.putIfAbsent(name, givenUp) != null) {
            return false; // and was said in the log
        }
        long begun = System.nanoTime();
        Future<?> end;
        try {
            end = threads.submit(() -> {
                try {
                    chore.run();
                } finally {
                    running.remove(name);
                    if (givenUp.get()) {
                        LOG.log(System.Logger.Level.INFO, "housekeeping-ended task=" + name + seconds(begun));
                    }
                }
            });
        } catch (RuntimeException | Error e) { // closed meanwhile, or no thread for it
            running.remove(name);
            LOG.log(System.Logger.Level.DEBUG, "housekeeping-not-begun task=" + name + " error=" + e);
            return false;
        }
        try {
            end.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            givenUp.set(true);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "housekeeping-overrun task=" + name + seconds(begun) + ": it is waited for no more");
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.ERROR, "housekeeping-failed task=" + name, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static String seconds(long begun) {
        return " seconds=" + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    }

    /** Begins nothing more. */
    @Override
    public void close() {
        clock.shutdown();
        threads.shutdown();
    }
}
