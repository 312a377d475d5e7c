package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.process.Leftovers;

/** Ends the programs of a measurement that hangs, whereupon it fails and the run goes on. */
final class Alarm {
    private final Thread thread;

    private Alarm(Thread thread) {
        this.thread = thread;
    }

    /** Goes off after so many seconds, unless it is cancelled before. */
    static Alarm after(long seconds) {
        Thread thread = new Thread(
                () -> {
                    try {
                        Thread.sleep(1000 * seconds);
                        Leftovers.endAll();
                    } catch (InterruptedException e) {
                        // it was in time
                    }
                },
                "alarm");
        thread.setDaemon(true);
        thread.start();
        return new Alarm(thread);
    }

    void cancel() {
        thread.interrupt();
    }
}
