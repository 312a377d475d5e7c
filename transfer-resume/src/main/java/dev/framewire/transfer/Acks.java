package dev.framewire.transfer;

import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * When the sender is told how far its receiver is, and how much more it may send: before it has to wait for credit, and when it
 * has heard nothing for a while. Counts what has come. Not thread-safe.
 */
final class Acks {
    /** How long the sender hears nothing, at most, while there is something to do. */
    static final long NANOS = 50_000_000;

    private static final long BYTES = 8 << 20;

    /** What an acknowledgement says besides. */
    interface Facts {
        Message.Ack ack(long credit);
    }

    private final Receiver.Outbox out;
    private final LongSupplier nanos;
    private final Receiver.Credit credit;
    private final Facts facts;
    private long received;
    private long sentBytes;
    private long sentAt;
    private long grantedBytes;

    Acks(Receiver.Outbox out, LongSupplier nanos, Receiver.Credit credit, Facts facts) {
        this.out = out;
        this.nanos = nanos;
        this.credit = credit;
        this.facts = facts;
        this.sentAt = nanos.getAsLong();
    }

    /** So many bytes of content have come. */
    void count(int length) {
        received += length;
    }

    long received() {
        return received;
    }

    /** How many bytes the sender may send in all. */
    long credit() {
        grantedBytes = Math.max(grantedBytes, credit.after(received));
        return grantedBytes;
    }

    void send() throws IOException {
        sentBytes = received;
        sentAt = nanos.getAsLong();
        out.send(facts.ack(credit()));
    }

    /** The sender must never wait for credit while its receiver waits for content. */
    void whenDue() throws IOException {
        long bytes = received - sentBytes;
        if (bytes >= BYTES || bytes >= (grantedBytes - sentBytes) / 2) {
            send();
        }
    }

    void whenSilent() throws IOException {
        if (nanos.getAsLong() - sentAt >= NANOS) {
            send();
        }
    }
}
