package dev.framewire.tutorials.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The lines of standard input, read one at a time: a person may be typing them. */
final class Lines implements Iterator<String> {
    private final Console console;
    private String next = "";
    private boolean asked;

    Lines(Console console) {
        this.console = console;
    }

    @Override
    public boolean hasNext() {
        if (!asked) {
            asked = true;
            try {
                next = console.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return next != null;
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        asked = false;
        return next;
    }
}
