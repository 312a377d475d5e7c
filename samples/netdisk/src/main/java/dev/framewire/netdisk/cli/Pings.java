package dev.framewire.netdisk.cli;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Shows a server each minute that a shell which does nothing is still there: it cuts whoever is silent for five. */
final class Pings implements AutoCloseable {
    static final Duration EVERY = Duration.ofMinutes(1);

    /** What is done each minute. */
    interface Ping {
        void send() throws Exception;
    }

    private final ReentrantLock connection;
    private final Ping ping;
    private final Runnable lost;
    private final ScheduledExecutorService clock;

    /**
     * @param connection whoever holds it uses the connection, and needs no pings meanwhile
     * @param lost runs when a ping has failed
     */
    Pings(ReentrantLock connection, Ping ping, Runnable lost) {
        this(connection, ping, lost, Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "netdisk-ping");
            thread.setDaemon(true);
            return thread;
        }));
    }

    /** With a clock of a test's own. */
    Pings(ReentrantLock connection, Ping ping, Runnable lost, ScheduledExecutorService clock) {
        this.connection = connection;
        this.ping = ping;
        this.lost = lost;
        this.clock = clock;
    }

    /** The first leaves in a minute. */
    void begin() {
        clock.scheduleWithFixedDelay(this::send, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    private void send() {
        if (!connection.tryLock()) {
            return;
        }
        try {
            ping.send();
        } catch (Exception e) {
            lost.run();
        } finally {
            connection.unlock();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
