package dev.framewire.transfer;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Tells the other side why there is no transfer, and reads past what it has sent already. */
final class RefusingSession extends Session {
    private final TransferException refusal;

    RefusingSession(Lane lane, TransferException refusal, Executor threads) {
        super(lane, threads, new ProgressMeter());
        this.refusal = refusal;
    }

    @Override
    void begin() {
        // the other side has
    }

    @Override
    void work() throws TransferException {
        throw refusal;
    }

    @Override
    @Nullable TransferResult on(Message message) {
        return drop(message);
    }

    @Override
    void over(boolean keepPartial) {
        // nothing was begun
    }
}
