package dev.framewire.transfer;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A run of packs that was started here. Thread-safe. */
public final class PackTransfer {
    private final CompletableFuture<TransferResult> result;
    private final Runnable cancel;

    PackTransfer(CompletableFuture<TransferResult> result, Runnable cancel) {
        this.result = result;
        this.cancel = cancel;
    }

    /** Ends the run soon; {@link #await} then throws with kind {@code CANCELLED}. What has arrived by then stays. */
    public void cancel() {
        cancel.run();
    }

    /**
     * Waits until every file has its {@link SmallFileResult}. If the waiting thread is interrupted the run is cancelled.
     *
     * @return bytes of content that arrived
     * @throws TransferException if the run ended before its end; files without a result may or may not have arrived
     * @throws IOException if the connection broke
     */
    public long await() throws IOException {
        return Transfer.await(result, cancel).size();
    }
}
