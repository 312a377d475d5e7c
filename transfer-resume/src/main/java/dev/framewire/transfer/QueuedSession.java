package dev.framewire.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The responding end of a run of packs: the reading thread keeps the few messages that may be under way, the worker handles
 * and answers them in order, and {@code x.end} is answered when all of them were.
 */
abstract class QueuedSession extends Session {
    private final int window;
    private final BlockingQueue<Message> queue;
    private final Semaphore finished = new Semaphore(0);
    private volatile boolean ended;

    QueuedSession(Lane lane, int window, Executor threads) {
        super(lane, threads, new ProgressMeter());
        this.window = window;
        this.queue = new ArrayBlockingQueue<>(window + 2);
    }

    /** Whether a message, but for the end, belongs to such a run. */
    abstract boolean mine(Message message);

    /** Handles one message and answers it. */
    abstract void handle(Message message) throws IOException;

    /** What has been transferred, for the result. */
    abstract long contentBytes();

    @Override
    final void begin() {
        // the other side does
    }

    @Override
    final void work() throws IOException {
        try {
            while (mine() == null) {
                Message message = queue.take();
                if (message instanceof Message.End) {
                    answer(new Message.End(id));
                    ended = true;
                    return;
                } else if (!(message instanceof Message.Cancel)) {
                    handle(message);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            finished.release();
        }
    }

    /** Whoever has given up says nothing more. */
    final void answer(Message message) throws IOException {
        if (mine() == null) {
            sendOrAbort(message);
        }
    }

    @Override
    final @Nullable TransferResult on(Message message) throws IOException {
        boolean end = message instanceof Message.End;
        if (!end && !mine(message)) {
            drop(message);
            throw MessageCodec.protocol("a message that does not belong into a run of packs");
        }
        if (queue.size() >= window || !queue.offer(message)) {
            throw MessageCodec.protocol("more under way than " + window);
        }
        if (!end) {
            return null;
        }
        try {
            finished.acquire(); // what follows the end on the connection is not ours
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        long bytes = contentBytes();
        return ended ? new TransferResult("", bytes, PackCodec.noRoot(), bytes, 0) : null;
    }

    @Override
    final void woken() {
        boolean unused = queue.offer(new Message.Cancel(id, true)); // full: the worker is awake anyway
    }

    @Override
    final void over(boolean keepPartial) {
        // what was not answered is published or not, each file whole
    }
}
