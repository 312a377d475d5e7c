package dev.framewire.framing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Memory for headers, shared by many connections, so that ten thousand peers that each begin a large header cannot fill
 * the heap together. Thread-safe.
 *
 * <p>It is an account, not an allocator. A decoder takes its whole header's length out of it before it reads on, and puts
 * it back when the frame is over; a decoder that finds too little waits, in order of arrival. Because nobody waits while
 * holding a part, the budget can be full but never stuck: whoever holds a grant needs nothing more to finish, and if its
 * peer does not let it finish, its deadline ends the connection and returns the grant. Headers of up to
 * {@value #FREE_BYTES} bytes are not counted; they live in a buffer that every decoder keeps.
 */
public final class MemoryBudget {
    /** Headers up to this length need no grant. */
    static final int FREE_BYTES = 1_024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Grant> waiting = new LinkedHashSet<>();
    private final long bytes;
    private long available;

    private MemoryBudget(long bytes) {
        this.bytes = bytes;
        this.available = bytes;
    }

    /**
     * A budget.
     *
     * @param bytes for all headers being read at a time, at least 65,535: the largest one must fit
     * @return a new budget, to be put into the {@link FrameLimits} of all the connections that share it
     * @throws IllegalArgumentException if it is smaller
     */
    public static MemoryBudget ofBytes(long bytes) {
        if (bytes < FrameFormat.MAX_HEADER_BYTES) {
            throw new IllegalArgumentException("bytes < " + FrameFormat.MAX_HEADER_BYTES + ": " + bytes);
        }
        return new MemoryBudget(bytes);
    }

    /**
     * The size of the budget.
     *
     * @return bytes
     */
    public long bytes() {
        return bytes;
    }

    /**
     * What is not granted at the moment.
     *
     * @return bytes
     */
    public long availableBytes() {
        lock.lock();
        try {
            return available;
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many decoders wait for a grant.
     *
     * @return a count
     */
    public int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A decoder's share, empty at first.
     *
     * @param wake run when a request that had to wait has been served
     */
    Grant share(@Nullable Runnable wake) {
        return new Grant(wake);
    }

    private boolean request(Grant grant, int length) {
        lock.lock();
        try {
            if (grant.held == 0 && !waiting.contains(grant)) {
                grant.wanted = length;
                if (!waiting.isEmpty() || length > available) {
                    waiting.add(grant);
                    return false;
                }
                grant.held = length;
                available -= length;
            }
            return grant.held > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Takes back what is held, or a place in the queue; and wakes whoever is served by that. */
    private void release(Grant grant) {
        List<Runnable> served = new ArrayList<>();
        lock.lock();
        try {
            waiting.remove(grant);
            available += grant.held;
            grant.held = 0;
            for (Iterator<Grant> next = waiting.iterator(); next.hasNext(); ) {
                Grant first = next.next();
                if (first.wanted > available) {
                    break; // strictly in order: a small one behind must not keep a large one waiting for ever
                }
                next.remove();
                available -= first.wanted;
                first.held = first.wanted;
                if (first.wake != null) {
                    served.add(first.wake);
                }
            }
        } finally {
            lock.unlock();
        }
        wake(served);
    }

    /** Wakes every one of them, whatever one does: who is not woken waits for ever, with a grant in hand. */
    private static void wake(List<Runnable> served) {
        RuntimeException thrown = null;
        for (Runnable each : served) {
            try {
                each.run();
            } catch (RuntimeException e) {
                if (thrown == null) {
                    thrown = e;
                } else {
                    thrown.addSuppressed(e);
                }
            }
        }
        if (thrown != null) {
            throw thrown;
        }
    }

    /** One decoder's share. What is wanted and held belongs to the budget's lock, the rest to the decoder's thread. */
    final class Grant {
        private final @Nullable Runnable wake;
        private int wanted;
        private int held;
        private boolean inUse; // held, or waited for

        private Grant(@Nullable Runnable wake) {
            this.wake = wake;
        }

        /** True if the header may be read on, now or since; false if the grant waits for its turn. */
        boolean obtain(int headerLength) {
            if (headerLength <= FREE_BYTES) {
                return true;
            }
            inUse = true;
            return request(this, headerLength);
        }

        boolean inUse() {
            return inUse;
        }

        void giveBack() {
            if (inUse) {
                inUse = false;
                release(this);
            }
        }
    }
}
