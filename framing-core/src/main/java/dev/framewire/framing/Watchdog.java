package dev.framewire.framing;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Aborts transports whose time is up. One daemon thread serves any number of connections; whoever makes a watchdog
 * closes it. Thread-safe.
 *
 * <p>The thread sleeps until the earliest deadline it has seen. Setting a later deadline, the usual case, is one write
 * to memory and wakes nobody.
 */
public final class Watchdog implements AutoCloseable {
    /** No deadline is set. */
    private static final long NEVER = Long.MAX_VALUE;

    private static final long EXPIRED = Long.MIN_VALUE;
    private static final long CLOSED = Long.MIN_VALUE + 1;

    private final LongSupplier clock;
    private final long origin;
    /**
     * Those whose time runs, and those whose time has been stopped since the thread last looked. Whoever is forgotten by its
     * owner, without having been closed, is let go here too: a server has a guard for each reader and writer.
     */
    private final Set<Guard> guards = ConcurrentHashMap.newKeySet();

    private final @Nullable Thread thread;
    /** Runs an abort, which may block, beside what runs the deadlines. */
    private final Executor aborters;

    /** When the thread wakes. While it looks at the guards this is {@link #NEVER}, so that every change wakes it again. */
    private volatile long nextWake = NEVER;

    private volatile boolean closed;

    private Watchdog() {
        this.clock = System::nanoTime;
        this.origin = System.nanoTime();
        Thread created = new Thread(this::run, "framewire-watchdog");
        created.setDaemon(true);
        this.thread = created;
        this.aborters = abort -> {
            Thread aborter = new Thread(abort, "framewire-abort");
            aborter.setDaemon(true);
            aborter.start();
        };
    }

    /** For tests: a clock of their own, and {@link #expire()} instead of a thread. */
    Watchdog(LongSupplier clock) {
        this(clock, Runnable::run);
    }

    /** And also what aborts run on. */
    Watchdog(LongSupplier clock, Executor aborters) {
        this.clock = clock;
        this.aborters = aborters;
        this.origin = clock.getAsLong();
        this.thread = null;
    }

    /**
     * Starts a watchdog.
     *
     * @return the watchdog, to be closed when the last connection that uses it is gone
     */
    public static Watchdog create() {
        Watchdog watchdog = new Watchdog();
        Objects.requireNonNull(watchdog.thread).start();
        return watchdog;
    }

    /**
     * Aborts a transport unless the guard is closed in time.
     *
     * @param limit how long from now; more than zero
     * @param transport what to abort
     * @return the guard; close it when the work is done
     * @throws IllegalArgumentException if the limit is not positive
     * @throws IllegalStateException if the watchdog is closed
     */
    public Guard guard(Duration limit, Transport transport) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit is not positive: " + limit);
        }
        Guard guard = guard(transport, nanos(limit));
        guard.restart();
        return guard;
    }

    /** A guard that waits to be armed. */
    Guard guard(Transport transport, long limitNanos) {
        if (closed) {
            throw new IllegalStateException("the watchdog is closed");
        }
        return new Guard(Objects.requireNonNull(transport, "transport"), limitNanos);
    }

    /** How many guards it holds: those whose time runs, and those whose time was stopped since it last looked. */
    int held() {
        return guards.size();
    }

    /** Nanoseconds since this watchdog began. */
    long now() {
        return clock.getAsLong() - origin;
    }

    /** Stops the thread. Guards that are still open will not expire any more. */
    @Override
    public void close() {
        closed = true;
        guards.clear();
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            long wake = expire();
            if (wake == NEVER) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, Math.max(1, wake - now()));
            }
        }
    }

    /** Aborts what is overdue; answers when to look again. */
    long expire() {
        nextWake = NEVER;
        long now = now();
        long earliest = NEVER;
        for (Guard guard : guards) {
            long deadline = guard.deadline.get();
            if (!runs(deadline)) {
                deadline = guard.letGo();
            }
            if (!runs(deadline)) {
                continue;
            }
            if (deadline <= now) {
                guard.expire(deadline);
            } else {
                earliest = Math.min(earliest, deadline);
            }
        }
        nextWake = earliest;
        return earliest;
    }

    private static boolean runs(long deadline) {
        return deadline >= 0 && deadline != NEVER;
    }

    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The time limit of one piece of work. Thread-safe. */
    public final class Guard implements AutoCloseable {
        private final Transport transport;
        private final long limitNanos;

        /** Nanoseconds on the watchdog's clock, or one of the three constants. EXPIRED and CLOSED are final. */
        private final AtomicLong deadline = new AtomicLong(NEVER);

        /** False: not among the guards that are looked at, or soon not any more, and whoever arms it has to put it there. */
        private volatile boolean listed;

        private Guard(Transport transport, long limitNanos) {
            this.transport = transport;
            this.limitNanos = limitNanos;
        }

        /**
         * Whether the time ran out and the transport was aborted.
         *
         * @return true from that moment on
         */
        public boolean expired() {
            return deadline.get() == EXPIRED;
        }

        /** Gives the whole time again, from now. Has no effect on an expired or closed guard. */
        public void restart() {
            arm(limitNanos);
        }

        /** Ends the limit. When this returns, the guard has either expired already or never will. */
        @Override
        public void close() {
            set(CLOSED);
            guards.remove(this);
        }

        void arm(long nanos) {
            long now = now();
            long at = nanos >= NEVER - now ? NEVER : now + nanos;
            set(at);
            if (!listed && runs(deadline.get())) {
                list();
            }
            if (at < nextWake && thread != null) {
                LockSupport.unpark(thread);
            }
        }

        void disarm() {
            set(NEVER);
        }

        private void list() {
            listed = true;
            if (!closed) {
                guards.add(this);
            }
        }

        /**
         * Takes it from the list, unless it is armed at this moment; answers its deadline. The order matters: whoever arms it sets
         * the deadline first and then looks whether it is listed, so one of the two puts it back.
         */
        private long letGo() {
            guards.remove(this);
            listed = false;
            long now = deadline.get();
            if (runs(now)) {
                list();
            }
            return now;
        }

        private void set(long value) {
            long old = deadline.get();
            while (old != EXPIRED && old != CLOSED && !deadline.compareAndSet(old, value)) {
                old = deadline.get();
            }
        }

        private void expire(long seen) {
            if (!deadline.compareAndSet(seen, EXPIRED)) {
                return;
            }
            try {
                // An abort handle that blocks must not hold up the deadlines of every other connection.
                aborters.execute(transport::abort);
            } catch (OutOfMemoryError e) {
                // The machine has no thread left, and without deadlines it never will: better held up than gone.
                transport.abort();
            }
        }
    }
}
