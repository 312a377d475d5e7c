package dev.framewire.auth;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a sender changes its key, and how long a close may take. Tests use smaller numbers and a clock of their own.
 *
 * @param updateAfterRecords records under one key
 * @param updateAfterBytes payload bytes under one key
 * @param updateAfterNanos nanoseconds of a key, looked at when a record is sent
 * @param closeDeadline how long a peer that does not read can hold up a close
 * @param nanoClock what {@link System#nanoTime} is
 */
record RecordSettings(
        long updateAfterRecords,
        long updateAfterBytes,
        long updateAfterNanos,
        Duration closeDeadline,
        LongSupplier nanoClock) {
    static final RecordSettings DEFAULT = new RecordSettings(
            RecordFormat.UPDATE_AFTER_RECORDS,
            RecordFormat.UPDATE_AFTER_BYTES,
            RecordFormat.UPDATE_AFTER_NANOS,
            SecureSession.CLOSE_DEADLINE,
            System::nanoTime);

    /** A receiver grants twice the sender's limits, and no more. */
    boolean tooMuchReceived(long records, long payloadBytes) {
        return records >= 2 * updateAfterRecords || payloadBytes >= 2 * updateAfterBytes;
    }
}
