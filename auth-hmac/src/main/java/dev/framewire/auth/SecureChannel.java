package dev.framewire.auth;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The record layer of one connection: both directions. */
final class SecureChannel extends SessionChannel {
    private final RecordInput input;
    private final RecordOutput output;

    SecureChannel(
            Transport transport,
            RecordCipher sealing,
            RecordCipher opening,
            @Nullable Watchdog watchdog,
            RecordSettings settings) {
        super(transport, watchdog, settings.closeDeadline());
        this.input = new RecordInput(transport, opening, this, settings);
        this.output = new RecordOutput(transport, sealing, this, settings);
    }

    @Override
    RecordInput input() {
        return input;
    }

    @Override
    RecordOutput output() {
        return output;
    }

    @Override
    void shutdownOutput() throws IOException {
        output.shutdown();
    }

    @Override
    void forget() {
        input.forget();
        output.forget();
    }
}
