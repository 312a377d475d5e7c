package dev.framewire.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A transfer that outlives its connections: when one breaks it waits, connects anew and goes on with what has arrived. It can
 * be paused, which gives its connection back, and has a deadline if its {@link RetryPolicy} has. Made by
 * {@link TransferEngine#resuming}. Thread-safe.
 */
public final class ResumingTransfer {
    /** What a peer has to answer a cancel with, before its connection is closed. */
    private static final long GRACE_NANOS = 5_000_000_000L;

    private final RetryPolicy policy;
    private final TransferConnector connector;
    private final TransferStart start;
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final long startedAt;
    private final List<Consumer<Progress>> listeners = new ArrayList<>();
    private final CompletableFuture<TransferResult> result = new CompletableFuture<>();

    private @Nullable Transfer attempt;
    private Progress last = new ProgressMeter().snapshot();
    private boolean paused;
    /** Why it is to end, once that is decided. */
    private @Nullable TransferException ending;

    private boolean keepPartial = true;
    /** Whether the running attempt was told to end: it fails then, and that is no failure. */
    private boolean told;
    /** Whether the last attempt moved content. */
    private boolean moved;

    private int failures;
    /** Attempts in all that found the source changed. */
    private int changes;

    ResumingTransfer(
            RetryPolicy policy,
            TransferConnector connector,
            TransferStart start,
            LongSupplier nanos,
            RandomGenerator random) {
        this.policy = policy;
        this.connector = connector;
        this.start = start;
        this.nanos = nanos;
        this.random = random;
        this.startedAt = nanos.getAsLong();
    }

    /**
     * Reports progress, of each attempt as {@link Transfer#onProgress} does.
     *
     * @param consumer must not block
     * @return this
     */
    public ResumingTransfer onProgress(Consumer<Progress> consumer) {
        Transfer running;
        synchronized (this) {
            listeners.add(consumer);
            running = attempt;
        }
        if (running != null) {
            running.onProgress(consumer);
        }
        return this;
    }

    /**
     * How far the running attempt is, or the last one was.
     *
     * @return a snapshot
     */
    public synchronized Progress progress() {
        return attempt == null ? last : attempt.progress();
    }

    /** Ends the running attempt, keeps what has arrived, and begins no other until {@link #resume}. */
    public void pause() {
        synchronized (this) {
            paused = true;
        }
        endAttempt();
    }

    /** Goes on after {@link #pause}, over a new connection. */
    public synchronized void resume() {
        paused = false;
        notifyAll();
    }

    /**
     * Whether it is paused, or about to be.
     *
     * @return true between {@link #pause} and {@link #resume}
     */
    public synchronized boolean isPaused() {
        return paused;
    }

    /**
     * Ends it soon; {@link #await} then throws with kind {@code CANCELLED}, after ten seconds also where a source or a sink blocks: it is
     * left behind, in use, as at the deadline ({@link RetryPolicy#deadline}).
     *
     * @param keep whether it can be continued later. To drop what the other side keeps, a connection must be up
     */
    public void cancel(boolean keep) {
        end(new TransferException(TransferException.Kind.CANCELLED, "cancelled here"), keep);
    }

    /** The engine is closed. */
    void close() {
        end(new TransferException(TransferException.Kind.CLOSED, "the engine was closed"), true);
    }

    private void end(TransferException why, boolean keep) {
        synchronized (this) {
            if (ending == null) {
                ending = why;
                keepPartial = keep;
            }
        }
        endAttempt();
    }

    /** Never with the monitor held: whoever listens to progress may call from within the attempt. */
    private void endAttempt() {
        Transfer running;
        boolean keep;
        synchronized (this) {
            running = attempt;
            keep = keepPartial;
            told = running != null;
            notifyAll();
        }
        if (running != null) {
            running.cancel(keep);
        }
    }

    /**
     * Whether it is over.
     *
     * @return true if {@link #await} answers at once
     */
    public boolean isDone() {
        return result.isDone();
    }

    /**
     * Waits until the content is published and durable at the receiver. If the waiting thread is interrupted the transfer is
     * cancelled and its partial kept.
     *
     * @return what arrived; the bytes on the wire are those of the last attempt
     * @throws TransferException if it did not: of kind {@code DEADLINE} at the deadline, else what ended the last attempt
     * @throws IOException if the last attempt's connection broke or could not be made
     */
    public TransferResult await() throws IOException {
        return Transfer.await(result, () -> cancel(true));
    }

    /** Tries until it has arrived or is given up. */
    void run() {
        try {
            while (true) {
                awaitTurn();
                try {
                    result.complete(tryOnce());
                    return;
                } catch (IOException e) {
                    afterFailure(e);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    void rejected(TransferException why) {
        result.completeExceptionally(why);
    }

    private synchronized void awaitTurn() throws IOException {
        while (paused) {
            checkEnding();
            waitAtMost(Long.MAX_VALUE);
        }
        checkEnding();
    }

    private void checkEnding() throws TransferException {
        if (ending == null && leftNanos() <= 0) {
            ending = new TransferException(
                    TransferException.Kind.DEADLINE, "not done in " + policy.deadline + "; what arrived is kept");
        }
        if (ending != null) {
            throw ending;
        }
    }

    private long leftNanos() {
        return policy.deadline.isZero() ? Long.MAX_VALUE : policy.deadline.toNanos() - (nanos.getAsLong() - startedAt);
    }

    /** With the monitor held; not beyond the deadline. */
    private void waitAtMost(long mostNanos) throws TransferException {
        long time = Math.max(1, Math.min(mostNanos, leftNanos()));
        try {
            wait(Math.max(1, time / 1_000_000));
        } catch (InterruptedException e) {
            throw new TransferException(TransferException.Kind.CLOSED, "the engine's thread was interrupted", false, e);
        }
    }

    private TransferResult tryOnce() throws IOException {
        synchronized (this) {
            told = false;
            moved = false;
        }
        TransferConnector.Connected connected = connector.connect();
        try {
            Transfer running;
            try {
                running = start.on(connected.in(), connected.out());
            } catch (IOException e) {
                throw new CannotStart(e);
            }
            watch(running, connected.connection());
            return running.await();
        } finally {
            closeQuietly(connected.connection());
            synchronized (this) {
                if (attempt != null) {
                    last = attempt.progress();
                    moved = last.wireBodyBytes() > 0;
                    attempt = null;
                }
            }
        }
    }

    /**
     * Waits for the end of an attempt. One that was told to end and does not loses its connection; and one that waits for its source or its
     * sink even then is left behind, if no other one is to follow it.
     */
    private void watch(Transfer running, Closeable connection) throws TransferException {
        List<Consumer<Progress>> consumers;
        synchronized (this) {
            attempt = running;
            consumers = List.copyOf(listeners);
        }
        consumers.forEach(running::onProgress);
        running.whenDone(() -> {
            synchronized (this) {
                notifyAll();
            }
        });
        long since = 0;
        boolean ends = false;
        boolean closed = false;
        while (!running.isDone()) {
            boolean tell;
            synchronized (this) {
                tell = !ends && (over() || paused || told);
                if (!tell) {
                    long left = ends ? GRACE_NANOS - (nanos.getAsLong() - since) : Long.MAX_VALUE;
                    if (left <= 0 && closed) {
                        checkEnding();
                        left = GRACE_NANOS; // what comes next may want the same partial and the same source
                    }
                    if (left > 0) {
                        if (!running.isDone()) {
                            waitAtMost(left);
                        }
                        continue;
                    }
                }
            }
            since = nanos.getAsLong();
            if (tell) {
                ends = true;
                endAttempt();
            } else {
                closed = true;
                closeQuietly(
                        connection); // it was told to end, and has not: its connection goes, and with it the attempt
                since = nanos.getAsLong();
            }
        }
    }

    private static void closeQuietly(Closeable connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // the attempt has ended, and how it ended says more
        }
    }

    private boolean over() {
        try {
            checkEnding();
            return false;
        } catch (TransferException e) {
            return true;
        }
    }

    private void afterFailure(IOException failure) throws IOException {
        synchronized (this) {
            if (ending != null) {
                throw ending;
            }
            if (told) {
                return; // it was paused, and may have been resumed since
            }
            if (failure instanceof CannotStart no) {
                throw no.reason;
            }
            boolean agreed = false;
            if (failure instanceof TransferException said) {
                agreed = said.connectionUsable();
                changes += said.kind() == TransferException.Kind.CHANGED ? 1 : 0;
                if (!said.retryable() || changes >= policy.maxChanges) {
                    throw failure;
                }
            }
            // content that moved is no progress where the attempt itself failed: the same may move for ever
            failures = moved && !agreed ? 1 : failures + 1;
            if (failures >= policy.maxFailures) {
                throw failure;
            }
            long until = nanos.getAsLong() + policy.delayNanos(failures, random);
            for (long left = until - nanos.getAsLong(); left > 0 && !paused; left = until - nanos.getAsLong()) {
                checkEnding();
                waitAtMost(left);
            }
        }
    }

    /** A failure of this side, before anything was sent. */
    private static final class CannotStart extends IOException {
        private static final long serialVersionUID = 1L;

        private final IOException reason;

        CannotStart(IOException reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
