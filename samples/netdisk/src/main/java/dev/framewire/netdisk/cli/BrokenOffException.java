package dev.framewire.netdisk.cli;

import java.io.IOException;

/** The connection ended under a transfer. */
final class BrokenOffException extends IOException {
    private static final long serialVersionUID = 1;

    private final String howToGoOn;

    BrokenOffException(String howToGoOn, IOException cause) {
        super(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
        this.howToGoOn = howToGoOn;
    }

    String howToGoOn() {
        return howToGoOn;
    }
}
