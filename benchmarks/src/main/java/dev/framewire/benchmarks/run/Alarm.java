package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.process.Leftovers;
import java.util.concurrent.atomic.AtomicBoolean;

/** Ends the programs of a measurement that hangs, whereupon it fails and the run goes on. */
final class Alarm {
    private static final long AGAIN_MILLIS = 5000;

    private final Thread thread;
    private final AtomicBoolean rang;

    private Alarm(Thread thread, AtomicBoolean rang) {
        this.thread = thread;
        this.rang = rang;
    }

    /** Goes off after so many seconds, unless it is cancelled before. */
    static Alarm after(long seconds) {
        AtomicBoolean rang = new AtomicBoolean();
        Thread thread = new Thread(
                () -> {
                    try {
                        Thread.sleep(1000 * seconds);
                        rang.set(true);
                        while (true) { // what is started after that hangs as well, or is of no use any more
                            Leftovers.endAll();
                            Thread.sleep(AGAIN_MILLIS);
                        }
                    } catch (InterruptedException e) {
                        // it was in time, or has ended
                    }
                },
                "alarm");
        thread.setDaemon(true);
        thread.start();
        return new Alarm(thread, rang);
    }

    /** Whether it went off: what was measured then is not whole. */
    boolean rang() {
        return rang.get();
    }

    void cancel() {
        thread.interrupt();
    }
}
