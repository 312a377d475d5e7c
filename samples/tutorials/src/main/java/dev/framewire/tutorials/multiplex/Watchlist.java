package dev.framewire.tutorials.multiplex;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.LongSupplier;

/** The sockets of a loop. It waits until one of them has something to do, or time has: a deadline, or a pause that has become long enough. */
final class Watchlist implements Closeable {
    private static final long LONGEST_SELECT_MILLIS = 1000;

    private final Selector selector = Selector.open();
    private final LongSupplier nanoClock;

    Watchlist(LongSupplier nanoClock) throws IOException {
        this.nanoClock = nanoClock;
    }

    /** For channels to register with, each with a {@link Watched} attached. */
    Selector selector() {
        return selector;
    }

    /** Waits, and calls whichever sockets are ready. */
    void select() throws IOException {
        selector.select(key -> watched(key).ready(nanoClock.getAsLong()), untilNextTick());
    }

    /** Tells all of them the time. */
    void tick() {
        long now = nanoClock.getAsLong();
        selector.keys().stream()
                .filter(SelectionKey::isValid)
                .forEach(key -> watched(key).tick(now));
    }

    boolean isEmpty() {
        return selector.keys().stream().noneMatch(SelectionKey::isValid);
    }

    private static Watched watched(SelectionKey key) {
        return (Watched) key.attachment();
    }

    private long untilNextTick() {
        long now = nanoClock.getAsLong();
        long due = selector.keys().stream()
                .mapToLong(key -> watched(key).dueInNanos(now))
                .min()
                .orElse(Long.MAX_VALUE);
        // Rounded up, and never 0, which would be for ever.
        return Math.max(1, Math.min(LONGEST_SELECT_MILLIS, due / 1_000_000 + 1));
    }

    /** From any thread: {@link #select()} returns. */
    void wakeup() {
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        if (selector.isOpen()) {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        }
    }
}
