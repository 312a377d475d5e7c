package dev.framewire.netdisk.server;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Closes several things, the last one first, each of them whatever happened to the others. Not thread-safe. */
final class Closer implements AutoCloseable {
    private final Deque<AutoCloseable> all = new ArrayDeque<>();

    <T extends AutoCloseable> T later(T one) {
        all.push(one);
        return one;
    }

    /** Closes none of those given so far: they have another owner now. */
    void keep() {
        all.clear();
    }

    /** @throws IOException the first failure; the others are suppressed in it */
    @Override
    public void close() throws IOException {
        IOException first = null;
        while (!all.isEmpty()) {
            try {
                all.pop().close();
            } catch (Exception e) {
                if (first == null) {
                    first = e instanceof IOException io ? io : new IOException(e);
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
