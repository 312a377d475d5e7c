package dev.framewire.transfer;

import java.io.IOException;
import java.util.function.LongSupplier;

/** When what has come is made durable: so many bytes, or so much time, after it was last. Not thread-safe. */
final class Checkpoints {
    private final PartialSession partial;
    private final Receiver.Limits limits;
    private final LongSupplier nanos;
    private long madeBytes;
    private long madeAt;

    Checkpoints(PartialSession partial, Receiver.Limits limits, LongSupplier nanos) {
        this.partial = partial;
        this.limits = limits;
        this.nanos = nanos;
        this.madeAt = nanos.getAsLong();
    }

    /** Makes one if it is time to; answers whether it was. */
    boolean whenDue(long received) throws IOException {
        long bytes = received - madeBytes;
        if (bytes < limits.checkpointBytes() && (bytes == 0 || nanos.getAsLong() - madeAt < limits.checkpointNanos())) {
            return false;
        }
        partial.checkpoint();
        madeBytes = received;
        madeAt = nanos.getAsLong();
        return true;
    }
}
