package dev.framewire.transfer;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** A transfer that was started here. Thread-safe. */
public final class Transfer {
    private final ProgressMeter meter;
    private final CompletableFuture<TransferResult> result;
    private final Consumer<Boolean> cancel;

    Transfer(ProgressMeter meter, CompletableFuture<TransferResult> result, Consumer<Boolean> cancel) {
        this.meter = meter;
        this.result = result;
        this.cancel = cancel;
    }

    /**
     * Reports progress: once now, on this thread; then on threads of the engine, whenever the phase changes and in between at
     * most 20 times a second. The last report of a transfer that arrived has phase {@code DONE} and all of its bytes.
     *
     * @param consumer must not block
     * @return this
     */
    public Transfer onProgress(Consumer<Progress> consumer) {
        meter.listen(consumer);
        return this;
    }

    /**
     * How far it is.
     *
     * @return a snapshot
     */
    public Progress progress() {
        return meter.snapshot();
    }

    /**
     * Ends the transfer soon; {@link #await} then throws with kind {@code CANCELLED}. Does not wait, neither for the peer nor for a
     * source or sink that is being read or written; {@link #await} waits for both, and for the peer's sink: a receiver answers when
     * its disk has, so that nothing is published behind its answer. (One that sends answers at once.) Content whose publication has
     * begun is published all the same, and the transfer then succeeds.
     *
     * @param keepPartial whether it can be continued later
     */
    public void cancel(boolean keepPartial) {
        cancel.accept(keepPartial);
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
     * cancelled and its partial kept. A get that has published its content has arrived, whatever becomes of its connection then; where
     * a put's breaks before it is told so, nobody here knows: put it again, which is answered at once.
     *
     * @return what arrived
     * @throws TransferException if it did not
     * @throws IOException if the connection broke; the partial is kept
     */
    public TransferResult await() throws IOException {
        return await(result, () -> cancel(true));
    }

    /** Runs something when it is over, on whichever thread ends it. */
    void whenDone(Runnable action) {
        result.whenComplete((unused, failure) -> action.run());
    }

    static TransferResult await(CompletableFuture<TransferResult> result, Runnable cancel) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    cancel.run();
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
