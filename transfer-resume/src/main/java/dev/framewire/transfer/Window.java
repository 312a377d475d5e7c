package dev.framewire.transfer;

/**
 * How much content a peer may send to one of several transfers before it is handled: what has arrived lies in memory until
 * then. Never less than two pieces, so that none of them stands still for another's sake. Thread-safe.
 */
final class Window {
    private final WindowBudget budget;
    private long credit;
    private long arrived;
    private long handled;
    private boolean joined;
    private boolean closed;

    Window(WindowBudget budget) {
        this.budget = budget;
    }

    /** Content that is about to be read. */
    synchronized void arrive(long bytes) throws TransferException {
        if (bytes > credit - arrived) {
            throw MessageCodec.protocol("content up to " + (arrived + bytes) + ", but the credit was " + credit);
        }
        arrived += bytes;
    }

    /** What the peer may have sent in all, when so much has been handled. It never shrinks. */
    synchronized long credit(long handledBytes) {
        if (!joined && !closed) {
            joined = true; // not before: one that waits for its turn takes no share
            budget.join();
        }
        if (!closed) {
            budget.release(handledBytes - handled);
            handled = handledBytes;
            credit += budget.grow(outstandingBytes());
        }
        return credit;
    }

    /** What may have arrived, or may still arrive, without being handled. */
    synchronized long outstandingBytes() {
        return credit - handled;
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            budget.release(outstandingBytes());
            if (joined) {
                budget.leave();
            }
        }
    }
}
