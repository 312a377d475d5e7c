package dev.framewire.tutorials.program;

import java.io.IOException;

/** A request that is understood and not done: the message says what was asked and why not, and is fit for a terminal. */
public final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    public Refusal(String message) {
        super(message);
    }
}
