package dev.framewire.auth;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The record layer of one connection: both directions, and their common end. */
final class SecureChannel implements RecordInput.SessionEnd {
    private final Transport transport;
    private final @Nullable Watchdog watchdog;
    private final RecordSettings settings;
    private final RecordInput input;
    private final RecordOutput output;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean dead;

    SecureChannel(
            Transport transport,
            RecordCipher sealing,
            RecordCipher opening,
            @Nullable Watchdog watchdog,
            RecordSettings settings) {
        this.transport = transport;
        this.settings = settings;
        this.watchdog = watchdog;
        this.input = new RecordInput(transport, opening, this, settings);
        this.output = new RecordOutput(transport, sealing, this, settings);
    }

    RecordInput input() {
        return input;
    }

    RecordOutput output() {
        return output;
    }

    void shutdownOutput() throws IOException {
        output.shutdown();
    }

    @Override
    public void abort() {
        dead = true;
        transport.abort();
    }

    @Override
    @SuppressWarnings("try") // the resources are there to be closed, in this order
    public void close() throws IOException {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        if (dead) {
            transport.close();
            return;
        }
        // A peer that does not read would block the last record, or hold the lock of a write that blocks already.
        try (Watchdog own = watchdog == null ? Watchdog.create() : null;
                Watchdog.Guard guard = guard(own);
                Transport last = transport) {
            output.shutdown();
        }
    }

    private Watchdog.@Nullable Guard guard(@Nullable Watchdog own) {
        Watchdog either = own == null ? watchdog : own;
        return either == null ? null : either.guard(settings.closeDeadline(), transport);
    }
}
